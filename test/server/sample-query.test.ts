import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { sampleQuery } from '../../src/server/playground/sample-query.ts';

const sample = (sdl: string): string => {
  const schema = buildSchema(sdl);
  const query = sampleQuery(schema);
  expect(validate(schema, parse(query))).toEqual([]);
  return query;
};

describe('sampleQuery', () => {
  it('shows the first list that needs nothing, with what it joins', () => {
    expect(
      sample(`
        type Query { order(id: ID!): Order version: String orders(limit: Int): [Order!]! }
        type Order { id: ID! at: String old: Int @deprecated total: Float note: String customer: Customer lines: [Line] parent: Order }
        type Customer { name: String address: Address orders: [Order] }
        type Address { city: String }
        type Line { sku: ID price(currency: String!): Int }
      `),
    ).toBe(
      [
        'query Orders {',
        '  orders(limit: 5) {',
        '    id',
        '    at',
        '    total',
        '    customer {',
        '      name',
        '      address {',
        '        city',
        '      }',
        '    }',
        '    lines {',
        '      sku',
        '    }',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['type Query { a(x: Int!): Int }', 'query Sample {\n  __typename\n}\n'],
    ['type Query { a: Int }', 'query A {\n  a\n}\n'],
    ['type Query { a: U } union U = A type A { b: B } type B { a: A }', 'query A {\n  a {\n    __typename\n  }\n}\n'],
    ['type Query { a: A } type A { b(x: Int!): Int }', 'query A {\n  a {\n    __typename\n  }\n}\n'],
  ])('of %s', (sdl, query) => {
    expect(sample(sdl)).toBe(query);
  });
});
