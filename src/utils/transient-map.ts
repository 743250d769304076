interface Entry<Value> {
  readonly key: string;
  value: Value;
  next: Entry<Value> | undefined;
}

/** A power of two. */
const FIRST_SIZE = 64;

/**
 * A map by text whose entries come and go with requests. In a `Map` what has gone would live on: the engine links each table that a `Map` has
 * outgrown, and outgrows one by deletions too, to the one that followed it. If one of them was old when it was left, it is collected late, and
 * until then all that followed survive every scavenge, with the keys and values that were in them.
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
    return hashOf(key) & (this.#chains.length - 1);
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

/** FNV-1a of up to 256 units, evenly spread: a long key costs no more than a short one, and few are under way at once. */
function hashOf(key: string): number {
  const step = 1 + (key.length >>> 8);
  let hash = key.length;
  for (let index = 0; index < key.length; index += step) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash;
}
