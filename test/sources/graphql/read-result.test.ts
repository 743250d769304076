import fc from 'fast-check';
import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { checkData } from '../../../src/sources/graphql/codec/check-data.ts';
import { parseJson } from '../../../src/sources/graphql/codec/parse-json.ts';
import { readResult } from '../../../src/sources/graphql/codec/read-result.ts';

const schema = buildSchema(`
  type Query { list: [[Item!]]!  hit: Hit  named: Named  n: Int! }
  interface Named { name: String }
  type Item implements Named { id: ID! f: Float name: String e: E next: Item! }
  type Other implements Named { name: String flag: Boolean! any: Any }
  union Hit = Item | Other
  enum E { A B }
  scalar Any
`);
const request = {
  document:
    parse(`query Q { list { id f e next { id } } hit { __typename ... on Item { id } ...O } named { __typename name ...O } n }
    fragment O on Other { flag any name }`),
  variables: {},
  operationName: 'Q',
};

const item = { id: '1', f: 1.5, e: 'A', next: { id: 2 } };
const valid = {
  data: {
    list: [[item], null, [item, item]],
    hit: { __typename: 'Other', flag: true, any: [{}], name: null },
    named: null,
    n: 1,
  },
};

/** A valid answer with any value at any place. */
const spoiled = fc.tuple(fc.array(fc.nat(6), { maxLength: 6 }), fc.jsonValue({ maxDepth: 3 })).map(([steps, value]) => {
  const answer: Record<string, unknown> = structuredClone(valid);
  let holder = answer;
  let key = 'data';
  for (const step of steps) {
    const inner = holder[key];
    if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) break;
    holder = inner as Record<string, unknown>;
    key = Object.keys(inner)[step % Object.keys(inner).length] ?? key;
  }
  holder[key] = value;
  return answer;
});

test('a valid answer comes through as it is', () => {
  expect(readResult(structuredClone(valid), request, schema, 200, '')).toEqual(valid);
});

function read(answer: unknown): ExecutionResult | GatewayError {
  try {
    return readResult(answer, request, schema, 200, '');
  } catch (error) {
    if (GatewayError.is(error)) return error;
    throw error;
  }
}

test('whatever an upstream answers, it is refused, or fits, or is null with an error at its place', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), spoiled), (answer) => {
      const result = read(structuredClone(answer));
      if (GatewayError.is(result)) {
        expect(result.code).toBe('UPSTREAM_MALFORMED');
      } else if (result.data === null || result.data === undefined) {
        expect(result.errors?.length).toBeGreaterThan(0);
      } else {
        const places = new Set(result.errors?.map(({ path }) => path?.join('.')));
        const rest = checkData(schema, request, structuredClone(result.data), () => false, 1000);
        expect(rest.filter(({ path }) => !places.has(path.join('.')))).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('JSON is read as JSON.parse reads it, large integers as text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const read = (_: string, each: unknown) =>
        Number.isInteger(each) && /^-?\d{16,}$/.test(String(each)) ? String(each) : each;
      expect(parseJson(text)?.value).toEqual(JSON.parse(text, read));
    }),
  );
  expect(parseJson('{"a":')).toBeUndefined();
  expect(parseJson('[12345678901234567, 1234567890123456.5, 1e99, "\\\\", "\\"12345678901234567"]')?.value).toEqual([
    '12345678901234567',
    1234567890123456.5,
    1e99,
    '\\',
    '"12345678901234567',
  ]);
});
