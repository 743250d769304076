import type { Families } from './families.ts';
import type { Place } from './place.ts';
import { discriminatorOf } from './schema-kind.ts';
import type { SchemaView } from './schema-parts.ts';
import type { SchemaReader, SchemaUse } from './schema-view.ts';
import type { Direction } from './shape.ts';

export type VisibleProperty = readonly [wire: string, use: SchemaUse];

/** What tells children apart is text (Discriminator Object). */
const TEXT = { type: 'string' };

/** Which properties exist in a request and in a response (`readOnly`, `writeOnly`). */
export class Visibility {
  readonly #reader: SchemaReader;
  readonly #families: Families;
  /** Schemas of which nothing is left, by direction; false while that is being found out. */
  readonly #empty = { input: new Map<unknown, boolean>(), output: new Map<unknown, boolean>() };

  constructor(reader: SchemaReader, families: Families) {
    this.#reader = reader;
    this.#families = families;
  }

  of(view: SchemaView, direction: Direction): VisibleProperty[] {
    const visible: VisibleProperty[] = [];
    for (const [name, place] of view.properties) {
      if (place.value === false) continue;
      const use = this.#reader.use(place);
      if (direction === 'input' ? use.readOnly : use.writeOnly) continue;
      const mustBeThere = direction === 'input' && view.required.has(name);
      if (mustBeThere || !this.#isEmptyTarget(use.target, direction)) visible.push([name, use]);
    }
    return visible.length === 0 ? visible : [...visible, ...this.#undeclared(view)];
  }

  /** What must be there although no property describes it: as the schema of additional properties says, which is anything by default. */
  #undeclared(view: SchemaView): VisibleProperty[] {
    if (view.additional === false) return [];
    const names = [...view.required].filter((name) => !view.properties.has(name));
    return names.map((name) => {
      const anything = {
        ...view.place,
        pointer: `${view.place.pointer}/required`,
        value: name === discriminatorOf(view) ? TEXT : true,
      };
      const place = typeof view.additional === 'object' ? view.additional : anything;
      return [name, this.#reader.use(place)];
    });
  }

  /** True for an object that may only be empty, and for one whose properties all belong to the other direction. */
  isEmpty(place: Place, direction: Direction): boolean {
    const { target } = this.#reader.use(place);
    const view = this.#reader.view(target);
    const closed = view.types.includes('object') && view.additional === false && view.alternatives === undefined;
    return (closed && view.properties.size === 0) || this.#isEmptyTarget(target, direction);
  }

  #isEmptyTarget(target: Place, direction: Direction): boolean {
    const known = this.#empty[direction].get(target.value);
    if (known !== undefined) return known;
    this.#empty[direction].set(target.value, false);
    const empty = this.#findsNothing(target, direction);
    this.#empty[direction].set(target.value, empty);
    return empty;
  }

  #findsNothing(target: Place, direction: Direction): boolean {
    const view = this.#reader.view(target);
    if (!mayBeNothing(view)) return false;
    if (view.items !== undefined) return this.#isEmptyTarget(this.#reader.use(view.items).target, direction);
    return !this.#hasVisible(view, direction) && this.#families.of(target) === undefined;
  }

  /** What needs no look inside comes first: a chain of references may be longer than the stack. */
  #hasVisible(view: SchemaView, direction: Direction): boolean {
    const uncertain: Place[] = [];
    for (const [name, place] of view.properties) {
      if (place.value === false) continue;
      const use = this.#reader.use(place);
      if (direction === 'input' ? use.readOnly : use.writeOnly) continue;
      if (direction === 'input' && view.required.has(name)) return true;
      if (!mayBeNothing(this.#reader.view(use.target))) return true;
      uncertain.push(use.target);
    }
    return uncertain.some((target) => !this.#isEmptyTarget(target, direction));
  }
}

/** True for a schema that has as many values in one direction as what it consists of: maybe none. */
const mayBeNothing = (view: SchemaView): boolean =>
  view.alternatives === undefined &&
  view.enumValues === undefined &&
  (view.items !== undefined ||
    (view.properties.size > 0 && view.additional !== true && typeof view.additional !== 'object'));
