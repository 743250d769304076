import { hash } from 'node:crypto';
import type { Keyv } from 'keyv';
import { type CacheEntry, endOf } from './cache-entry.ts';
import { StoreGuard } from './store-guard.ts';

const READ_MS = 25;
const WRITE_MS = 50;
/** The format of what is stored; a gateway of another version does not read it. */
const VERSION = 1;
/** Longer than the longest that an entry may live. */
const TAG_LIFETIME_MS = 50 * 24 * 3_600_000;
/** By how much the wall clocks of two replicas may differ. */
const CLOCK_SKEW_MS = 2_000;
const MAX_PENDING_TAGS = 50_000;

/** As stored: durations, and one moment on the wall clock. */
interface StoredEntry {
  readonly at: number;
  readonly fresh: number;
  readonly stale: number;
  readonly error: number;
  readonly tags: readonly string[];
  readonly validator?: string | undefined;
  readonly value: unknown;
}

/** The tier that replicas share, in any keyv store. Whatever happens to the store, a read is a miss and a write is forgotten. */
export class SharedTier implements Disposable {
  readonly #keyv: Keyv;
  readonly #prefix: string;
  readonly #guard: StoreGuard;
  /** Tags whose invalidation the store has not taken yet, with its time: told as soon as it is back. */
  readonly #pending = new Map<string, number>();

  /** Keys asked for that were there and of use, and that were not, so far. */
  hits = 0;
  misses = 0;

  /** `schemaHash` keeps graphs that differ apart in one store; `onProblem` is told when the store is given up, and undefined when it is back. */
  constructor(keyv: Keyv, schemaHash: string, onProblem: (problem: unknown) => void) {
    this.#keyv = keyv;
    this.#prefix = `interlace:${VERSION}:${schemaHash}:`;
    this.#guard = new StoreGuard(
      () => keyv.getMany([tagKey('')]),
      (problem) => {
        onProblem(problem);
        if (problem === undefined) void this.#tell();
      },
    );
    // Without a listener, an error event of the store is thrown where nobody can catch it.
    keyv.on('error', () => {});
  }

  /** In the order of the keys; undefined for what is missing, unreadable, invalidated, or of the future. */
  async read(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    const entries = await this.#read(keys);
    const found = entries.filter((entry) => entry !== undefined).length;
    this.hits += found;
    this.misses += entries.length - found;
    return entries;
  }

  async #read(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    const found = await this.#guard.run(
      () => this.#keyv.getMany<unknown>(keys.map((key) => this.#keyOf(key))),
      READ_MS,
    );
    if (found === undefined) return [];
    const wallNow = Date.now();
    const now = performance.now();
    const entries = found.map((stored) => (isStoredEntry(stored) ? toEntry(stored, wallNow, now) : undefined));
    const tags = [...new Set(entries.flatMap((entry) => entry?.tags ?? []))];
    if (tags.length === 0) return entries;
    const times = await this.#guard.run(() => this.#keyv.getMany<unknown>(tags.map(tagKey)), READ_MS);
    if (times === undefined) return [];
    const invalidatedAt = new Map(tags.map((tag, i) => [tag, times[i]]));
    return entries.map((entry) => {
      const isOutdated = entry?.tags.some((tag) => {
        const time = invalidatedAt.get(tag);
        return typeof time === 'number' && entry.since - now <= time + CLOCK_SKEW_MS - wallNow;
      });
      return isOutdated ? undefined : entry;
    });
  }

  get up(): boolean {
    return this.#guard.up;
  }

  /** Operations that were late or failed, so far. */
  get failures(): number {
    return this.#guard.failures;
  }

  async write(entries: readonly (readonly [key: string, entry: CacheEntry])[]): Promise<void> {
    const wallNow = Date.now();
    const now = performance.now();
    const stored = entries.map(([key, entry]) => ({
      key: this.#keyOf(key),
      value: toStored(entry, wallNow, now),
      ttl: Math.max(1, Math.ceil(endOf(entry) - now)),
    }));
    await this.#guard.run(() => this.#setAll(stored), WRITE_MS);
  }

  /** Notes the tags as invalidated now. Resolves when the store knows it, or cannot be told at present and will be told later. */
  async invalidate(tags: readonly string[]): Promise<void> {
    const now = Date.now();
    for (const tag of tags) this.#pending.set(tag, now);
    for (const [oldest] of this.#pending) {
      if (this.#pending.size <= MAX_PENDING_TAGS) break;
      this.#pending.delete(oldest);
    }
    await this.#tell();
  }

  [Symbol.dispose](): void {
    this.#guard[Symbol.dispose]();
  }

  async #tell(): Promise<void> {
    const told = [...this.#pending];
    if (told.length === 0) return;
    const entries = told.map(([tag, time]) => ({ key: tagKey(tag), value: time, ttl: TAG_LIFETIME_MS }));
    const taken = await this.#guard.run(() => this.#setAll(entries), WRITE_MS);
    if (taken === undefined) return;
    for (const [tag, time] of told) if (this.#pending.get(tag) === time) this.#pending.delete(tag);
  }

  /** A store may say by `false` instead of an error that it has not taken an entry. */
  async #setAll(entries: { key: string; value: unknown; ttl: number }[]): Promise<true> {
    const results = await this.#keyv.setMany(entries);
    if (results?.includes(false)) throw new Error('The store did not take the entries.');
    return true;
  }

  #keyOf(key: string): string {
    return this.#prefix + hash('sha256', key, 'base64url');
  }
}

/** Tags are one for all graphs: what a mutation changed, it changed for everybody. */
function tagKey(tag: string): string {
  return `interlace:${VERSION}:tag:${hash('sha256', tag, 'base64url')}`;
}

function toStored(entry: CacheEntry, wallNow: number, now: number): StoredEntry {
  return {
    at: wallNow - (now - entry.since),
    fresh: entry.freshUntil - entry.since,
    stale: entry.staleUntil - entry.since,
    error: entry.errorUntil - entry.since,
    tags: entry.tags,
    ...(entry.validator === undefined ? undefined : { validator: entry.validator }),
    value: entry.value,
  };
}

function toEntry(stored: StoredEntry, wallNow: number, now: number): CacheEntry | undefined {
  const age = wallNow - stored.at;
  if (age < -CLOCK_SKEW_MS) return undefined;
  const since = now - Math.max(0, age);
  return {
    value: stored.value,
    since,
    freshUntil: since + stored.fresh,
    staleUntil: since + stored.stale,
    errorUntil: since + stored.error,
    tags: stored.tags,
    validator: stored.validator,
  };
}

/** Others may write to the store: nothing in it is believed to have our shape. */
function isStoredEntry(value: unknown): value is StoredEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof StoredEntry, unknown>>;
  const numbers = [entry.at, entry.fresh, entry.stale, entry.error];
  return (
    numbers.every((number) => typeof number === 'number' && Number.isFinite(number)) &&
    Array.isArray(entry.tags) &&
    entry.tags.every((tag) => typeof tag === 'string') &&
    (entry.validator === undefined || typeof entry.validator === 'string') &&
    Object.hasOwn(value, 'value')
  );
}
