import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { compose } from './compose.ts';
import { sdl, sources } from './shop.ts';
import { running } from './stitched-shop.ts';

const allReviews = [
  { id: '1', productSku: 'A', stars: 5, text: 'good' },
  { id: '2', productSku: 'B', stars: 1, text: 'bad' },
  { id: '3', productSku: 'A', stars: 4, text: null },
];

function shop() {
  return running(
    compose(sources, sdl),
    {
      'Query.orders': () => [
        {
          id: 'o1',
          customerId: 'c1',
          total: 10,
          lines: [
            { sku: 'A', quantity: 1 },
            { sku: 'B', quantity: 2 },
          ],
        },
        { id: 'o2', customerId: 'c2', total: 20, lines: [{ sku: 'A', quantity: 3 }] },
        { id: 'o3', customerId: 'c9', total: 30, lines: [{ sku: 'C', quantity: 1 }] },
      ],
      'Query.getCustomers': ({ ids }) => ({
        customer: (ids as string[])
          .filter((id) => id !== 'c9')
          .reverse()
          .map((id) => ({ id, name: `Name ${id}`, address: { city: `City ${id}` } })),
      }),
      'Query.getProducts': ({ skus }) => ({
        products: (skus as string[]).map((sku) => ({
          sku,
          title: `Title ${sku}`,
          price: { units: '5', currency: 'EUR' },
        })),
      }),
    },
    {
      reviews: {
        Query: {
          reviews: (_: never, { skus }: { skus: string[] }) =>
            allReviews.filter(({ productSku }) => skus.includes(productSku)),
        },
      },
    },
  );
}

test('the executable schema has the types of the graph', () => {
  const print = (schema: GraphQLSchema): string => printSchema(lexicographicSortSchema(schema));
  expect(print(shop().schema)).toBe(print(compose(sources, sdl).schema));
});

test('one call for each source at its level, one document for all reviews', async () => {
  const { run, upstream } = shop();
  const result = await run(
    '{ orders(limit: 20) { id total customer { name address { city } } lines { quantity product { title price { units currency } reviews { stars } } } } }',
  );
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchInlineSnapshot(`
    {
      "orders": [
        {
          "customer": {
            "address": {
              "city": "City c1",
            },
            "name": "Name c1",
          },
          "id": "o1",
          "lines": [
            {
              "product": {
                "price": {
                  "currency": "EUR",
                  "units": "5",
                },
                "reviews": [
                  {
                    "stars": 5,
                  },
                  {
                    "stars": 4,
                  },
                ],
                "title": "Title A",
              },
              "quantity": 1,
            },
            {
              "product": {
                "price": {
                  "currency": "EUR",
                  "units": "5",
                },
                "reviews": [
                  {
                    "stars": 1,
                  },
                ],
                "title": "Title B",
              },
              "quantity": 2,
            },
          ],
          "total": 10,
        },
        {
          "customer": {
            "address": {
              "city": "City c2",
            },
            "name": "Name c2",
          },
          "id": "o2",
          "lines": [
            {
              "product": {
                "price": {
                  "currency": "EUR",
                  "units": "5",
                },
                "reviews": [
                  {
                    "stars": 5,
                  },
                  {
                    "stars": 4,
                  },
                ],
                "title": "Title A",
              },
              "quantity": 3,
            },
          ],
          "total": 20,
        },
        {
          "customer": null,
          "id": "o3",
          "lines": [
            {
              "product": {
                "price": {
                  "currency": "EUR",
                  "units": "5",
                },
                "reviews": [],
                "title": "Title C",
              },
              "quantity": 1,
            },
          ],
          "total": 30,
        },
      ],
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "orders.orders({"limit":20})",
      "customers.getCustomers({"ids":["c1","c2","c9"]})",
      "catalog.getProducts({"skus":["A","B","C"]})",
      "reviews: query ($first: Int, $skus: [String!]!) { reviews(first: $first, skus: $skus) { stars _interlace_productSku: productSku } } {"first":10,"skus":["A","B","C"]}",
    ]
  `);
});

test('a stitched root field joins back to a call', async () => {
  const { run, upstream } = shop();
  const result = await run(
    'query Q($skus: [String!]!) { reviews(skus: $skus) { stars productSku: text product { title } } }',
    { skus: ['A', 'B'] },
  );
  expect(result).toMatchInlineSnapshot(`
    {
      "data": {
        "reviews": [
          {
            "product": {
              "title": "Title A",
            },
            "productSku": "good",
            "stars": 5,
          },
          {
            "product": {
              "title": "Title B",
            },
            "productSku": "bad",
            "stars": 1,
          },
          {
            "product": {
              "title": "Title A",
            },
            "productSku": null,
            "stars": 4,
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "reviews: query Q($skus: [String!]!) { reviews(skus: $skus) { stars productSku: text _interlace_productSku: productSku } } {"skus":["A","B"]}",
      "catalog.getProducts({"skus":["A","B"]})",
    ]
  `);
});
