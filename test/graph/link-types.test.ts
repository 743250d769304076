import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';

const scalars =
  'scalar BigInt scalar Decimal scalar UUID scalar DateTime scalar JSON scalar Sku enum Color { RED BLUE } enum Paint { RED BLUE GREEN }';

/** Whether a key of one type may be an argument of another. */
function problems(key: string, argument: string): string[] {
  const graph = compose(
    [
      source('a', `type Query { a: A } type A { key: ${key} } ${scalars}`),
      source('b', `type Query { many(keys: [${argument}!]!): [B!] } type B { by: ${key} } ${scalars}`, {
        options: { rename: { Color: 'Paint2', Paint: 'Paint3' } },
      }),
    ],
    'extend type A { b: B @link(from: "many", arg: "keys", keys: "key", by: "by") }',
  );
  return issuesOf(graph).filter((issue) => issue.includes(': error: '));
}

test.each([
  ['ID', ['ID', 'String', 'Int', 'BigInt', 'UUID', 'JSON', 'Sku']],
  ['String', ['ID', 'String', 'Int', 'BigInt', 'UUID', 'JSON', 'Sku']],
  ['Int', ['ID', 'String', 'Int', 'BigInt', 'Float', 'Decimal', 'JSON', 'Sku']],
  ['BigInt', ['ID', 'String', 'Int', 'BigInt', 'Float', 'Decimal', 'JSON', 'Sku']],
  ['UUID', ['ID', 'String', 'UUID', 'JSON']],
  ['Float', ['Float', 'Decimal', 'JSON']],
  ['Boolean', ['Boolean', 'JSON']],
  ['DateTime', ['ID', 'String', 'DateTime', 'JSON']],
  ['Sku', ['ID', 'String', 'Int', 'BigInt', 'UUID', 'JSON', 'Sku']],
])('%s fits %j and nothing else', (key, fits) => {
  const all = ['ID', 'String', 'Int', 'BigInt', 'Float', 'Decimal', 'Boolean', 'UUID', 'DateTime', 'JSON', 'Sku'];
  expect(all.filter((argument) => problems(key, argument).length === 0)).toEqual(
    all.filter((argument) => fits.includes(argument)),
  );
});

test('an enum fits another that has all of its values', () => {
  const link = (key: string, argument: string) =>
    issuesOf(
      compose(
        [
          source(
            'a',
            `type Query { a: A } type A { key: ${key} } enum Color { RED BLUE } enum Paint { RED BLUE GREEN }`,
          ),
          source(
            'b',
            `type Query { many(keys: [${argument}!]!): [B!] } type B { by: String } enum Shade { RED BLUE GREEN }`,
          ),
        ],
        'extend type A { b: B @link(from: "many", arg: "keys", keys: "key", by: "by") }',
      ),
    ).length;
  expect([link('Color', 'Shade'), link('Paint', 'Shade'), link('Color', 'String'), link('String', 'Shade')]).toEqual([
    0, 0, 0, 1,
  ]);
});

const shop = source(
  'shop',
  `type Query {
     many(filter: Filter!, unit: Unit! = KG): Page
     pairs(keys: [Pair!]): [Item]
     twice: Two
     deep: Level1
     names(id: ID!): [String!]
     count(id: ID): Int!
   }
   input Filter { by: Keys! shop: String! }
   input Keys { ids: [Int!] }
   input Pair { tenant: ID! number: Int! note: String }
   enum Unit { KG }
   type Page { items: [Item] total: Int }
   type Two { first: [Item] second: [Item] }
   type Level1 { next: Level2 }
   type Level2 { page: Page }
   type Item { id: Int! tenant: ID number: Int }
   type Order { itemId: Int! itemIds: [Int!]! lines: [Line!] tenant: ID! shop: String! note: String }
   type Line { itemId: Int }`,
);

const linked = (field: string) =>
  issuesOf(compose([shop], `extend type Order { ${field} }`)).map((issue) =>
    issue.replace(/^shop\.graphql:\d+:\d+: /, ''),
  );

