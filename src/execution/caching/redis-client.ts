import { createClient } from '@redis/client';

export type RedisClient = ReturnType<typeof createRedisClient>;

/** A client that never queues while it is not connected, notices a dead peer, and reconnects for as long as it takes. */
export function createRedisClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 10_000,
    socket: {
      connectTimeout: 300,
      socketTimeout: 15_000,
      // Jitter, so that replicas do not all come back at once.
      reconnectStrategy: (retries) => 50 + Math.random() * Math.min(2_000, 50 * 2 ** Math.min(retries, 10)),
    },
  });
}
