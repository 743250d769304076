import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';
import { running } from './stitched-shop.ts';

const reviewsSdl = `
  type Query { reviews(skus: [String!]!): [Review!]!  top: Item  search(text: String!): [Item!]! }
  type Mutation { addReview(review: ReviewInput!): Review }
  interface Item { id: ID! label: String }
  type Review implements Item { id: ID! label: String productSku: String! stars: Int! seen: When author: Author }
  type Author implements Item { id: ID! label: String name: String! }
  input ReviewInput { sku: String! stars: Int! }
  scalar When
`;

const data = [
  {
    __typename: 'Review',
    id: '1',
    label: 'one',
    productSku: 'A',
    stars: 5,
    seen: '2026-01-01',
    author: { id: 'u1', name: 'Ann' },
  },
  { __typename: 'Review', id: '2', label: 'two', productSku: 'B', stars: 1, seen: null, author: null },
];

const reviewsResolvers = {
  Query: {
    reviews: (_: never, { skus }: { skus: string[] }) => data.filter(({ productSku }) => skus.includes(productSku)),
    top: () => data[0],
    search: () => [data[1], { __typename: 'Author', id: 'u2', label: 'author', name: 'Bob' }],
  },
  Mutation: {
    addReview: (_: never, { review }: { review: { sku: string; stars: number } }) => ({
      id: '9',
      productSku: review.sku,
      stars: review.stars,
    }),
  },
};

const catalog = source(
  'catalog',
  `type Query { products(skus: [String!]!): [Product!]!  reviews: [Review!] }
   type Product { sku: String! title: String }
   type Review { text: String }`,
);

const answers = {
  'Query.products': ({ skus }: Record<string, unknown>) =>
    (skus as string[]).map((sku) => ({ sku, title: `Title ${sku}` })),
  'Query.reviews': () => [{ text: 'own' }],
};

test('types and root fields that two sources have are told apart, through delegation and back', async () => {
  const graph = compose(
    [catalog, source('reviews', reviewsSdl, { takes: 'documents' })],
    `extend type ReviewsReview { product: Product @link(from: "products", arg: "skus", keys: "productSku", by: "sku") }
     extend type Product { reviews: [ReviewsReview!]! @link(from: "reviewsReviews", arg: "skus", keys: "sku", by: "productSku") }`,
  );
  expect(issuesOf(graph)).toEqual([
    'Query.reviews: warning: More than one root field is called "Query.reviews"; in the graph they are "Query.catalogReviews" of "catalog", "Query.reviewsReviews" of "reviews". Choose other names with "rename" or "namespace".',
    'Review: warning: Sources "catalog", "reviews" have a type "Review"; in the graph they are "CatalogReview" of "catalog", "ReviewsReview" of "reviews". Choose other names with "rename".',
  ]);
  const { run, upstream } = running(graph, answers, { reviews: reviewsResolvers });
  const result = await run(`{
    catalogReviews { __typename text }
    reviewsReviews(skus: ["A"]) { __typename stars product { title reviews { ...R } } }
    search(text: "x") { __typename label ... on Author { name } ...R }
  } fragment R on ReviewsReview { stars }`);
  expect(result).toMatchInlineSnapshot(`
    {
      "data": {
        "catalogReviews": [
          {
            "__typename": "CatalogReview",
            "text": "own",
          },
        ],
        "reviewsReviews": [
          {
            "__typename": "ReviewsReview",
            "product": {
              "reviews": [
                {
                  "stars": 5,
                },
              ],
              "title": "Title A",
            },
            "stars": 5,
          },
        ],
        "search": [
          {
            "__typename": "ReviewsReview",
            "label": "two",
            "stars": 1,
          },
          {
            "__typename": "Author",
            "label": "author",
            "name": "Bob",
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.reviews({})",
      "reviews: query ($_v0_skus: [String!]!, $_v1_text: String!) { _v0_reviews: reviews(skus: $_v0_skus) { __typename stars _interlace_productSku: productSku } _v1_search: search(text: $_v1_text) { __typename label ... on Author { name } ..._v1_R } } fragment _v1_R on Review { stars } {"_v0_skus":["A"],"_v1_text":"x"}",
      "catalog.products({"skus":["A"]})",
      "reviews: query ($skus: [String!]!) { reviews(skus: $skus) { ...R _interlace_productSku: productSku } } fragment R on Review { stars } {"skus":["A"]}",
    ]
  `);
});

