import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from '../../../src/sources/openapi/codec/response.ts';
import type { Field, LeafWire, ObjectShape, Shape, Use } from '../../../src/sources/openapi/translate/shape.ts';
import type { Selection } from '../../../src/sources/source.ts';

/** A selection is read in the general way twice; from the third time on by a reader of its own, which has to give the same. */

const none = { description: undefined, deprecated: undefined, constraints: undefined, xml: undefined };
const naming = {} as ObjectShape['naming'];
const use = (shape: Shape): Use => ({ shape, nullable: true });
const scalar = (wire: LeafWire): Shape => ({ kind: 'scalar', scalar: 'String', wire, constraints: undefined });
const object = (fields: readonly Field[]): ObjectShape => ({
  ...none,
  kind: 'object',
  direction: 'output',
  naming,
  name: 'It',
  fields,
  rest: undefined,
  parents: [],
  isInterface: false,
});

const NAMES = ['id', 'total', 'lines', 'a b', 'quo"te', 'back\\slash', 'ünï', '__proto__', 'toString', 'constructor'];

const shapes = fc.letrec<{ shape: Shape; object: Shape; list: Shape; leaf: Shape }>((tie) => ({
  shape: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('object'), tie('list')),
  leaf: fc.oneof(
    fc.constantFrom<LeafWire>('same', 'text', 'integer64', 'decimal', 'float', 'bytes').map(scalar),
    fc.boolean().map(
      (identity): Shape => ({
        kind: 'enum',
        naming,
        name: 'Colour',
        description: undefined,
        identity,
        values: ['red', 'dark-blue', 3, true].map((value) => ({
          name: identity ? String(value) : String(value).toUpperCase().replace('-', '_'),
          value,
          description: undefined,
          deprecated: undefined,
        })),
      }),
    ),
  ),
  list: tie('shape').map((item): Shape => ({ kind: 'list', item: use(item), constraints: undefined, xml: undefined })),
  object: fc
    .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 })
    .chain((names) => fc.tuple(...names.map((name) => tie('shape').map((shape) => [name, shape] as const))))
    .map((members) =>
      object(members.map(([wire, shape], i) => ({ ...none, name: `f${i}`, wire, use: use(shape), required: false }))),
    ),
}));

const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 0.1, 2479.16, 1e21, 1e-9, 123456789012345, 1234567890123456, 2 ** 53 + 2),
);
const leaves = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 20 }),
  numbers,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('red', 'dark-blue', 3),
);

/** A value that may well be of the shape, with members that nobody described. */
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'list':
      return fc.oneof(
        { weight: 9, arbitrary: fc.array(valuesOf(shape.item.shape), { maxLength: 4 }) },
        { weight: 1, arbitrary: leaves },
      );
    case 'object': {
      const members = shape.fields.map((field) =>
        fc.option(
          valuesOf(field.use.shape).map((value) => [field.wire, value] as const),
          { nil: undefined, freq: 5 },
        ),
      );
      const others = fc.array(fc.tuple(fc.constantFrom('x', 'other', 'tö', 'a"'), fc.jsonValue({ maxDepth: 2 })), {
        maxLength: 2,
      });
      const pairs = fc
        .tuple(fc.tuple(...members), others)
        .map(([own, more]) => [...own, ...more].filter((pair) => pair !== undefined));
      const whole = pairs.chain((list) => fc.shuffledSubarray(list, { minLength: list.length })).map(fromPairs);
      return fc.oneof({ weight: 19, arbitrary: whole }, { weight: 1, arbitrary: leaves });
    }
    default:
      return leaves;
  }
}

/** As `JSON.parse` makes them: `__proto__` is a member like any other. */
const fromPairs = (pairs: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(pairs);

function selectionOf(shape: Shape, all: boolean): fc.Arbitrary<Selection | null> {
  if (shape.kind === 'list') return selectionOf(shape.item.shape, all);
  if (shape.kind !== 'object') return fc.constant(null);
  const fields = shape.fields.map((field) =>
    fc.tuple(fc.constant(field.name), selectionOf(field.use.shape, all), all ? fc.constant(true) : fc.boolean()),
  );
  return fc.tuple(...fields).map(
    (chosen): Selection => ({
      key: '',
      fields: new Map(chosen.filter(([, , wanted]) => wanted).map(([name, inner]) => [name, inner])),
    }),
  );
}

/** What a selection sees of a value. */
function seen(value: unknown, shape: Shape, selection: Selection | null | undefined): unknown {
  if (Array.isArray(value) && shape.kind === 'list')
    return value.map((item) => seen(item, shape.item.shape, selection));
  if (typeof value !== 'object' || value === null || shape.kind !== 'object') return value;
  return shape.fields
    .filter(({ name }) => selection === undefined || selection === null || selection.fields.has(name))
    .map(({ name, use: { shape: inner } }) => {
      const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      return seen(member, inner, selection?.fields.get(name) ?? undefined);
    });
}

/** Whether the shape says something of every part of a value. */
function isDescribed(value: unknown, shape: Shape): boolean {
  if (Array.isArray(value)) return shape.kind === 'list' && value.every((item) => isDescribed(item, shape.item.shape));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => {
    const field = shape.kind === 'object' ? shape.fields.find(({ wire }) => wire === name) : undefined;
    return field !== undefined && isDescribed(member, field.use.shape);
  });
}

