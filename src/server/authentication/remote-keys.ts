import type { ResolvedKeySets } from '../../config/resolved-config.ts';
import type { KeyHolder, Keys } from './key-holder.ts';
import { readKeySet } from './read-key-set.ts';

/** How long a request waits for keys; an attempt may take longer, and serves the next. */
const MAX_WAIT_MS = 1000;
/** Longest time of a timer of Node's. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface RemoteKeysOptions {
  /** The text of the set. Rejects where it cannot be had in time. */
  readonly fetchText: () => Promise<string>;
  readonly settings: ResolvedKeySets;
  /** Told of each failed attempt with its reason, and of the first good one after that with undefined. */
  readonly onProblem: (problem: unknown) => void;
  /** Milliseconds. Default: `performance.now`. */
  readonly clock?: () => number;
}

/**
 * A published key set: read anew in the background, and early where a token names a key that is not in it; both no more often than the
 * cooldown lets. While it cannot be read the last good one stays, within bounds. Never rejects.
 */
export class RemoteKeys implements KeyHolder {
  readonly #options: RemoteKeysOptions;
  readonly #clock: () => number;
  #keys: Keys | undefined;
  #text: string | undefined;
  #readAt = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failed = false;
  #attempt: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  current(): Keys | undefined {
    return this.#clock() - this.#readAt < this.#options.settings.staleMs ? this.#keys : undefined;
  }

  async newest(): Promise<Keys | undefined> {
    if (this.#clock() - this.#triedAt >= this.#options.settings.cooldownMs) void this.refresh();
    if (this.#attempt !== undefined) await atMost(this.#attempt, MAX_WAIT_MS);
    return this.current();
  }

  get retryAfterMs(): number {
    return Math.max(1000, this.#triedAt + this.#options.settings.cooldownMs - this.#clock());
  }

  /** Reads the set now, or waits for who does. */
  refresh(): Promise<void> {
    this.#attempt ??= this.#read().finally(() => {
      this.#attempt = undefined;
      this.#schedule();
    });
    return this.#attempt;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    this.#triedAt = this.#clock();
    try {
      const text = await this.#options.fetchText();
      if (text !== this.#text) this.#keys = keysIn(text);
      this.#text = text;
      this.#readAt = this.#clock();
      if (this.#failed) this.#options.onProblem(undefined);
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      if (!this.#disposed) this.#options.onProblem(error);
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#disposed) return;
    const { refreshMs, cooldownMs } = this.#options.settings;
    const wait = this.#failed ? Math.min(cooldownMs, refreshMs) : refreshMs;
    this.#timer = setTimeout(() => void this.refresh(), Math.min(wait, MAX_TIMER_MS)).unref();
  }
}

function keysIn(text: string): Keys {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  const set = readKeySet(value);
  if (typeof set === 'string') throw new Error(set);
  return set.keys;
}

function atMost(promise: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void promise.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
