import { isRecord } from '../../../utils/is-record.ts';
import { type Field, isOpen, type ObjectShape, type Shape, type UnionShape } from '../translate/shape.ts';

type Raw = Record<string, unknown>;

/** The index of the member that a value is of: by discriminator, else by structure. -1: it fits none. */
export function memberPicker(shape: UnionShape): (value: unknown) => number {
  const structural = structuralPicker(shape);
  const { discriminator } = shape;
  if (discriminator === undefined) return structural;
  const { property, byValue } = discriminator;
  return (value) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, property)) {
      const index = byValue.get(String((value as Raw)[property]));
      if (index !== undefined) return index;
    }
    return structural(value);
  };
}

function structuralPicker(shape: UnionShape): (value: unknown) => number {
  const candidates = shape.members.map((member, index) => ({ index, shape: member.use.shape }));
  const objects = candidates.flatMap((it) =>
    it.shape.kind === 'object' ? [{ index: it.index, test: objectTest(it.shape) }] : [],
  );
  const others = candidates.filter((it) => it.shape.kind !== 'object');
  const map = others.find((it) => it.shape.kind === 'map' || isOpen(it.shape))?.index ?? -1;
  return (value) => {
    if (isRecord(value)) {
      const best = bestObject(objects, value);
      // What lacks what an object must have may still be the member that asks for nothing.
      return best === undefined || (best.score <= -MISFIT && map !== -1) ? map : best.index;
    }
    return others.find((it) => fitsLeaf(it.shape, value))?.index ?? others.find((it) => isOpen(it.shape))?.index ?? -1;
  };
}

/** More than all that fits can make up for. */
const MISFIT = 1_000_000;

interface ObjectTest {
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly string[];
}

const objectTest = (shape: ObjectShape): ObjectTest => ({
  fields: new Map(shape.fields.map((field) => [field.wire, field])),
  required: shape.fields.filter((field) => field.required).map((field) => field.wire),
});

/** Fewest missing required properties, then fewest that do not fit, then most that are known. */
function bestObject(
  candidates: readonly { readonly index: number; readonly test: ObjectTest }[],
  value: Raw,
): { readonly index: number; readonly score: number } | undefined {
  let best: { index: number; score: number } | undefined;
  const keys = Object.keys(value);
  for (const { index, test } of candidates) {
    let score = 0;
    for (const name of test.required) if (!Object.hasOwn(value, name)) score -= MISFIT;
    for (const key of keys) {
      const field = test.fields.get(key);
      if (field === undefined) score -= 1;
      else score += fits(field.use.shape, value[key]) ? 2 : -MISFIT;
    }
    if (best === undefined || score > best.score) best = { index, score };
  }
  return best;
}

/** Whether a value may be of a shape, one level deep. */
function fits(shape: Shape, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  switch (shape.kind) {
    case 'list':
      return shape.single === true || Array.isArray(value);
    case 'object':
    case 'map':
      return typeof value === 'object' && !Array.isArray(value);
    case 'union':
      return true;
    default:
      return fitsLeaf(shape, value);
  }
}

function fitsLeaf(shape: Shape, value: unknown): boolean {
  if (shape.kind === 'list') return Array.isArray(value);
  if (shape.kind === 'enum') return shape.values.some((it) => it.value === value);
  if (shape.kind !== 'scalar') return false;
  if (shape.wire === 'open') return true;
  switch (shape.scalar) {
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'Float':
      return typeof value === 'number';
    case 'BigInt':
    case 'Decimal':
      return typeof value === 'number' || (typeof value === 'string' && /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(value));
    default:
      if (shape.scalar.includes('Or')) return shape.scalar.split('Or').some((name) => typeof value === TYPES[name]);
      return typeof value === 'string';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
};