test.each([
  [
    'dotted list arguments and what else the target requires',
    'item: Item @link(from: "many", arg: "filter.by.ids", keys: "itemId", by: "id", args: { filter: { shop: "{shop}" } })',
    [],
  ],
  [
    'a required field of an input object',
    'item: Item @link(from: "many", arg: "filter.by.ids", keys: "itemId", by: "id")',
    ['error: "Query.many" requires the argument "filter.shop"; give it in "args".'],
  ],
  [
    'a nullable template for a required argument',
    'item: Item! @link(from: "count", args: { id: "{note}" }, at: "x")',
    ['error: In the answer of "Query.count": "x" leads nowhere: "Int" has no fields.'],
  ],
  [
    'composite keys by their names',
    'item: Item @link(from: "pairs", arg: "keys", keys: ["tenant", "itemId"], by: ["tenant", "number"])',
    [],
  ],
  [
    'composite keys that name no input field',
    'item: Item @link(from: "pairs", arg: "keys", keys: ["shop", "itemId"], by: ["tenant", "id"])',
    [
      'error: "Pair.number" is required, and no part of the key fills it. Each part of the key needs an input field of "Pair"; name them with "argFields". It has: "tenant", "number", "note".',
    ],
  ],
  [
    'composite keys with named input fields',
    'item: Item @link(from: "pairs", arg: "keys", keys: ["shop", "itemId"], by: ["tenant", "id"], argFields: ["tenant", "number"])',
    [],
  ],
  [
    'a required input field that no part fills',
    'item: Item @link(from: "pairs", arg: "keys", keys: ["tenant"], by: ["tenant"])',
    [
      'error: "Pair.number" is required, and no part of the key fills it. Each part of the key needs an input field of "Pair"; name them with "argFields". It has: "tenant", "number", "note".',
    ],
  ],
  [
    'two places in the answer',
    'items: [Item] @link(from: "twice", keys: "itemId", by: "id")',
    [
      'error: "Query.twice" answers "Two", which holds "Item" in several places; choose one with "at": "first", "second".',
      'error: "Query.twice" needs "arg": the list argument that takes the keys. "Query.twice" has no list argument.',
    ],
  ],
  ['a place that is chosen', 'items: [Item] @link(from: "twice", at: "second")', []],
  ['a place far inside', 'items: [Item] @link(from: "deep")', []],
  ['a list of leaves', 'names: [String!]! @link(from: "names", args: { id: "x" })', []],
  ['a leaf that is never null', 'count: Int! @link(from: "count", args: { id: "x" })', []],
  ['a leaf inside', 'total: Int @link(from: "deep", at: "next.page.total")', []],
  [
    'a place inside a list',
    'ids: [Int] @link(from: "deep", at: "next.page.items.id")',
    [
      'error: "next.page.items.id" in the answer of "Query.deep" passes through a list; only its last field may be one.',
    ],
  ],
  [
    'a list of keys',
    'items: [Item]! @link(from: "pairs", arg: "keys", keys: "itemIds", by: "number", argFields: ["number"])',
    [
      'error: "Pair.tenant" is required, and no part of the key fills it. Each part of the key needs an input field of "Pair"; name them with "argFields". It has: "tenant", "number", "note".',
    ],
  ],
  [
    'keys through a list that may be null',
    'items: [Item]! @link(from: "many", arg: "filter.by.ids", keys: "lines.itemId", by: "id", args: { filter: { shop: "s" } })',
    ['error: "Order.items" must be nullable, "[Item]": its list of keys may be null.'],
  ],
  [
    'keys through a list',
    'items: [Item]! @link(from: "many", arg: "filter.by.ids", keys: "itemIds", by: "id", args: { filter: { shop: "s" } })',
    [],
  ],
  [
    'one item for a list of keys',
    'item: Item @link(from: "many", arg: "filter.by.ids", keys: "itemIds", by: "id", args: { filter: { shop: "s" } })',
    ['error: "Order.item" must be a list: its key path gives many keys.'],
  ],
  [
    'keys for leaves',
    'count: Int @link(from: "many", arg: "filter.by.ids", keys: "itemId", by: "id", at: "total", args: { filter: { shop: "s" } })',
    [
      'error: "Order.count" is "Int"; a link with keys answers objects, which have a field to match "by".',
      'error: "Query.many" answers "Int"; a link with keys needs a list of items.',
    ],
  ],
  [
    'a wrong enum value',
    'item: Item @link(from: "many", arg: "filter.by.ids", keys: "itemId", by: "id", args: { filter: { shop: "s" }, unit: LB })',
    ['error: "LB" does not fit "unit", "Unit!".'],
  ],
  [
    'the argument of the keys given twice',
    'item: Item @link(from: "many", arg: "filter.by.ids", keys: "itemId", by: "id", args: { filter: { shop: "s", by: { ids: 1 } } })',
    ['error: The argument "filter.by.ids" takes the keys; it cannot be given otherwise.'],
  ],
  [
    'no batch of this size',
    'item: Item @link(from: "pairs", arg: "keys", keys: ["tenant", "itemId"], by: ["tenant", "number"], max: 0)',
    ['error: "max" is 0; it must be at least 1.'],
  ],
])('%s', (_, field, issues) => {
  expect(linked(field)).toEqual(issues);
});