type Outcome = { readonly value: unknown } | { readonly failed: true };

function read(reader: ResponseReader, body: Buffer, shape: Shape, selection: Selection | undefined): Outcome {
  try {
    return { value: seen(reader.read(body, selection, 200), shape, selection) };
  } catch {
    return { failed: true };
  }
}

const escapeAll = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
const forms: readonly ((value: unknown) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => ` \r\n${JSON.stringify(value, null, '\t')}\n`,
  (value) => escapeAll(JSON.stringify(value)),
];

const cases = fc
  .oneof(shapes.object, shapes.list)
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      selection: fc.oneof(fc.constant(undefined), selectionOf(shape, false), selectionOf(shape, true)),
      values: fc.array(valuesOf(shape), { minLength: 1, maxLength: 4 }),
      form: fc.constantFrom(...forms),
      cut: fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '"', '}', ']', ',', '0', '\\', '{"', 'é')), {
        freq: 2,
        nil: undefined,
      }),
    }),
  )
  .map((it) => ({ ...it, selection: it.selection ?? undefined }));

describe('a reader of its own', () => {
  it('reads what the general way reads, and refuses what that refuses', () => {
    fc.assert(
      fc.property(cases, ({ shape, selection, values, form, cut }) => {
        const direct = new ResponseReader(use(shape), 'json');
        const ordinary = Buffer.from(form(values[0]));
        for (let i = 0; i < 2; i += 1) read(direct, ordinary, shape, selection);
        for (const value of values) {
          const text = form(value);
          const position = cut === undefined ? 0 : cut[0] % text.length;
          const body = Buffer.from(
            cut === undefined ? text : text.slice(0, position) + cut[1] + text.slice(position + 1),
          );
          const expected = read(new ResponseReader(use(shape), 'json'), body, shape, selection);
          const actual = read(direct, body, shape, selection);
          // What nobody selected or described is not held against the grammar.
          const passedOver = selection !== undefined || !isDescribed(value, shape);
          if ('failed' in expected && 'value' in actual && passedOver) continue;
          expect(actual).toEqual(expected);
        }
      }),
      { numRuns: Number(process.env.INTERLACE_FUZZ_RUNS ?? 600) },
    );
  });

  it('takes a text that ends too early for malformed, wherever it ends', () => {
    const shape = object([
      { ...none, name: 'id', wire: 'id', use: use(scalar('same')), required: true },
      { ...none, name: 'lines', wire: 'lines', use: use(scalar('same')), required: true },
    ]);
    const selection: Selection = { key: 'id', fields: new Map([['id', null]]) };
    const text = '{"id":"o-1","lines":[{"sku":"a\\"]","n":[1,2.5e3,-3]},{}],"open":{"x":null},"last":true}';
    const reader = new ResponseReader(use(shape), 'json');
    for (let i = 0; i < 3; i += 1) expect(reader.read(Buffer.from(text), selection, 200)).toMatchObject({ id: 'o-1' });
    for (let length = 0; length < text.length; length += 1) {
      expect(() => reader.read(Buffer.from(text.slice(0, length)), selection, 200)).toThrow();
    }
    expect(() => reader.read(Buffer.from(`${text}]`), selection, 200)).toThrow();
  });

  it('reads shapes that contain themselves', () => {
    const fields: Field[] = [];
    const shape = object(fields);
    fields.push(
      { ...none, name: 'id', wire: 'id', use: use(scalar('same')), required: true },
      { ...none, name: 'child', wire: 'child', use: use(shape), required: false },
    );
    const reader = new ResponseReader(use(shape), 'json');
    const body = Buffer.from('{"id":1,"child":{"id":2,"child":{"id":3}}}');
    for (let i = 0; i < 4; i += 1) {
      expect(reader.read(body, undefined, 200)).toEqual({ id: 1, child: { id: 2, child: { id: 3 } } });
    }
    const deep = Buffer.from(`${'{"id":1,"child":'.repeat(300)}null${'}'.repeat(300)}`);
    expect(reader.read(deep, undefined, 200)).toMatchObject({ child: { child: { id: 1 } } });
  });
});
