import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { costLimitRule } from '../../../src/execution/limits/cost-limit-rule.ts';
import { OperationCost } from '../../../src/execution/limits/operation-cost.ts';

const schema = buildSchema(`
  type Query {
    orders(limit: Int, after: String): [Order!]!
    page(first: Int = 25): [Order!]
    customers(ids: [ID!]!): [Customer]
    me: Customer
    nodes: [Node]
    any: [Any!]
  }
  interface Node { id: ID! }
  union Any = Order | Customer
  type Order implements Node { id: ID! total: Int customer: Customer lines: [Line!]! tags: [String!]! }
  type Line { sku: ID! }
  type Customer implements Node { id: ID! name: String orders: [Order!]! friend: Customer }
`);

function costOf(text: string): number {
  const document = parse(text);
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return new OperationCost(schema, document).of(operation);
}

describe('the cost of an operation', () => {
  test.each([
    ['a leaf and an object', '{ me { id name } }', 2 + 2],
    ['a list of unknown length', '{ nodes { id } }', 10 * 3],
    ['a list of which the document says how long it may be', '{ orders(limit: 3) { id total } }', 3 * 4],
    ['a list by its argument’s default', '{ page { id } }', 25 * 3],
    ['a list by its keys', '{ customers(ids: [1, 2, 3, 4]) { id } }', 4 * 3],
    ['a list by a variable, which is unknown', 'query ($n: Int) { orders(limit: $n) { id } }', 10 * 3],
    ['a list of no items still costs its asking', '{ orders(limit: 0) { id } }', 3],
    ['lists in lists', '{ orders(limit: 20) { lines { sku } } }', 20 * (2 + 10 * 3)],
    ['a list of leaves', '{ orders(limit: 2) { tags } }', 2 * (2 + 10)],
    ['aliases, each for itself', '{ a: me { id } b: me { id } }', 6],
    ['fragments where they are spread', '{ me { ...F ...F } } fragment F on Customer { id name }', 2 + 4],
    ['alternatives of an abstract type', '{ any { ... on Order { id } ... on Customer { id name } } }', 10 * (2 + 3)],
    ['introspection, as one', '{ __schema { types { fields { name } } } __typename }', 2],
    ['what does not exist, as one', '{ nope { nope } }', 1],
    ['a spread of nothing', '{ me { id ...Nope } }', 3],
  ])('%s', (_, text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  test('of a fragment cycle ends', () => {
    expect(
      costOf(
        '{ me { ...A } } fragment A on Customer { id friend { ...B } } fragment B on Customer { friend { ...A } }',
      ),
    ).toBeGreaterThan(0);
  });

  test('of fragments that multiply each other is computed at once, and huge', () => {
    const bomb = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Customer { a: friend { ...F${i + 1} } b: friend { ...F${i + 1} } }`,
    );
    const began = performance.now();
    expect(costOf(`{ me { ...F0 } } ${bomb.join(' ')} fragment F60 on Customer { id }`)).toBeGreaterThan(2 ** 60);
    expect(performance.now() - began).toBeLessThan(100);
  });

  test('is the same for a fragment at whatever depth it was met first', () => {
    const deep = 'fragment F on Order { lines { sku } }';
    const inList = `{ orders(limit: 2) { ...F customer { orders { ...F } } } } ${deep}`;
    const inListFirst = `{ orders(limit: 2) { customer { orders { ...F } } ...F } } ${deep}`;
    const flat = '{ orders(limit: 2) { lines { sku } customer { orders { lines { sku } } } } }';
    expect(costOf(inList)).toBe(costOf(flat));
    expect(costOf(inListFirst)).toBe(costOf(flat));
  });
});

describe('the limit', () => {
  const errorsOf = (text: string) => validate(schema, parse(text), [costLimitRule(60)]);

  test('rejects what costs more, with its code and both numbers', () => {
    expect(errorsOf('{ orders(limit: 20) { id } }')).toEqual([]);
    expect(errorsOf('{ orders(limit: 21) { id } }')).toMatchObject([
      {
        message: 'The document has 63 points of cost; this graph allows 60.',
        extensions: { code: 'COST_LIMIT_EXCEEDED' },
      },
    ]);
  });

  test('holds for each operation of the document', () => {
    expect(errorsOf('query A { me { id } } query B { orders(limit: 21) { id } }')).toHaveLength(1);
    expect(errorsOf('query A { orders(limit: 20) { id } } query B { orders(limit: 20) { id } }')).toEqual([]);
  });
});
