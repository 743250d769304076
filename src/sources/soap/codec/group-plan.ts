import type { Selection } from '../../source.ts';
import type { FieldShape, ObjectShape, Particle } from '../model/shape.ts';
import type { Read, ReaderCompiler } from './compile-reader.ts';

/** A model group that repeats: a list of objects in the value that is read. */
export interface Level {
  readonly name: string;
  readonly selected: boolean;
  /** What a new item has before anything is read: its empty lists. */
  readonly lists: readonly string[];
}

/** A place in the content model at which an element, or a wildcard, may stand. */
export interface Slot {
  readonly field: FieldShape;
  /** The groups around it, outermost first. */
  readonly path: readonly Level[];
  /** Undefined: not selected. */
  readonly read: Read | undefined;
  readonly node: Node;
}

/** Where the next element stands, and from which level on an item begins with it; undefined: none does. */
export interface Step {
  readonly slot: Slot;
  readonly begins: number | undefined;
}

interface Node {
  readonly kind: 'slot' | 'sequence' | 'choice' | 'all' | 'loop';
  readonly items: Node[];
  parent?: Node;
  readonly nullable: boolean;
  readonly slot?: Slot;
  readonly repeats?: boolean;
  /** Of a loop: its level. */
  readonly depth?: number;
  first?: ReadonlyMap<string, Slot>;
}

/** Elements are told apart by their names; a wildcard is `*`. */
export const slotKey = (field: FieldShape): string =>
  field.kind === 'any' ? '*' : field.namespace === '' ? field.local : `{${field.namespace}}${field.local}`;

/**
 * The content model of a group that repeats, as a reader walks it: which item an element belongs to follows from where the one before it
 * stood (XSD's content models are deterministic: part 1, 3.8.6), never from names alone.
 */
export class GroupPlan {
  readonly name: string;
  readonly slots: Slot[] = [];
  readonly #root: Node;
  readonly #compiler: ReaderCompiler;
  readonly #steps = new Map<Slot | undefined, Map<string, Step | undefined>>();

  constructor(compiler: ReaderCompiler, field: FieldShape, selected: boolean, selection: Selection | undefined) {
    this.name = field.name;
    this.#compiler = compiler;
    this.#root = this.#loop(field, field.shape as ObjectShape, true, [], selected, selection);
  }

  /** The step from a place (undefined: from before the group) to an element; undefined: the group has none of that name. */
  next(from: Slot | undefined, key: string): Step | undefined {
    let known = this.#steps.get(from);
    if (known === undefined) {
      known = new Map();
      this.#steps.set(from, known);
    }
    if (!known.has(key)) known.set(key, this.#follow(from, key) ?? this.#tolerate(from, key));
    return known.get(key);
  }

  /** Innermost first: what is still in the item, then another item, then what comes after the group. */
  #follow(from: Slot | undefined, key: string): Step | undefined {
    if (from === undefined) {
      const slot = firstOf(this.#root).get(key);
      return slot === undefined ? undefined : { slot, begins: 0 };
    }
    if (from.node.repeats === true && slotKey(from.field) === key) return { slot: from, begins: undefined };
    let child = from.node;
    for (let node = child.parent; node !== undefined; child = node, node = node.parent) {
      if (node.kind === 'loop') {
        const slot = firstOf(child).get(key);
        if (slot !== undefined) return { slot, begins: node.depth ?? 0 };
      } else if (node.kind === 'all') {
        for (const other of node.items) {
          const slot = other === child ? undefined : firstOf(other).get(key);
          if (slot !== undefined) return entering(from, slot);
        }
      } else if (node.kind === 'sequence') {
        for (let index = node.items.indexOf(child) + 1; index < node.items.length; index += 1) {
          const other = node.items[index] as Node;
          const slot = firstOf(other).get(key);
          if (slot !== undefined) return entering(from, slot);
          if (!other.nullable) break;
        }
      }
    }
    return undefined;
  }

  /** An answer that leaves out what is required, or is out of order: further on in the same item, else in a new one. */
  #tolerate(from: Slot | undefined, key: string): Step | undefined {
    const named = this.slots.filter((slot) => slotKey(slot.field) === key);
    const after = from === undefined ? -1 : this.slots.indexOf(from);
    const later = from === undefined ? undefined : named.find((slot) => this.slots.indexOf(slot) > after);
    if (from !== undefined && later !== undefined) return entering(from, later);
    const [slot] = named;
    return slot === undefined ? undefined : { slot, begins: 0 };
  }

  #loop(
    field: FieldShape,
    shape: ObjectShape,
    nullable: boolean,
    around: readonly Level[],
    selected: boolean,
    selection: Selection | undefined,
  ): Node {
    const wanted = (member: FieldShape): boolean =>
      selected && (selection === undefined || selection.fields.has(member.name));
    const lists = shape.fields.filter((member) => member.list && wanted(member)).map((member) => member.name);
    const path = [...around, { name: field.name, selected, lists }];
    const below = (member: FieldShape): Selection | undefined => selection?.fields.get(member.name) ?? undefined;
    const build = (particle: Particle): Node => {
      if (particle.kind !== 'field') {
        const items = particle.items.map(build);
        const empty =
          particle.kind === 'choice' ? items.some((item) => item.nullable) : items.every((item) => item.nullable);
        return adopt({ kind: particle.kind, items, nullable: particle.min === 0 || empty });
      }
      const member = particle.field;
      const isEmptiable = particle.min === 0;
      if (member.kind === 'group') {
        return this.#loop(member, member.shape as ObjectShape, isEmptiable, path, wanted(member), below(member));
      }
      const read = wanted(member) ? this.#compiler.field(member, below(member)) : undefined;
      const node: Node & { slot?: Slot } = {
        kind: 'slot',
        items: [],
        nullable: isEmptiable,
        repeats: particle.max > 1,
      };
      const slot: Slot = { field: member, path, read, node };
      this.slots.push(slot);
      return Object.assign(node, { slot });
    };
    const items = shape.content === undefined ? [] : [build(shape.content)];
    return adopt({
      kind: 'loop',
      items,
      nullable: nullable || items.every((item) => item.nullable),
      depth: around.length,
    });
  }
}

function adopt(node: Node): Node {
  for (const item of node.items) item.parent = node;
  return node;
}

/** An item begins at each level that the place before is not in. */
function entering(from: Slot, to: Slot): Step {
  const shared = to.path.findIndex((level, index) => from.path[index] !== level);
  return { slot: to, begins: shared < 0 ? undefined : shared };
}

function firstOf(node: Node): ReadonlyMap<string, Slot> {
  if (node.first !== undefined) return node.first;
  const first = new Map<string, Slot>();
  if (node.slot !== undefined) first.set(slotKey(node.slot.field), node.slot);
  for (const item of node.items) {
    for (const [key, slot] of firstOf(item)) if (!first.has(key)) first.set(key, slot);
    if (node.kind === 'sequence' && !item.nullable) break;
  }
  node.first = first;
  return first;
}
