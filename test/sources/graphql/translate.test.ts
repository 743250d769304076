import { buildSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import type { GraphqlOptions } from '../../../src/sources/graphql/options.ts';
import { translate } from '../../../src/sources/graphql/translate.ts';

const schema = buildSchema(`
  schema { query: Root mutation: Changes subscription: Events }
  type Root { reviews(first: Int! = 3): [Review!]!  author(id: ID!): Author  search: [Hit!] }
  type Changes { addReview(review: ReviewInput!): Review! }
  type Events { reviewAdded: Review! }
  interface Node { id: ID! }
  type Review implements Node { id: ID! stars: [Int!]! }
  type Author implements Node { id: ID! name: String! books: [Book!]! }
  type Book { title: String! }
  union Hit = Review | Book
  input ReviewInput { stars: Int! }
`);

const translated = (options: Partial<GraphqlOptions> = {}) =>
  translate(
    { schema, endpoint: 'https://example.com/' },
    { description: 'reviews.graphql', subscriptions: { protocol: 'sse' }, ...options },
  );

test('the schema stays as it is, an operation for each root field', () => {
  const subschema = translated();
  expect(subschema.schema).toBe(schema);
  expect(
    [...subschema.operations.values()].map(({ coordinate, effect, idempotent, label }) => [
      coordinate,
      effect,
      idempotent,
      label,
    ]),
  ).toEqual([
    ['Query.reviews', 'read', true, 'query reviews'],
    ['Query.author', 'read', true, 'query author'],
    ['Query.search', 'read', true, 'query search'],
    ['Mutation.addReview', 'write', false, 'mutation addReview'],
    ['Subscription.reviewAdded', 'watch', false, 'subscription reviewAdded'],
  ]);
  expect(subschema.described).toBe(5);
  expect(subschema.issues).toEqual([]);
});

test('include and exclude choose root fields, and take with them what nothing else refers to', () => {
  const subschema = translated({ include: ['reviews', 'a*'], exclude: ['addReview'] });
  expect([...subschema.operations.keys()]).toEqual(['Query.reviews', 'Query.author']);
  expect(subschema.described).toBe(5);
  expect(printSchema(subschema.schema)).toBe(`schema {
  query: Root
}

type Root {
  reviews(first: Int! = 3): [Review!]!
  author(id: ID!): Author
}

interface Node {
  id: ID!
}

type Review implements Node {
  id: ID!
  stars: [Int!]!
}

type Author implements Node {
  id: ID!
  name: String!
  books: [Book!]!
}

type Book {
  title: String!
}`);
});

test('lenient makes every output nullable and leaves inputs alone', () => {
  const printed = printSchema(translated({ nullability: 'lenient' }).schema);
  expect(printed).toContain('reviews(first: Int! = 3): [Review]\n');
  expect(printed).toContain('stars: [Int]\n');
  expect(printed).toContain('input ReviewInput {\n  stars: Int!\n}');
});

test('subscriptions are left out, with a word, until it is said how they reach the service', () => {
  const { subscriptions: _, ...options } = { subscriptions: undefined, description: 'reviews.graphql' };
  const subschema = translate({ schema, endpoint: 'https://example.com/' }, options);
  expect(subschema.schema.getSubscriptionType()).toBeUndefined();
  expect(subschema.issues).toMatchObject([{ severity: 'info', code: 'OPERATION_SKIPPED', at: 'reviews.graphql' }]);
});

test('a schema without an endpoint is an error', () => {
  const subschema = translate(
    { schema, endpoint: undefined },
    { description: 'reviews.graphql', subscriptions: { protocol: 'sse' } },
  );
  expect(subschema.issues).toMatchObject([{ severity: 'error', code: 'INVALID', at: 'reviews.graphql' }]);
});