test('a source can be renamed: types, root fields, fields, those of an interface', async () => {
  const graph = compose(
    [
      catalog,
      source('reviews', reviewsSdl, {
        takes: 'documents',
        options: {
          rename: {
            Review: 'Opinion',
            'Query.reviews': 'opinions',
            'Review.productSku': 'sku',
            'Item.label': 'title',
            'Author.name': 'fullName',
          },
        },
      }),
    ],
    `extend type Opinion { product: Product @link(from: "products", arg: "skus", keys: "sku", by: "sku") }
     extend type Product { opinions: [Opinion!]! @link(from: "opinions", arg: "skus", keys: "sku", by: "sku") }`,
  );
  expect(issuesOf(graph)).toEqual([]);
  const { run, upstream } = running(graph, answers, { reviews: reviewsResolvers });
  const result = await run(
    '{ opinions(skus: ["A", "B"]) { __typename sku title author { fullName } product { title opinions { sku } } } top { __typename title ... on Opinion { sku } } }',
  );
  expect(result).toMatchInlineSnapshot(`
    {
      "data": {
        "opinions": [
          {
            "__typename": "Opinion",
            "author": {
              "fullName": "Ann",
            },
            "product": {
              "opinions": [
                {
                  "sku": "A",
                },
              ],
              "title": "Title A",
            },
            "sku": "A",
            "title": "one",
          },
          {
            "__typename": "Opinion",
            "author": null,
            "product": {
              "opinions": [
                {
                  "sku": "B",
                },
              ],
              "title": "Title B",
            },
            "sku": "B",
            "title": "two",
          },
        ],
        "top": {
          "__typename": "Opinion",
          "sku": "A",
          "title": "one",
        },
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "reviews: query ($_v0_skus: [String!]!) { _v0_reviews: reviews(skus: $_v0_skus) { __typename sku: productSku title: label author { fullName: name } _interlace_sku: productSku } _v1_top: top { __typename title: label ... on Review { sku: productSku } } } {"_v0_skus":["A","B"]}",
      "catalog.products({"skus":["A","B"]})",
      "reviews: query ($skus: [String!]!) { reviews(skus: $skus) { sku: productSku _interlace_sku: productSku } } {"skus":["A","B"]}",
    ]
  `);
});

test('a source in a namespace', async () => {
  const graph = compose(
    [catalog, source('reviews', reviewsSdl, { takes: 'documents', options: { namespace: 'feedback' } })],
    'extend type Product { feedback: [FeedbackReview!]! @link(from: "FeedbackQuery.reviews", arg: "skus", keys: "sku", by: "productSku") }',
  );
  expect(issuesOf(graph)).toEqual([]);
  const { run, upstream } = running(graph, answers, { reviews: reviewsResolvers });
  expect(
    await run(
      `{ products(skus: ["B"]) { feedback { stars } } feedback { reviews(skus: ["A"]) { __typename stars seen } again: search(text: "x") { id __typename } } reviews { text } }`,
    ),
  ).toMatchInlineSnapshot(`
    {
      "data": {
        "feedback": {
          "again": [
            {
              "__typename": "FeedbackReview",
              "id": "2",
            },
            {
              "__typename": "FeedbackAuthor",
              "id": "u2",
            },
          ],
          "reviews": [
            {
              "__typename": "FeedbackReview",
              "seen": "2026-01-01",
              "stars": 5,
            },
          ],
        },
        "products": [
          {
            "feedback": [
              {
                "stars": 1,
              },
            ],
          },
        ],
        "reviews": [
          {
            "text": "own",
          },
        ],
      },
    }
  `);
  expect(upstream).toMatchInlineSnapshot(`
    [
      "catalog.products({"skus":["B"]})",
      "catalog.reviews({})",
      "reviews: query ($_v0_skus: [String!]!, $_v1_text: String!) { _v0_reviews: reviews(skus: $_v0_skus) { __typename stars seen } _v1_search: search(text: $_v1_text) { __typename id } } {"_v0_skus":["A"],"_v1_text":"x"}",
      "reviews: query ($skus: [String!]!) { reviews(skus: $skus) { stars _interlace_productSku: productSku } } {"skus":["B"]}",
    ]
  `);
  expect(
    await run(
      'mutation M($review: FeedbackReviewInput!) { feedback { addReview(review: $review) { __typename id stars } } }',
      {
        review: { sku: 'A', stars: 2 },
      },
    ),
  ).toMatchInlineSnapshot(`
    {
      "data": {
        "feedback": {
          "addReview": {
            "__typename": "FeedbackReview",
            "id": "9",
            "stars": 2,
          },
        },
      },
    }
  `);
  expect(upstream.at(-1)).toMatchInlineSnapshot(
    `"reviews: mutation M($_addReview_review: ReviewInput!) { addReview(review: $_addReview_review) { __typename id stars } } {"_addReview_review":{"sku":"A","stars":2}}"`,
  );
});
