import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';
import { running } from './stitched-shop.ts';

const catalog = source(
  'catalog',
  `type Query { products(limit: Int): [Product!]! }
   type Product { sku: Int shop: String related: [Int] }`,
);

const stock = source(
  'stock',
  `type Query { stock(skus: [String!]!, unit: String): StockAnswer  item(sku: ID!): Item  places(keys: [PlaceKey!]!): [Place] }
   type StockAnswer { found: Found }
   type Found { items: [Item!]! }
   type Item { sku: String! level: Int! depot: Depot name: String }
   type Depot { city: String }
   input PlaceKey { shop: String! sku: Int! }
   type Place { shop: String! sku: Int! shelf: String }`,
  { takes: 'documents' },
);

const item = (sku: string) => ({
  sku,
  level: 7,
  depot: { city: `City ${sku}` },
  name: () => {
    if (sku === '2') throw new Error('no name');
    return `Name ${sku}`;
  },
});

const documents = {
  stock: {
    Query: {
      stock: (_: never, { skus }: { skus: string[] }) => ({
        found: {
          items: skus
            .filter((sku) => sku !== '3')
            .reverse()
            .map(item),
        },
      }),
      item: (_: never, { sku }: { sku: string }) => item(sku),
      places: (_: never, { keys }: { keys: { shop: string; sku: number }[] }) =>
        keys.map(({ shop, sku }) => (shop === 'x' ? null : { shop, sku, shelf: `${shop}/${sku}` })),
    },
  },
};

const products = [
  { sku: 1, shop: 'a', related: [2, 3, null] },
  { sku: 2, shop: 'x', related: [] },
  { sku: 3, shop: 'c', related: null },
  { sku: null, shop: 'd', related: [1] },
];

function graphOf(sdl: string) {
  const graph = compose([catalog, stock], sdl);
  expect(issuesOf(graph).filter((issue) => issue.includes(': error: '))).toEqual([]);
  return running(graph, { 'Query.products': () => products }, documents);
}

test('items inside an answer, numbers for text, missing keys and items', async () => {
  const { run, upstream } = graphOf(
    'extend type Product { item(unit: String): Item @link(from: "stock", arg: "skus", keys: "sku", by: "sku", args: { unit: "{args.unit}" }) }',
  );
  expect(
    await run('{ products { item { level depot { city } } other: item(unit: "kg") { level } } }'),
  ).toMatchInlineSnapshot(`
    {
      "data": {
        "products": [
          {
            "item": {
              "depot": {
                "city": "City 1",
              },
              "level": 7,
            },
            "other": {
              "level": 7,
            },
          },
          {
            "item": {
              "depot": {
                "city": "City 2",
              },
              "level": 7,
            },
            "other": {
              "level": 7,
            },
          },
          {
            "item": null,
            "other": null,
          },
          {
            "item": null,
            "other": null,
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.products({})",
      "stock: query ($_v0_skus: [String!]!, $_v1_unit: String, $_v1_skus: [String!]!) { _v0_stock: stock(skus: $_v0_skus) { found { items { level depot { city } _interlace_sku: sku } } } _v1_stock: stock(unit: $_v1_unit, skus: $_v1_skus) { found { items { level _interlace_sku: sku } } } } {"_v0_skus":["1","2","3"],"_v1_unit":"kg","_v1_skus":["1","2","3"]}",
    ]
  `);
});

test('an error of one item is at the place of each parent that has it', async () => {
  const { run } = graphOf(
    'extend type Product { item: Item @link(from: "stock", arg: "skus", keys: "sku", by: "sku") }',
  );
  const { data, errors } = await run('{ products { item { sku name } again: item { n: name } } }');
  expect(data).toMatchInlineSnapshot(`
    {
      "products": [
        {
          "again": {
            "n": "Name 1",
          },
          "item": {
            "name": "Name 1",
            "sku": "1",
          },
        },
        {
          "again": {
            "n": null,
          },
          "item": {
            "name": null,
            "sku": "2",
          },
        },
        {
          "again": null,
          "item": null,
        },
        {
          "again": null,
          "item": null,
        },
      ],
    }
  `);
  expect(errors?.map(({ message, path }) => [message, path?.join('.')])).toMatchInlineSnapshot(`
    [
      [
        "no name",
        "products.1.item.name",
      ],
      [
        "no name",
        "products.1.again.n",
      ],
    ]
  `);
});

