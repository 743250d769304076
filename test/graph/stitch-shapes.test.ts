import { printSchema } from 'graphql';
import { expect, test } from 'vitest';

import { compose, issuesOf, source } from './compose.ts';
import { running } from './stitched-shop.ts';

const catalog = source(
  'catalog',
  'type Query { products(skus: [String!]!): [Product!]! } type Product { sku: String! title: String }',
);

const reviews = source(
  'reviews',
  `type Query { reviews(skus: [String!]!): [Review!]!  top: Item  search: [Hit] }
   type Mutation { addReview(sku: String!): AddReviewPayload }
   type AddReviewPayload { review: Review }
   interface Item { id: ID! }
   union Hit = Review | Author
   type Review implements Item { id: ID! sku: Sku authorId: ID }
   type Sku { code: String shop: Shop }
   type Shop { no: Int }
   type Author implements Item { id: ID! }`,
  { takes: 'documents' },
);

const people = source(
  'people',
  'type Query { people(ids: [ID!]!): [Person] } type Person { id: ID! name: String best: String }',
  { takes: 'documents' },
);

const sdl = `
  extend type Review {
    product: Product @link(from: "products", arg: "skus", keys: "sku.code", by: "sku")
    author: Person @link(from: "people", arg: "ids", keys: "authorId", by: "id")
  }
  extend type Person { bestProduct: Product @link(from: "products", arg: "skus", keys: "best", by: "sku") }
  extend type Product { reviews: [Review!]! @link(from: "reviews", arg: "skus", keys: "sku", by: "sku.code") }
`;

const review = (id: string, code: string, authorId: string) => ({
  __typename: 'Review',
  id,
  sku: { code, shop: { no: 1 } },
  authorId,
});
const all = [review('1', 'A', 'u1'), review('2', 'B', 'u2'), review('3', 'A', 'u2')];

function shop() {
  const graph = compose([catalog, reviews, people], sdl);
  expect(issuesOf(graph)).toEqual([]);
  return running(
    graph,
    { 'Query.products': ({ skus }) => (skus as string[]).map((sku) => ({ sku, title: `Title ${sku}` })) },
    {
      reviews: {
        Query: {
          reviews: (_: never, { skus }: { skus: string[] }) => all.filter(({ sku }) => skus.includes(sku.code)),
          top: () => all[0],
          search: () => [all[1], { __typename: 'Author', id: 'x' }, null],
        },
        Mutation: { addReview: (_: never, { sku }: { sku: string }) => ({ review: review('9', sku, 'u1') }) },
      },
      people: {
        Query: {
          people: (_: never, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `Name ${id}`, best: 'B' })),
        },
      },
    },
  );
}

test('links on members of interfaces and unions, inside fragments, from one stitched source to another and on', async () => {
  const { run, upstream } = shop();
  const result = await run(`
    { top { id ... on Review { ...R } } search { __typename ... on Review { id ...R } } }
    fragment R on Review { product { title } author { name bestProduct { title reviews { id } } } }
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "data": {
        "search": [
          {
            "__typename": "Review",
            "author": {
              "bestProduct": {
                "reviews": [
                  {
                    "id": "2",
                  },
                ],
                "title": "Title B",
              },
              "name": "Name u2",
            },
            "id": "2",
            "product": {
              "title": "Title B",
            },
          },
          {
            "__typename": "Author",
          },
          null,
        ],
        "top": {
          "author": {
            "bestProduct": {
              "reviews": [
                {
                  "id": "2",
                },
              ],
              "title": "Title B",
            },
            "name": "Name u1",
          },
          "id": "1",
          "product": {
            "title": "Title A",
          },
        },
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "reviews: { _v0_top: top { __typename id ... on Review { ..._v0_R } } _v1_search: search { __typename ... on Review { id ..._v1_R } } } fragment _v0_R on Review { _interlace_sku: sku { __typename _interlace_code: code } _interlace_authorId: authorId } fragment _v1_R on Review { _interlace_sku: sku { _interlace_code: code } _interlace_authorId: authorId } {}",
      "catalog.products({"skus":["A","B"]})",
      "people: query ($ids: [ID!]!) { people(ids: $ids) { name _interlace_best: best _interlace_id: id } } {"ids":["u1","u2"]}",
      "catalog.products({"skus":["B"]})",
      "reviews: query ($skus: [String!]!) { reviews(skus: $skus) { id _interlace_sku: sku { _interlace_code: code } } } {"skus":["B"]}",
    ]
  `);
});

