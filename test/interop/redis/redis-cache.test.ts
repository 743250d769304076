import { createKeyv } from '@keyv/redis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openFieldCache } from '../../../src/execution/caching/open-field-cache.ts';
import { openRedisCacheStore } from '../../../src/execution/caching/redis-cache-store.ts';
import { createRedisClient } from '../../../src/execution/caching/redis-client.ts';
import { createPipeline } from '../../../src/execution/create-pipeline.ts';
import { cachedPipelineOf, ruleOf, template } from '../../execution/caching/cache-kit.ts';
import { callOf, FakeConnector } from '../../execution/resilience/pipeline-kit.ts';
import { hasRedis, RedisProcess } from './redis-process.ts';

const available = hasRedis();
if (!available) console.warn('Skipped: there is no redis-server here. Run test/interop/redis/install.sh.');

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
  opened.length = 0;
});

function keep<T extends AsyncDisposable>(each: T): T {
  opened.push(each);
  return each;
}

/** What a gateway has of the cache: its own memory and connections, the same Redis as its replicas. */
function replica(url: string) {
  const problems: unknown[] = [];
  const { store, bus } = keep(openRedisCacheStore(url, () => {}));
  const connector = new FakeConnector(({ args }) => ({ id: args.id }));
  const { cache, pipeline } = cachedPipelineOf(connector, {
    store,
    buses: [bus],
    onProblem: (problem) => problems.push(problem),
  });
  keep({ [Symbol.asyncDispose]: async () => cache[Symbol.dispose]() });
  const rule = ruleOf({ tags: [template('item:{args.id}')] });
  return {
    cache,
    connector,
    problems,
    read: (id: unknown) => pipeline(callOf({ args: { id }, cache: rule })),
    async timed(id: unknown) {
      const began = performance.now();
      await this.read(id);
      return performance.now() - began;
    },
    /** Upstream calls for this id so far. */
    asked: (id: unknown) => connector.calls.filter((call) => call.args.id === id).length,
    /** Resolves when the store is reached, seen from outside: a value that this replica has written is there. */
    async connected(probe: ReturnType<typeof createRedisClient>) {
      let n = 0;
      await vi.waitFor(async () => {
        await this.read(`warm ${n++}`);
        expect(await probe.dbSize()).toBeGreaterThan(0);
      }, WAIT);
    },
  };
}

const WAIT = { timeout: 10_000, interval: 20 };

async function probeOf(redis: RedisProcess) {
  const client = createRedisClient(redis.url);
  client.on('error', () => {});
  await client.connect();
  keep({ [Symbol.asyncDispose]: async () => client.destroy() });
  return client;
}

describe.skipIf(!available)('replicas with one Redis', () => {
  test('share entries, and hear of each other’s invalidations', async () => {
    const redis = keep(await RedisProcess.start());
    const probe = await probeOf(redis);
    const [a, b] = [replica(redis.url), replica(redis.url)];
    await a.connected(probe);
    await b.connected(probe);
    await vi.waitFor(
      async () =>
        expect(await probe.pubSubNumSub('interlace:1:invalidate')).toMatchObject({ 'interlace:1:invalidate': 2 }),
      WAIT,
    );

    // Nobody waits for an entry to be written: b reads what a has read one attempt before.
    let id = 0;
    await vi.waitFor(async () => {
      await a.read(++id);
      expect(await b.read(id - 1)).toEqual({ id: id - 1 });
      expect(b.asked(id - 1)).toBe(0);
    }, WAIT);
    expect(a.asked(id - 1)).toBe(1);

    await a.read(1);
    await b.read(1);
    const before = b.asked(1);
    await a.cache.invalidate(['item:1']);
    await vi.waitFor(async () => {
      await b.read(1);
      expect(b.asked(1)).toBe(before + 1);
    }, WAIT);
    const asked = a.asked(1);
    await a.read(1);
    expect(a.asked(1)).toBe(asked + 1);
  });

  test('take what others write over their entries for a miss', async () => {
    const redis = keep(await RedisProcess.start());
    const probe = await probeOf(redis);
    const [a, b] = [replica(redis.url), replica(redis.url)];
    await a.connected(probe);
    await b.connected(probe);
    await a.read('poisoned');
    await vi.waitFor(async () => expect((await probe.keys('*')).length).toBeGreaterThan(1), WAIT);
    for (const key of await probe.keys('*')) await probe.set(key, '{"value":{"__proto__":{"polluted":true},"value":');
    expect(await b.read('poisoned')).toEqual({ id: 'poisoned' });
    expect(b.asked('poisoned')).toBe(1);
  });
});

