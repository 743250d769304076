import { LRUCache } from 'lru-cache';
import { type CacheEntry, endOf, sizeOf } from './cache-entry.ts';
import { ownTexts } from './own-texts.ts';
import type { TagTimes } from './tag-times.ts';

const MAX_GROUPS = 20_000;

/** An entry that was used within this time is not moved to the front again: most hits are then one look into a map. */
const RECENT_MS = 100;

/** The entries of one question, by the key text of what was asked for; '' where it was asked for nothing in particular. */
export interface MemoryPlace {
  /** Stands for the question within this process. */
  readonly id: string;
  /** An entry that is of some use: fresh, stale, or good only for when the upstream fails. */
  get(text: string, now: number): CacheEntry | undefined;
  set(text: string, entry: CacheEntry): void;
  delete(text: string): void;
}

/** The process's own tier: decoded values, bounded by bytes, the least recently used leaving first. */
export class MemoryTier {
  readonly #entries: LRUCache<string, Held>;
  readonly #tagTimes: TagTimes;
  readonly #groups = new LRUCache<string, Group>({ max: MAX_GROUPS, dispose: (group) => group.clear() });
  #nextGroup = 0;
  /** Entries that left because there was no room, so far. */
  evictions = 0;

  constructor(maxBytes: number, tagTimes: TagTimes) {
    this.#tagTimes = tagTimes;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ entry }, key) =>
        450 + key.length + sizeOf(entry.value) + sizeOf(entry.tags) + sizeOf(entry.validator),
      dispose: (held, _, reason) => {
        if (reason === 'evict') this.evictions += 1;
        held.group?.forget(held);
      },
    });
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** About what the entries occupy. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  /** Where the one value of a question is kept. */
  single(key: string): MemoryPlace {
    return new Single(key, this);
  }

  /**
   * Where the many values of a question are kept. Key texts are looked up as they are: to join each with its question and to hash
   * what comes of it is most of what a hit would cost.
   */
  group(key: string): MemoryPlace {
    let group = this.#groups.get(key);
    if (group === undefined) {
      // No key begins with a digit, so that none is taken for this.
      group = new Group(`${this.#nextGroup++}:`, this);
      this.#groups.set(key, group);
    }
    return group;
  }

  get(key: string, now: number): CacheEntry | undefined {
    const held = this.#entries.peek(key);
    return held && this.use(held, now);
  }

  /** Of what is held already: whether it is of use, and that it was used. */
  use(held: Held, now: number): CacheEntry | undefined {
    const { entry, key } = held;
    if (now >= held.end || this.#tagTimes.invalidated(entry.tags, entry.since)) {
      this.#entries.delete(key);
      return undefined;
    }
    if (now - held.usedAt > RECENT_MS) {
      held.usedAt = now;
      this.#entries.get(key);
    }
    return entry;
  }

  set(key: string, entry: CacheEntry, group?: Group, text = ''): void {
    const held: Held = { entry: selfContained(entry), end: endOf(entry), key, text, group, usedAt: -Infinity };
    this.#entries.set(key, held);
    // What is larger than the whole tier is not taken.
    if (this.#entries.has(key)) group?.remember(held);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/** What is kept keeps nothing else in memory. */
function selfContained(entry: CacheEntry): CacheEntry {
  ownTexts(entry.tags);
  const value = ownTexts(entry.value);
  return typeof value === 'string' ? { ...entry, value } : entry;
}

interface Held {
  readonly entry: CacheEntry;
  readonly end: number;
  readonly key: string;
  readonly text: string;
  readonly group: Group | undefined;
  usedAt: number;
}

class Single implements MemoryPlace {
  readonly id: string;
  readonly #tier: MemoryTier;

  constructor(key: string, tier: MemoryTier) {
    this.id = key;
    this.#tier = tier;
  }

  get(text: string, now: number): CacheEntry | undefined {
    return this.#tier.get(this.id + text, now);
  }

  set(text: string, entry: CacheEntry): void {
    this.#tier.set(this.id + text, entry);
  }

  delete(text: string): void {
    this.#tier.delete(this.id + text);
  }
}

class Group implements MemoryPlace {
  readonly id: string;
  readonly #tier: MemoryTier;
  readonly #held = new Map<string, Held>();

  constructor(id: string, tier: MemoryTier) {
    this.id = id;
    this.#tier = tier;
  }

  get(text: string, now: number): CacheEntry | undefined {
    const held = this.#held.get(text);
    return held && this.#tier.use(held, now);
  }

  set(text: string, entry: CacheEntry): void {
    this.#tier.set(this.id + text, entry, this, text);
  }

  delete(text: string): void {
    this.#tier.delete(this.id + text);
  }

  /** Its entry has come into the tier. */
  remember(held: Held): void {
    this.#held.set(held.text, held);
  }

  /** Its entry has left the tier. */
  forget(held: Held): void {
    if (this.#held.get(held.text) === held) this.#held.delete(held.text);
  }

  clear(): void {
    for (const text of [...this.#held.keys()]) this.delete(text);
  }
}
