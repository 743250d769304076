import { LRUCache } from 'lru-cache';

export interface OperationCacheOptions {
  /** Entries. Default 1,000. */
  readonly entries?: number;
  /** Estimated bytes. Default 32 MB. */
  readonly bytes?: number;
}

/** Share of the room that documents seen once may take. */
const NEWCOMERS = 0.2;

/**
 * A cache in two parts, each bounded by entries and by bytes: what is asked for a second time moves out of the newcomers' part, so that a
 * flood of documents which are never seen again only pushes out others of its kind.
 */
export class OperationCache<Value extends object> {
  readonly #newcomers: LRUCache<string, Value>;
  readonly #regulars: LRUCache<string, Value>;
  readonly #sizeOf: (key: string) => number;

  constructor(options: OperationCacheOptions, sizeOf: (key: string) => number) {
    const entries = options.entries ?? 1_000;
    const bytes = options.bytes ?? 32 * 1024 * 1024;
    this.#sizeOf = sizeOf;
    this.#newcomers = part(Math.ceil(entries * NEWCOMERS), Math.ceil(bytes * NEWCOMERS));
    this.#regulars = part(Math.ceil(entries * (1 - NEWCOMERS)), Math.ceil(bytes * (1 - NEWCOMERS)));
  }

  get size(): number {
    return this.#newcomers.size + this.#regulars.size;
  }

  get(key: string): Value | undefined {
    const regular = this.#regulars.get(key);
    if (regular !== undefined) return regular;
    const newcomer = this.#newcomers.peek(key);
    if (newcomer === undefined) return undefined;
    this.#newcomers.delete(key);
    this.#regulars.set(key, newcomer, { size: this.#sizeOf(key) });
    return newcomer;
  }

  set(key: string, value: Value): void {
    this.#newcomers.set(key, value, { size: this.#sizeOf(key) });
  }

  clear(): void {
    this.#newcomers.clear();
    this.#regulars.clear();
  }
}

function part<Value extends object>(max: number, maxSize: number): LRUCache<string, Value> {
  return new LRUCache({ max, maxSize });
}