describe.skipIf(!available)('a Keyv instance on Redis', () => {
  test('is shared, and its replicas hear of each other’s invalidations', async () => {
    const redis = keep(await RedisProcess.start());
    const probe = await probeOf(redis);
    const connectors = [0, 1].map(() => new FakeConnector(({ args }) => ({ id: args.id })));
    const [a, b] = await Promise.all(
      connectors.map(async (connector) => {
        const store = createKeyv(redis.url);
        const opened = keep(await openFieldCache({ schemaHash: 'graph', store, onProblem: () => {} }));
        keep({ [Symbol.asyncDispose]: () => store.disconnect() });
        const pipeline = createPipeline({ sources: [{ name: 'orders', connector }], cache: opened.cache });
        const rule = ruleOf({ tags: [template('item:{args.id}')] });
        return {
          cache: opened.cache,
          connector,
          read: (id: number) => pipeline(callOf({ args: { id }, cache: rule })),
        };
      }),
    );
    if (a === undefined || b === undefined) throw new Error('unreachable');
    const channel = 'interlace:1:invalidate';
    await vi.waitFor(async () => expect(await probe.pubSubNumSub(channel)).toMatchObject({ [channel]: 2 }), WAIT);

    let id = 0;
    await vi.waitFor(async () => {
      await a.read(++id);
      const asked = b.connector.calls.length;
      await b.read(id - 1);
      expect(b.connector.calls).toHaveLength(asked);
    }, WAIT);

    const asked = b.connector.calls.length;
    await a.cache.invalidate([`item:${id - 1}`]);
    await vi.waitFor(async () => {
      await b.read(id - 1);
      expect(b.connector.calls).toHaveLength(asked + 1);
    }, WAIT);
  });
});

describe.skipIf(!available)('a Redis that is ill', () => {
  test('stopped: costs 50 ms once, then nothing, and is used again when it goes on', async () => {
    const redis = keep(await RedisProcess.start());
    const probe = await probeOf(redis);
    const a = replica(redis.url);
    await a.connected(probe);
    redis.signal('SIGSTOP');
    const times: number[] = [];
    for (let id = 0; id < 20; id += 1) times.push(await a.timed(id));
    const invalidation = performance.now();
    await a.cache.invalidate(['item:1']);
    times.push(performance.now() - invalidation);
    // What a busy machine adds is not the store's.
    expect(times.filter((time) => time > 15).length).toBeLessThanOrEqual(2);
    expect(Math.max(...times)).toBeLessThan(75);
    expect(a.connector.calls.filter((call) => typeof call.args.id === 'number')).toHaveLength(20);

    redis.signal('SIGCONT');
    await vi.waitFor(() => expect(a.problems.at(-1)).toBeUndefined(), WAIT);
    // The invalidation that could not be told has been told.
    await vi.waitFor(async () => expect((await probe.keys('interlace:1:tag:*')).length).toBe(1), WAIT);
  });

  test('killed and started again: requests are answered throughout', async () => {
    const redis = keep(await RedisProcess.start());
    const a = replica(redis.url);
    await a.connected(await probeOf(redis));
    await redis.kill();
    for (let id = 0; id < 10; id += 1) expect(await a.timed(id)).toBeLessThan(75);
    await redis.start();
    const probe = await probeOf(redis);
    await vi.waitFor(async () => {
      await a.read(Math.random());
      expect(await probe.dbSize()).toBeGreaterThan(0);
    }, WAIT);
  });

  test('absent at start: requests are answered, and it is used when it comes', async () => {
    const redis = keep(await RedisProcess.absent());
    const a = replica(redis.url);
    for (let id = 0; id < 10; id += 1) expect(await a.timed(id)).toBeLessThan(75);
    await redis.start();
    const probe = await probeOf(redis);
    await vi.waitFor(async () => {
      await a.read(Math.random());
      expect(await probe.dbSize()).toBeGreaterThan(0);
    }, WAIT);
  });

  test('full, or not letting us in: requests are answered', async () => {
    for (const options of [
      ['--maxmemory', '1'],
      ['--requirepass', 'other'],
    ]) {
      const redis = keep(await RedisProcess.start(...options));
      const a = replica(redis.url);
      for (let id = 0; id < 10; id += 1) expect(await a.timed(id)).toBeLessThan(75);
      await a.cache.invalidate(['item:1']);
    }
  });
});
