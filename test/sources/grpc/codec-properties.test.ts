import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { codecOf } from './support/codec.ts';

/** One field of a random message: how it is declared, and its values in the form of the graph and of the reference. */
interface Kind {
  readonly type: string;
  readonly value: fc.Arbitrary<unknown>;
  readonly zero: unknown;
  /** The reference's form of a value of ours. */
  readonly toReference?: (value: unknown) => unknown;
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const small64 = fc.integer({ min: -200, max: 200 }).map(String);
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ maxLength: 60 }));
const noNegativeZero = (value: number): number => (value === 0 ? 0 : value);

const SCALARS: readonly Kind[] = [
  { type: 'double', value: fc.double({ noNaN: true }), zero: 0 },
  { type: 'float', value: fc.float({ noNaN: true }).map((value) => Math.fround(value)), zero: 0 },
  { type: 'int64', value: fc.oneof(int64, small64), zero: '0' },
  { type: 'uint64', value: uint64, zero: '0' },
  { type: 'int32', value: int32, zero: 0 },
  { type: 'fixed64', value: uint64, zero: '0' },
  { type: 'fixed32', value: uint32, zero: 0 },
  { type: 'bool', value: fc.boolean(), zero: false },
  { type: 'string', value: text, zero: '' },
  {
    type: 'bytes',
    value: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    zero: '',
  },
  { type: 'uint32', value: uint32, zero: 0 },
  { type: 'sfixed32', value: int32, zero: 0 },
  { type: 'sfixed64', value: int64, zero: '0' },
  { type: 'sint32', value: int32, zero: 0 },
  { type: 'sint64', value: fc.oneof(int64, small64), zero: '0' },
];
const ENUM: Kind = {
  type: 'Colour',
  value: fc.constantFrom('NONE', 'RED', 'FAR'),
  zero: 'NONE',
  toReference: (value) => `COLOUR_${String(value)}`,
};
const INNER: Kind = { type: 'Inner', value: fc.record({ name: text, size: int64 }), zero: null };
// Not 64 bits and not bool: the reference takes such keys in a form of its own.
const KEYS = SCALARS.filter(({ type }) => ['string', 'int32', 'fixed32'].includes(type));

interface Field {
  readonly name: string;
  readonly number: number;
  readonly mode: 'implicit' | 'optional' | 'repeated' | 'map' | 'oneof';
  readonly kind: Kind;
  readonly key: Kind;
}

const field = fc.record({
  mode: fc.constantFrom('implicit', 'optional', 'repeated', 'map', 'oneof') as fc.Arbitrary<Field['mode']>,
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...SCALARS) },
    { weight: 1, arbitrary: fc.constantFrom(ENUM, INNER) },
  ),
  key: fc.constantFrom(...KEYS),
  number: fc.oneof(
    fc.integer({ min: 1, max: 15 }),
    fc.integer({ min: 16, max: 18_999 }),
    fc.integer({ min: 20_000, max: 536_870_911 }),
  ),
});

const fieldsOf = fc
  .uniqueArray(field, { selector: ({ number }) => number, minLength: 1, maxLength: 8 })
  .map((list): Field[] => list.map((item, index) => ({ ...item, name: `f${index}` })))
  // A oneof of one is a plain optional field.
  .filter((list) => list.filter(({ mode }) => mode === 'oneof').length !== 1)
  // A oneof of messages alone is a union, which has a test of its own.
  .filter(
    (list) =>
      !list.some(({ mode }) => mode === 'oneof') || list.some(({ mode, kind }) => mode === 'oneof' && kind !== INNER),
  );

