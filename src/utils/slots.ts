/**
 * Things that come and go with requests, each in a place of its own. The engine links each table of a `Map` or `Set` that it has outgrown to
 * the one that followed it. If one of them was old when it was left, it is collected late, and until then all that followed survive every
 * scavenge, with what was in them: under load the old space fills with requests that are long answered. An array has no such chain.
 */
export class Slots<Item> {
  readonly #items: (Item | undefined)[] = [];
  readonly #free: number[] = [];

  /** Returns the place, for `at` and `remove`. */
  add(item: Item): number {
    const place = this.#free.pop() ?? this.#items.length;
    this.#items[place] = item;
    return place;
  }

  at(place: number): Item | undefined {
    return this.#items[place];
  }

  remove(place: number): void {
    this.#items[place] = undefined;
    this.#free.push(place);
  }

  /** All that are there now. */
  items(): readonly Item[] {
    return this.#items.filter((item) => item !== undefined);
  }
}
