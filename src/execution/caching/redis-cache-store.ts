import { createKeyv } from '@keyv/redis';
import type { Keyv } from 'keyv';
import type { InvalidationBus } from './invalidation-bus.ts';
import { RedisBus } from './redis-bus.ts';
import { createRedisClient } from './redis-client.ts';

/** A store in Redis or Valkey, and the way by which its replicas hear of each other. */
export interface RedisCacheStore extends AsyncDisposable {
  readonly store: Keyv;
  readonly bus: InvalidationBus;
}

/**
 * Connects in the background and for as long as it takes: what the store cannot do now fails now, and nothing waits for it. `onProblem` is
 * told of every failure of the connection.
 */
export function openRedisCacheStore(url: string, onProblem: (problem: unknown) => void): RedisCacheStore {
  const client = createRedisClient(url);
  const subscriber = createRedisClient(url);
  for (const each of [client, subscriber]) {
    each.on('error', onProblem);
    each.connect().catch(onProblem);
  }
  const bus = new RedisBus(client, subscriber);
  return {
    store: createKeyv(client as Parameters<typeof createKeyv>[0], { throwOnErrors: true, throwOnConnectError: true }),
    bus,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      client.destroy();
    },
  };
}
