import { LRUCache } from 'lru-cache';
import { type CacheEntry, endOf, sizeOf } from './cache-entry.ts';
import type { TagTimes } from './tag-times.ts';

/** The process's own tier: decoded values, bounded by bytes, the least recently used leaving first. */
export class MemoryTier {
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #tagTimes: TagTimes;

  constructor(maxBytes: number, tagTimes: TagTimes) {
    this.#tagTimes = tagTimes;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (entry, key) => 200 + key.length + sizeOf(entry.value) + sizeOf(entry.tags),
    });
  }

  /** An entry that is of some use: fresh, stale, or good only for when the upstream fails. */
  get(key: string, now: number): CacheEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now < endOf(entry) && !this.#tagTimes.invalidated(entry.tags, entry.since)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
  }
}
