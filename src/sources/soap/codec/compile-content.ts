import type { FieldShape, GroupParticle, LeafShape, ListShape, ObjectShape, Particle, Shape } from '../model/shape.ts';
import { checkedXml } from './checked-xml.ts';
import type { WriterCompiler } from './compile-writer.ts';
import { parserOf } from './read-leaf.ts';
import { badInput, formatterOf, isSameText } from './write-leaf.ts';

type Values = Readonly<Record<string, unknown>>;

/** Child elements of an object, in the schema's order. */
export type WriteContent = (values: Values) => string;

/** State of one object that is being written: how many values of a field that stands in several places are used up. */
type Used = Map<FieldShape, number>;

type WriteParticle = (values: Values, used: Used) => string;

const NOTHING: Used = new Map();

export function contentWriter(compiler: WriterCompiler, shape: ObjectShape, owner: string): WriteContent {
  const { content } = shape;
  if (content === undefined) return () => '';
  const repeated = repeatedFields(content);
  const write = particle(compiler, content, owner, repeated);
  if (repeated.size === 0) return (values) => write(values, NOTHING);
  return (values) => {
    const used: Used = new Map();
    const text = write(values, used);
    for (const field of repeated) {
      const given = values[field.name];
      const places = used.get(field) ?? 0;
      if (Array.isArray(given) && given.length > places) {
        throw badInput(`${owner}.${field.name}`, `must have at most ${places} items`);
      }
    }
    return text;
  };
}

function particle(
  compiler: WriterCompiler,
  item: Particle,
  owner: string,
  repeated: ReadonlySet<FieldShape>,
): WriteParticle {
  if (item.kind === 'field') {
    const write = fieldWriter(compiler, item.field, owner);
    const optional = item.min === 0;
    const place = `${owner}.${item.field.name}`;
    const { name, list, nillable } = item.field;
    const max = item.max;
    const preset = presetOf(item.field);
    const split = repeated.has(item.field);
    return (values, used) => {
      let value = values[name];
      if (value === undefined || (value === null && !nillable)) {
        if (optional) return '';
        if (preset !== undefined) value = preset;
        else if (list) value = [];
        else if (!nillable) throw badInput(place, 'is required');
      }
      if (!list) return write(value);
      let items = Array.isArray(value) ? value : [value];
      if (split) {
        const from = used.get(item.field) ?? 0;
        items = items.slice(from, from + max);
        used.set(item.field, from + items.length);
      }
      if (items.length < item.min) throw badInput(place, `must have at least ${item.min} items`);
      if (items.length > max) throw badInput(place, `must have at most ${max} items`);
      let text = '';
      for (const one of items) text += write(one);
      return text;
    };
  }
  const items = item.items.map((inner) => particle(compiler, inner, owner, repeated));
  const fields = [...new Set(item.items.flatMap(fieldsOf))];
  if (item.kind === 'choice') return choice(item, items, owner);
  const skippable = item.min === 0;
  return (values, used) => {
    if (skippable && !fields.some((field) => isGiven(field, values))) return '';
    let text = '';
    for (const write of items) text += write(values, used);
    return text;
  };
}

/** At most one branch: the first that has all that is given of the choice. */
function choice(item: GroupParticle, writers: readonly WriteParticle[], owner: string): WriteParticle {
  const branches = item.items.map((branch) => fieldsOf(branch));
  const fields = [...new Set(branches.flat())];
  const needed = item.min > 0 && !item.items.some(isEmptiable);
  const nillable = item.items.findIndex((branch) => branch.kind === 'field' && branch.field.nillable && branch.min > 0);
  return (values, used) => {
    const given = fields.filter((field) => isGiven(field, values));
    if (given.length === 0) {
      const nil = fields.find((field) => field.nillable && values[field.name] === null);
      if (nil !== undefined) return writers[branches.findIndex((branch) => branch.includes(nil))]?.(values, used) ?? '';
      if (needed && nillable < 0) throw badInput(owner, `needs one of ${fields.map((field) => field.name).join(', ')}`);
      return '';
    }
    const index = branches.findIndex((branch) => given.every((field) => branch.includes(field)));
    const write = writers[index];
    if (write === undefined) {
      throw badInput(owner, `takes only one of ${given.map((field) => field.name).join(', ')}`);
    }
    return write(values, used);
  };
}

function fieldWriter(compiler: WriterCompiler, field: FieldShape, owner: string): (value: unknown) => string {
  const place = `${owner}.${field.name}`;
  if (field.kind === 'any') return (value) => checkedXml(value, place);
  if (field.kind === 'group') {
    const { shape } = field;
    return (value) => (shape.kind === 'object' ? compiler.object(shape)(value).content : '');
  }
  const write = compiler.element(field, field.shape, place, field.nillable);
  if (field.shape.kind === 'presence') return (value) => (value === false ? '' : write(value));
  const { fixed, shape } = field;
  if (fixed === undefined || !isText(shape)) return write;
  const format = formatterOf(shape, place);
  return (value) => {
    if (value !== null && !isSameText(shape, format(value), fixed)) throw badInput(place, `must be "${fixed}"`);
    return write(value);
  };
}

/** What an element that must be there has where it is not given: its fixed value or its default, as GraphQL has it. */
function presetOf({ fixed, default: preset = fixed, shape }: FieldShape): unknown {
  return preset === undefined || !isText(shape) ? undefined : (parserOf(shape)(preset) ?? undefined);
}

const isText = (shape: Shape): shape is LeafShape | ListShape => shape.kind === 'leaf' || shape.kind === 'list';

/** An empty list is no element at all; where an element holds the list, it is one. */
export const isGiven = ({ name, list }: FieldShape, values: Values): boolean => {
  const value = values[name];
  return value !== undefined && value !== null && !(list && Array.isArray(value) && value.length === 0);
};

const isEmptiable = (item: Particle): boolean =>
  item.kind === 'field'
    ? item.min === 0
    : item.min === 0 || (item.kind === 'choice' ? item.items.some(isEmptiable) : item.items.every(isEmptiable));

function fieldsOf(item: Particle): readonly FieldShape[] {
  return item.kind === 'field' ? [item.field] : item.items.flatMap(fieldsOf);
}

/** Fields that stand in several places of one sequence. */
function repeatedFields(item: Particle): ReadonlySet<FieldShape> {
  const repeated = new Set<FieldShape>();
  const visit = (inner: Particle): ReadonlySet<FieldShape> => {
    if (inner.kind === 'field') return new Set([inner.field]);
    const seen = new Set<FieldShape>();
    for (const child of inner.items) {
      for (const field of visit(child)) {
        if (seen.has(field) && inner.kind !== 'choice') repeated.add(field);
        seen.add(field);
      }
    }
    return seen;
  };
  visit(item);
  return repeated;
}
