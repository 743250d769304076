import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';

let asked = 0;
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: `
      type Query { book(id: ID!): Book  node(id: ID!): Node  secret: String }
      interface Node { id: ID! }
      type Book implements Node { id: ID!  title: String  cost: Float  author: Author }
      type Author { name: String  email: String }
    `,
    resolvers: {
      Query: {
        book: (_, { id }) => ({ id, title: 'A', cost: 7, author: { name: 'N', email: 'n@x.y' } }),
        node: (_, { id }) => ({ __typename: 'Book', id, title: 'A', cost: 7 }),
        secret: () => {
          asked += 1;
          return 's';
        },
      },
    },
  }),
});
const upstream = createServer(yoga);
let gateway: Gateway;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  gateway = await createGateway(
    {
      sources: { books: graphql(`http://127.0.0.1:${port}/graphql`) },
      permissions: {
        rules: {
          isStaff: (_parent: unknown, _args: unknown, context: { headers: Record<string, string> }) =>
            context.headers['x-role'] === 'staff',
        },
        'Book.cost': 'isStaff',
        'Author.email': 'isStaff',
        'Query.secret': 'isStaff',
      },
    },
    { mode: 'development' },
  );
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

const QUERIES = {
  'on the type itself': '{ book(id: 1) { id title cost author { name email } } }',
  'under an alias': '{ book(id: 1) { id title: title price: cost author { name mail: email } } }',
  'through an interface': '{ node(id: 1) { id ... on Book { cost } } }',
};

test.each(Object.entries(QUERIES))(
  'a stitched field that a rule denies is null with an error, %s',
  async (_, query) => {
    const { data, errors } = await gateway.request({ query });
    expect(JSON.stringify(data)).not.toMatch(/7|n@x\.y/);
    expect(JSON.stringify(data)).toMatch(/"id":"1"/);
    expect(errors?.every(({ extensions }) => extensions.code === 'FORBIDDEN')).toBe(true);
    expect(errors?.length).toBeGreaterThan(0);
  },
);

test.each(Object.entries(QUERIES))('a stitched field that a rule allows is answered, %s', async (_, query) => {
  const { data, errors } = await gateway.request({ query, headers: { 'X-Role': 'staff' } });
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toMatch(/7/);
});

test('a denied root field of a stitched source is never asked for', async () => {
  const { data, errors } = await gateway.request({ query: '{ secret }' });
  expect(data).toEqual({ secret: null });
  expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(asked).toBe(0);
});
