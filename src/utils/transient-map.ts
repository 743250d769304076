import { fnv1a } from './fnv1a.ts';

interface Entry<Value> {
  readonly key: string;
  value: Value;
  next: Entry<Value> | undefined;
}

/** A power of two. */
const FIRST_SIZE = 64;

/**
 * A map by text whose entries come and go with requests, without the tables of a `Map`, which outlive them (see `Slots`): they would keep keys
 * as well as values.
 */
export class TransientMap<Value> {
  /** Chains of entries, by hash. */
  #chains: (Entry<Value> | undefined)[] = new Array(FIRST_SIZE).fill(undefined);
  #size = 0;

  get(key: string): Value | undefined {
    let entry = this.#chains[this.#place(key)];
    while (entry !== undefined && entry.key !== key) entry = entry.next;
    return entry?.value;
  }

  set(key: string, value: Value): void {
    const place = this.#place(key);
    for (let entry = this.#chains[place]; entry !== undefined; entry = entry.next) {
      if (entry.key !== key) continue;
      entry.value = value;
      return;
    }
    this.#chains[place] = { key, value, next: this.#chains[place] };
    this.#size += 1;
    if (this.#size > this.#chains.length) this.#grow();
  }

  delete(key: string): void {
    const place = this.#place(key);
    let before: Entry<Value> | undefined;
    for (let entry = this.#chains[place]; entry !== undefined; before = entry, entry = entry.next) {
      if (entry.key !== key) continue;
      if (before === undefined) this.#chains[place] = entry.next;
      else before.next = entry.next;
      // An entry that became old would keep those behind it.
      entry.next = undefined;
      this.#size -= 1;
      return;
    }
  }

  #place(key: string): number {
    // Of up to 256 units, evenly spread: a long key costs no more than a short one, and few are under way at once.
    return fnv1a(key, 1 + (key.length >>> 8)) & (this.#chains.length - 1);
  }

  /** It never shrinks: it is as large as what is under way at once may be. */
  #grow(): void {
    const old = this.#chains;
    this.#chains = new Array(old.length * 2).fill(undefined);
    for (const [index, chain] of old.entries()) {
      old[index] = undefined;
      for (let entry = chain; entry !== undefined; ) {
        const { next } = entry;
        const place = this.#place(entry.key);
        entry.next = this.#chains[place];
        this.#chains[place] = entry;
        entry = next;
      }
    }
  }
}
