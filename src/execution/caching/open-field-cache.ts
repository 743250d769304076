import { Keyv } from 'keyv';
import { GatewayError } from '../../errors/gateway-error.ts';
import { FieldCache } from './field-cache.ts';
import type { InvalidationBus } from './invalidation-bus.ts';
import { RedisBus } from './redis-bus.ts';
import type { RedisClient } from './redis-client.ts';

export interface OpenFieldCacheOptions {
  /** Entries of a graph with another hash are never read. */
  readonly schemaHash: string;
  /** Bound of the memory tier. */
  readonly memoryBytes?: number;
  /** A Keyv instance, a store that Keyv takes, or a `redis://`, `rediss://` or `valkey://` URL. Undefined: memory alone. */
  readonly store?: string | object | undefined;
  /** How this process hears of others on its machine, besides what the store has for that. */
  readonly bus?: InvalidationBus | undefined;
  /** Told when the store or the way to it fails. */
  readonly onProblem: (problem: unknown) => void;
}

/** The cache of a graph, and what it has opened, which its disposal closes. */
export interface OpenedFieldCache extends AsyncDisposable {
  readonly cache: FieldCache;
}

/** Opens the configured store and puts the cache in front of it. Rejects with `CONFIG_INVALID` for a store that is none; waits for no connection. */
export async function openFieldCache({
  schemaHash,
  memoryBytes,
  store,
  bus,
  onProblem,
}: OpenFieldCacheOptions): Promise<OpenedFieldCache> {
  const report = quietly(onProblem);
  const opened = await openStore(store, report);
  const cache = new FieldCache({
    ...(memoryBytes === undefined ? undefined : { memoryBytes }),
    schemaHash,
    store: opened?.store,
    buses: [bus, opened?.bus].filter((each) => each !== undefined),
    onProblem: report,
  });
  return {
    cache,
    async [Symbol.asyncDispose]() {
      cache[Symbol.dispose]();
      await opened?.close();
    },
  };
}

interface OpenedStore {
  readonly store: Keyv;
  readonly bus?: InvalidationBus;
  close(): Promise<void>;
}

async function openStore(
  store: string | object | undefined,
  onProblem: (problem: unknown) => void,
): Promise<OpenedStore | undefined> {
  if (store === undefined) return undefined;
  if (typeof store === 'string') {
    if (!/^(rediss?|valkeys?):\/\//.test(store)) throw noStore(store.replace(/\/\/[^@/]*@/, '//'));
    // A third of a second of loading, which only who shares a store should wait for at start.
    const { openRedisCacheStore } = await import('./redis-cache-store.ts');
    const redis = openRedisCacheStore(store.replace(/^valkey/, 'redis'), onProblem);
    return { store: redis.store, bus: redis.bus, close: async () => redis[Symbol.asyncDispose]() };
  }
  // Who made a store closes it.
  if (isKeyv(store)) return { store, ...busOf(store, onProblem) };
  if ('get' in store && 'set' in store)
    return { store: new Keyv({ store: store as Map<string, unknown>, throwOnErrors: true }), close: async () => {} };
  throw noStore(Object.keys(store).join(', '));
}

/** A Keyv instance on Redis lets its replicas hear of each other too, over a connection of its own with the same settings. */
function busOf(store: Keyv, onProblem: (problem: unknown) => void): Pick<OpenedStore, 'bus' | 'close'> {
  const adapter: unknown = store.store;
  if (typeof adapter !== 'object' || adapter === null || !('client' in adapter) || !isRedisClient(adapter.client)) {
    return { close: async () => {} };
  }
  const subscriber = adapter.client.duplicate();
  subscriber.on('error', onProblem);
  subscriber.connect().catch(onProblem);
  const bus = new RedisBus(adapter.client, subscriber);
  return { bus, close: () => bus[Symbol.asyncDispose]() };
}

/** Not a cluster's or a sentinel's: their pub/sub is another. */
function isRedisClient(client: unknown): client is RedisClient {
  return client instanceof Object && ['duplicate', 'publish', 'subscribe', 'mGet'].every((name) => name in client);
}

/** Also of another copy of the package. */
function isKeyv(store: object): store is Keyv {
  return store instanceof Keyv || ('getMany' in store && 'setMany' in store && 'opts' in store && 'namespace' in store);
}

function noStore(what: string): GatewayError {
  return new GatewayError(
    'CONFIG_INVALID',
    `"cache.store" is no store: ${what}. Write a redis:// URL, or give a Keyv instance.`,
  );
}

const SAY_EVERY_MS = 10_000;

/** A store that is down fails with every attempt to reach it: one of them in ten seconds is news. */
function quietly(onProblem: (problem: unknown) => void): (problem: unknown) => void {
  let said = -Infinity;
  return (problem) => {
    const now = performance.now();
    if (problem !== undefined && now - said < SAY_EVERY_MS) return;
    if (problem !== undefined) said = now;
    onProblem(problem);
  };
}