test('links below what a mutation answers', async () => {
  const { run, upstream } = shop();
  expect(
    await run(
      'mutation { addReview(sku: "A") { review { product { title reviews { id sku { code shop { no } } } } } } }',
    ),
  ).toMatchInlineSnapshot(`
    {
      "data": {
        "addReview": {
          "review": {
            "product": {
              "reviews": [
                {
                  "id": "1",
                  "sku": {
                    "code": "A",
                    "shop": {
                      "no": 1,
                    },
                  },
                },
                {
                  "id": "3",
                  "sku": {
                    "code": "A",
                    "shop": {
                      "no": 1,
                    },
                  },
                },
              ],
              "title": "Title A",
            },
          },
        },
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "reviews: mutation ($sku: String!) { addReview(sku: $sku) { review { _interlace_sku: sku { _interlace_code: code } } } } {"sku":"A"}",
      "catalog.products({"skus":["A"]})",
      "reviews: query ($skus: [String!]!) { reviews(skus: $skus) { id sku { code shop { no } } _interlace_sku: sku { _interlace_code: code } } } {"skus":["A"]}",
    ]
  `);
});

test('variables and directives travel with the fields that they belong to', async () => {
  const { run, upstream } = shop();
  const document = `query Q($skus: [String!]!, $yes: Boolean!, $no: Boolean!) {
    products(skus: $skus) { title @skip(if: $yes) reviews @include(if: $yes) { id @skip(if: $no) authorId @include(if: $no) author @skip(if: $yes) { name } } }
  }`;
  expect(await run(document, { skus: ['B'], yes: true, no: false })).toMatchInlineSnapshot(`
    {
      "data": {
        "products": [
          {
            "reviews": [
              {
                "id": "2",
              },
            ],
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.products({"skus":["B"]})",
      "reviews: query Q($_reviews_skus: [String!]!, $yes: Boolean!, $no: Boolean!) { reviews(skus: $_reviews_skus) @include(if: $yes) { id @skip(if: $no) authorId @include(if: $no) _interlace_authorId: authorId _interlace_sku: sku { _interlace_code: code } } } {"_reviews_skus":["B"],"yes":true,"no":false}",
    ]
  `);
});

test('a link may answer an interface, and several sources hoist into one type', async () => {
  const items = source(
    'items',
    `type Query { items(ids: [ID!]!): [Item!]!  ratings(skus: [String!]!): [Rating] }
     interface Item { id: ID! label: String }
     type Part implements Item { id: ID! label: String weight: Float }
     type Set implements Item { id: ID! label: String parts: [Item!] }
     type Rating { sku: String! score: Float best: Set }`,
    { takes: 'documents' },
  );
  const graph = compose(
    [source('catalog', 'type Query { products: [Product!]! } type Product { sku: String! partIds: [ID!] }'), items],
    `extend type Product @merge(type: "Rating", from: "ratings", arg: "skus", keys: "sku", by: "sku") {
       parts: [Item] @link(from: "items", arg: "ids", keys: "partIds", by: "id")
     }`,
  );
  expect(issuesOf(graph)).toEqual([]);
  const part = { __typename: 'Part', id: '1', label: 'part', weight: 2 };
  const set = { __typename: 'Set', id: '2', label: 'set', parts: [part] };
  const { run } = running(
    graph,
    {
      'Query.products': () => [
        { sku: 'A', partIds: ['2', '1', '3'] },
        { sku: 'B', partIds: null },
      ],
    },
    {
      items: {
        Query: {
          items: (_: never, { ids }: { ids: string[] }) => [part, set].filter(({ id }) => ids.includes(id)),
          ratings: () => [{ sku: 'A', score: 0.5, best: set }],
        },
      },
    },
  );
  const document =
    '{ products { score best { label parts { id } } parts { __typename label ... on Part { weight } ... on Set { parts { __typename id } } } } }';
  expect(await run(document)).toEqual({
    data: {
      products: [
        {
          score: 0.5,
          best: { label: 'set', parts: [{ id: '1' }] },
          parts: [
            { __typename: 'Set', label: 'set', parts: [{ __typename: 'Part', id: '1' }] },
            { __typename: 'Part', label: 'part', weight: 2 },
            null,
          ],
        },
        { score: null, best: null, parts: null },
      ],
    },
  });
});

test('clients see no directive of the composition', () => {
  const printed = printSchema(compose([catalog, reviews, people], sdl).schema);
  expect(printed).toContain('  product: Product\n');
  expect(printed).not.toMatch(/@|LinkArguments|CacheScope/);
});