function protoOf(fields: readonly Field[]): string {
  const line = ({ mode, kind, key, name, number }: Field): string => {
    const type =
      mode === 'map'
        ? `map<${key.type}, ${kind.type}>`
        : `${mode === 'optional' ? 'optional ' : mode === 'repeated' ? 'repeated ' : ''}${kind.type}`;
    return `${type} ${name} = ${number};`;
  };
  const oneof = fields.filter(({ mode }) => mode === 'oneof').map(line);
  return `syntax = "proto3";
    enum Colour { COLOUR_NONE = 0; COLOUR_RED = 1; COLOUR_FAR = -5; }
    message Inner { string name = 1; int64 size = 2; }
    message M {
      ${fields
        .filter(({ mode }) => mode !== 'oneof')
        .map(line)
        .join('\n')}
      ${oneof.length === 0 ? '' : `oneof choice { ${oneof.join('\n')} }`}
    }`;
}

interface Case {
  readonly fields: readonly Field[];
  /** GraphQL-shaped input: a oneof is an object of its one member. */
  readonly input: Record<string, unknown>;
  readonly output: Record<string, unknown>;
  readonly reference: Record<string, unknown>;
}

const caseOf = (fields: readonly Field[]): fc.Arbitrary<Case> => {
  const members = fields.filter(({ mode }) => mode === 'oneof');
  const chosen = members.length === 0 ? fc.constant(undefined) : fc.constantFrom(undefined, ...members);
  return chosen.chain((member) =>
    fc
      .tuple(
        ...fields.map(({ mode, kind, key, name }): fc.Arbitrary<unknown> => {
          if (mode === 'repeated') return fc.array(kind.value, { maxLength: 5 });
          if (mode === 'map') {
            return fc.uniqueArray(fc.record({ key: key.value, value: kind.value }), {
              selector: (entry) => String(entry.key),
              maxLength: 4,
            });
          }
          if (mode === 'oneof') return member?.name === name ? kind.value : fc.constant(undefined);
          return fc.option(kind.value, { nil: undefined });
        }),
      )
      .map((values): Case => {
        const input: Record<string, unknown> = {};
        const output: Record<string, unknown> = {};
        const reference: Record<string, unknown> = {};
        fields.forEach(({ mode, kind, name }, index) => {
          const value = values[index];
          const convert = kind.toReference ?? ((item: unknown) => item);
          const absent = mode === 'repeated' || mode === 'map' ? [] : mode === 'implicit' ? kind.zero : null;
          output[name] = value ?? absent;
          if (value === undefined) return;
          if (mode === 'oneof') input.choice = { [name]: value };
          else input[name] = value;
          reference[name] =
            mode === 'repeated'
              ? (value as unknown[]).map(convert)
              : mode === 'map'
                ? Object.fromEntries(
                    (value as { key: unknown; value: unknown }[]).map((entry) => [
                      String(entry.key),
                      convert(entry.value),
                    ]),
                  )
                : convert(value);
        });
        if (members.length > 0) output.choiceCase = member === undefined ? null : member.name.toUpperCase();
        return { fields, input, output, reference };
      }),
  );
};

const anyCase = fieldsOf.chain(caseOf);

/** Entries in one order; -0 as 0 where no sign is kept; floats as 32 bits have them. */
function normal(value: unknown): unknown {
  if (typeof value === 'number')
    return noNegativeZero(Math.fround(value) === value || !Number.isFinite(value) ? value : value);
  if (Array.isArray(value)) {
    const items = value.map(normal);
    const isMap = items.every((item) => typeof item === 'object' && item !== null && 'key' in item);
    return isMap ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]));
}

const floats = (fields: readonly Field[], value: Record<string, unknown>): unknown => {
  const fix = (item: unknown): unknown =>
    typeof item === 'number'
      ? Math.fround(item)
      : Array.isArray(item)
        ? item.map(fix)
        : item !== null && typeof item === 'object' && 'value' in item
          ? { ...item, value: fix(item.value) }
          : item;
  return normal(
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        fields.find((one) => one.name === name)?.kind.type === 'float' ? fix(item) : item,
      ]),
    ),
  );
};

function referenceType(proto: string): protobuf.Type {
  return protobuf.parse(proto, new protobuf.Root(), { keepCase: true }).root.lookupType('M');
}

