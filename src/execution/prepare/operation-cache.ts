import { LRUCache } from 'lru-cache';
import { fnv1a } from '../../utils/fnv1a.ts';

export interface OperationCacheOptions {
  /** Entries. Default 1,000. */
  readonly entries?: number;
  /** Estimated bytes. Default 32 MB. */
  readonly bytes?: number;
}

/** Documents that were seen once and are kept; of those before them only that they were seen is known. */
const NEWCOMERS = 16;
/** Slots for what is known of documents that were seen once: 4 bytes each, the last of its kind stays. */
const SIGHTINGS = 16_384;

/**
 * A cache in two parts: what is asked for a second time becomes a regular, bounded by entries and by bytes. Newcomers are few, so that
 * a flood of documents which are never seen again pushes out nothing but itself, and dies before the collector takes it for long-lived;
 * one that comes again after it was pushed out is prepared again, and a regular from then on.
 */
export class OperationCache<Value extends object> {
  readonly #newcomers: LRUCache<string, Value>;
  readonly #regulars: LRUCache<string, Value>;
  readonly #sizeOf: (key: string) => number;
  readonly #sightings = new Uint32Array(SIGHTINGS);
  /** Lookups that found something, and that did not, so far. */
  hits = 0;
  misses = 0;

  constructor(options: OperationCacheOptions, sizeOf: (key: string) => number) {
    const entries = options.entries ?? 1_000;
    const bytes = options.bytes ?? 32 * 1024 * 1024;
    this.#sizeOf = sizeOf;
    this.#newcomers = part(Math.min(NEWCOMERS, Math.ceil(entries / 5)), Math.ceil(bytes / 5));
    this.#regulars = part(Math.ceil((entries * 4) / 5), Math.ceil((bytes * 4) / 5));
  }

  get size(): number {
    return this.#newcomers.size + this.#regulars.size;
  }

  /** Estimated. */
  get bytes(): number {
    return this.#newcomers.calculatedSize + this.#regulars.calculatedSize;
  }

  get(key: string): Value | undefined {
    const found = this.#find(key);
    if (found === undefined) this.misses += 1;
    else this.hits += 1;
    return found;
  }

  #find(key: string): Value | undefined {
    const regular = this.#regulars.get(key);
    if (regular !== undefined) return regular;
    const newcomer = this.#newcomers.peek(key);
    if (newcomer === undefined) return undefined;
    this.#newcomers.delete(key);
    this.#regulars.set(key, newcomer, { size: this.#sizeOf(key) });
    return newcomer;
  }

  set(key: string, value: Value): void {
    const part = this.#wasSeen(key) ? this.#regulars : this.#newcomers;
    part.set(key, value, { size: this.#sizeOf(key) });
  }

  clear(): void {
    this.#newcomers.clear();
    this.#regulars.clear();
    this.#sightings.fill(0);
  }

  /** Whether this document was set before; notes that it was. Two documents of one hash only make a newcomer a regular too early. */
  #wasSeen(key: string): boolean {
    // 0 stands for an empty slot.
    const hash = fnv1a(key) || 1;
    const slot = hash % SIGHTINGS;
    const seen = this.#sightings[slot] === hash;
    this.#sightings[slot] = hash;
    return seen;
  }
}

function part<Value extends object>(max: number, maxSize: number): LRUCache<string, Value> {
  return new LRUCache({ max, maxSize });
}
