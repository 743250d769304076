import { Slots } from './slots.ts';

/** A map whose entries come and go with requests: its tables, which outlive them (see `Slots`), hold no values. */
export class TransientMap<Key, Value> {
  readonly #places = new Map<Key, number>();
  readonly #values = new Slots<Value>();

  get(key: Key): Value | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#values.at(place);
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    this.#places.set(key, this.#values.add(value));
  }

  delete(key: Key): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#values.remove(place);
  }
}
