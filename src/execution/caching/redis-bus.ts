import { randomUUID } from 'node:crypto';
import type { InvalidationBus } from './invalidation-bus.ts';
import type { RedisClient } from './redis-client.ts';

const CHANNEL = 'interlace:1:invalidate';

/** Invalidations by Redis pub/sub. Its messages are not kept for who is away, so that every new connection counts as a gap. */
export class RedisBus implements InvalidationBus {
  readonly #client: RedisClient;
  readonly #subscriber: RedisClient;
  readonly #self = randomUUID();

  constructor(client: RedisClient, subscriber: RedisClient) {
    this.#client = client;
    this.#subscriber = subscriber;
  }

  async publish(tags: readonly string[]): Promise<void> {
    await this.#client.publish(CHANNEL, JSON.stringify({ from: this.#self, tags }));
  }

  subscribe(onTags: (tags: readonly string[]) => void, onGap: () => void): void {
    const listen = (text: string) => {
      const message = parseMessage(text);
      // What cannot be read may have been anything.
      if (message === undefined) onGap();
      else if (message.from !== this.#self) onTags(message.tags);
    };
    let subscribed = false;
    this.#subscriber.on('ready', () => {
      onGap();
      if (subscribed) return;
      subscribed = true;
      this.#subscriber.subscribe(CHANNEL, listen).catch(() => {
        subscribed = false;
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscriber.destroy();
  }
}

function parseMessage(text: string): { from: string; tags: readonly string[] } | undefined {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('from' in message) || !('tags' in message))
      return undefined;
    const { from, tags } = message;
    if (typeof from !== 'string' || !Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string'))
      return undefined;
    return { from, tags };
  } catch {
    return undefined;
  }
}
