import { LRUCache } from 'lru-cache';
import { type CacheEntry, endOf, sizeOf } from './cache-entry.ts';
import type { TagTimes } from './tag-times.ts';

const MAX_SHORT_KEYS = 20_000;

/** The process's own tier: decoded values, bounded by bytes, the least recently used leaving first. */
export class MemoryTier {
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #tagTimes: TagTimes;

  readonly #shortKeys = new LRUCache<string, string>({ max: MAX_SHORT_KEYS });
  #nextShortKey = 0;

  constructor(maxBytes: number, tagTimes: TagTimes) {
    this.#tagTimes = tagTimes;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (entry, key) =>
        400 + key.length + sizeOf(entry.value) + sizeOf(entry.tags) + sizeOf(entry.validator),
    });
  }

  /**
   * A short stand-in for the beginning of many keys: most of what a hit costs is to hash its key. When it is forgotten, another takes its
   * place, and what was kept under it grows old unread.
   */
  shortKey(key: string): string {
    let short = this.#shortKeys.get(key);
    if (short === undefined) {
      // No key begins with a digit, so that none is taken for a short one.
      short = `${this.#nextShortKey++}:`;
      this.#shortKeys.set(key, short);
    }
    return short;
  }

  /** An entry that is of some use: fresh, stale, or good only for when the upstream fails. */
  get(key: string, now: number): CacheEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now < endOf(entry) && !this.#tagTimes.invalidated(entry.tags, entry.since)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  set(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
  }
}