test('a list of keys, composite keys, merged fields, single calls', async () => {
  const { run, upstream } = graphOf(
    `extend type Product {
       relatedItems: [Item] @link(from: "stock", arg: "skus", keys: "related", by: "sku")
       place: Place @link(from: "places", arg: "keys", keys: ["shop", "sku"], by: ["shop", "sku"])
       one: Item @link(from: "item", args: { sku: "{sku}" })
       city: String @link(from: "item", args: { sku: "{sku}" }, at: "depot.city")
     }
     extend type Product @merge(type: "Item", from: "stock", arg: "skus", keys: "sku", by: "sku", fields: ["level", "depot"])`,
  );
  expect(
    await run('{ products { relatedItems { sku } place { shelf } level depot { city } } }'),
  ).toMatchInlineSnapshot(`
    {
      "data": {
        "products": [
          {
            "depot": {
              "city": "City 1",
            },
            "level": 7,
            "place": {
              "shelf": "a/1",
            },
            "relatedItems": [
              {
                "sku": "2",
              },
              null,
              null,
            ],
          },
          {
            "depot": {
              "city": "City 2",
            },
            "level": 7,
            "place": null,
            "relatedItems": [],
          },
          {
            "depot": null,
            "level": null,
            "place": {
              "shelf": "c/3",
            },
            "relatedItems": null,
          },
          {
            "depot": null,
            "level": null,
            "place": null,
            "relatedItems": [
              {
                "sku": "1",
              },
            ],
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.products({})",
      "stock: query ($_v0_skus: [String!]!, $_v1_keys: [PlaceKey!]!, $_v2_skus: [String!]!, $_v3_skus: [String!]!) { _v0_stock: stock(skus: $_v0_skus) { found { items { sku _interlace_sku: sku } } } _v1_places: places(keys: $_v1_keys) { shelf _interlace_shop: shop _interlace_sku: sku } _v2_stock: stock(skus: $_v2_skus) { found { items { _interlace__hoisted: level _interlace_sku: sku } } } _v3_stock: stock(skus: $_v3_skus) { found { items { _interlace__hoisted: depot { city } _interlace_sku: sku } } } } {"_v0_skus":["2","3","1"],"_v1_keys":[{"shop":"a","sku":1},{"shop":"x","sku":2},{"shop":"c","sku":3}],"_v2_skus":["1","2","3"],"_v3_skus":["1","2","3"]}",
    ]
  `);
  upstream.length = 0;
  expect(await run('{ products { one { level } city } }')).toMatchInlineSnapshot(`
    {
      "data": {
        "products": [
          {
            "city": "City 1",
            "one": {
              "level": 7,
            },
          },
          {
            "city": "City 2",
            "one": {
              "level": 7,
            },
          },
          {
            "city": "City 3",
            "one": {
              "level": 7,
            },
          },
          {
            "city": null,
            "one": null,
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.products({})",
      "stock: query ($_v0_sku: ID!, $_v1_sku: ID!, $_v2_sku: ID!, $_v3_sku: ID!, $_v4_sku: ID!, $_v5_sku: ID!) { _v0_item: item(sku: $_v0_sku) { level } _v1_item: item(sku: $_v1_sku) { depot { city } } _v2_item: item(sku: $_v2_sku) { level } _v3_item: item(sku: $_v3_sku) { depot { city } } _v4_item: item(sku: $_v4_sku) { level } _v5_item: item(sku: $_v5_sku) { depot { city } } } {"_v0_sku":"1","_v1_sku":"1","_v2_sku":"2","_v3_sku":"2","_v4_sku":"3","_v5_sku":"3"}",
    ]
  `);
});

test('a source that fails takes only its own fields with it', async () => {
  const graph = compose(
    [catalog, stock],
    'extend type Product { item: Item @link(from: "stock", arg: "skus", keys: "sku", by: "sku") }',
  );
  const { run } = running(
    graph,
    { 'Query.products': () => products.slice(0, 2) },
    {
      stock: {
        Query: {
          stock: () => {
            throw new Error('down');
          },
        },
      },
    },
  );
  expect(await run('{ products { shop item { level } } }')).toMatchInlineSnapshot(`
    {
      "data": {
        "products": [
          {
            "item": null,
            "shop": "a",
          },
          {
            "item": null,
            "shop": "x",
          },
        ],
      },
      "errors": [
        {
          "locations": [
            {
              "column": 19,
              "line": 1,
            },
          ],
          "message": "down",
          "path": [
            "products",
            0,
            "item",
          ],
        },
        {
          "locations": [
            {
              "column": 19,
              "line": 1,
            },
          ],
          "message": "down",
          "path": [
            "products",
            1,
            "item",
          ],
        },
      ],
    }
  `);
});