describe('random messages against protobufjs', () => {
  test('what we write, it reads', () => {
    fc.assert(
      fc.property(anyCase, ({ fields, input, output }) => {
        const proto = protoOf(fields);
        const bytes = codecOf(proto).encode('M', input);
        const type = referenceType(proto);
        // Its own bytes of what it read decode to the same again: nothing was lost on either side.
        const again = type.encode(type.decode(bytes)).finish();
        expect(floats(fields, codecOf(proto).decode('M', again) as Record<string, unknown>)).toEqual(
          floats(fields, output),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('what it writes, we read', () => {
    fc.assert(
      fc.property(anyCase, ({ fields, output, reference }) => {
        const proto = protoOf(fields);
        const type = referenceType(proto);
        const bytes = type.encode(type.fromObject(reference)).finish();
        expect(floats(fields, codecOf(proto).decode('M', bytes) as Record<string, unknown>)).toEqual(
          floats(fields, output),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('our bytes are its bytes, field by field', () => {
    fc.assert(
      fc.property(anyCase, ({ fields, input, reference }) => {
        const proto = protoOf(fields);
        const type = referenceType(proto);
        const options = { longs: String, enums: String, bytes: String, defaults: true } as const;
        expect(type.toObject(type.decode(codecOf(proto).encode('M', input)), options)).toEqual(
          type.toObject(type.decode(type.encode(type.fromObject(reference)).finish()), options),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('fields that the reader does not know, or did not select, change nothing', () => {
    fc.assert(
      fc.property(anyCase, fc.nat(), ({ fields, input, output }, seed) => {
        const kept = fields.filter((_, index) => ((seed >> index) & 1) === 0);
        if (kept.filter(({ mode }) => mode === 'oneof').length === 1 || kept.length === 0) return;
        if (kept.some(({ mode }) => mode === 'oneof') !== fields.some(({ mode }) => mode === 'oneof')) return;
        const bytes = codecOf(protoOf(fields)).encode('M', input);
        const names = kept.map(({ name, kind }) => (kind === INNER ? `${name}` : name));
        const all = floats(fields, output) as Record<string, unknown>;
        const plain = kept.filter(({ mode, kind }) => mode !== 'map' && kind !== INNER).map(({ name }) => name);
        if (plain.length > 0) {
          const selected = codecOf(protoOf(fields)).decode('M', bytes, plain.join(',')) as Record<string, unknown>;
          expect(floats(fields, selected)).toEqual(Object.fromEntries(plain.map((name) => [name, all[name]])));
        }
        const lessOneof =
          fields.filter(({ mode }) => mode === 'oneof').length === kept.filter(({ mode }) => mode === 'oneof').length;
        if (
          !lessOneof ||
          (kept.filter(({ mode, kind }) => mode === 'oneof' && kind !== INNER).length === 0 &&
            kept.some(({ mode }) => mode === 'oneof'))
        )
          return;
        const known = codecOf(protoOf(kept)).decode('M', bytes) as Record<string, unknown>;
        expect(floats(fields, Object.fromEntries(names.map((name) => [name, known[name]])))).toEqual(
          Object.fromEntries(names.map((name) => [name, all[name]])),
        );
      }),
      { numRuns: 120 },
    );
  });
});

test('bytes that are anything at all give an object or UPSTREAM_MALFORMED', () => {
  fc.assert(
    fc.property(fieldsOf, fc.uint8Array({ maxLength: 200 }), (fields, bytes) => {
      try {
        codecOf(protoOf(fields)).decode('M', bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'UPSTREAM_MALFORMED' });
      }
    }),
    { numRuns: 400 },
  );
});

test('bytes that were legal once and are damaged give an object or UPSTREAM_MALFORMED', () => {
  fc.assert(
    fc.property(
      anyCase,
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      ({ fields, input }, damage) => {
        const codec = codecOf(protoOf(fields));
        const bytes = Buffer.from(codec.encode('M', input));
        for (const [at, value] of damage) if (bytes.length > 0) bytes[at % bytes.length] = value;
        try {
          codec.decode('M', bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'UPSTREAM_MALFORMED' });
        }
      },
    ),
    { numRuns: 200 },
  );
});
