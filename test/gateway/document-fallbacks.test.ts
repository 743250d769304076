import { createServer } from 'node:http';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { SILENT } from '../../src/telemetry/logger.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const typeDefs = `
  type Query {
    reviews(authors: [Int!]!): [Review!]!  best: Review  top: Review!  count: Int!  things: [Thing!]!  ids: Ids  bad: Review
    one(author: Int!): Review!
  }
  type Mutation { add: Review }
  type Review { id: ID! author: Int! stars: Int reader: Reader mark: Mark }
  scalar Mark
  type Reader { name: String! }
  type Ids { authors: [Int!]! }
  union Thing = Review | Reader
`;
const review = (author: number) => ({ id: `r${author}`, author, stars: author, reader: { name: `reader ${author}` } });

/** The documents that the GraphQL source got, by their root fields; and what it does with them. */
let asked: string[][] = [];
let status: number | undefined;
let holds = '';
/** Requests that it holds: how many there were, and how many of their callers have given up. What fails, fails when one is held. */
let held = 0;
let givenUp = 0;
let onHeld: (() => void)[] = [];
let endpoint: string;
let library: string;
const close: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  asked = [];
  status = undefined;
  holds = '';
  held = 0;
  givenUp = 0;
  onHeld = [];
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs,
      resolvers: {
        Query: {
          reviews: (_: unknown, { authors }: { authors: number[] }) => authors.map(review),
          best: () => review(5),
          top: () => review(6),
          one: (_: unknown, { author }: { author: number }) => {
            if (author === 1) throw new GraphQLError('not this one');
            return review(author);
          },
          count: () => 7,
          things: () => [{ __typename: 'Reader', name: 'x' }],
          ids: () => ({ authors: [1, 2] }),
          bad: () => {
            throw new GraphQLError('no such review', { extensions: { code: 'NOT_FOUND' } });
          },
        },
        Mutation: { add: () => review(1) },
      },
    }),
  });
  const documents = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      const { query, variables } = JSON.parse(body);
      asked.push([...query.matchAll(/^ {2}(?:\w+: )?(\w+)/gm)].map(([, field]) => field));
      if (holds !== '' && query.includes(holds)) {
        held += 1;
        response.on('close', () => {
          givenUp += 1;
        });
        for (const go of onHeld.splice(0)) go();
        return;
      }
      if (status !== undefined) {
        if (holds !== '' && held === 0) await new Promise<void>((resolve) => onHeld.push(resolve));
        response.writeHead(status).end();
        return;
      }
      const answer = await yoga.fetch('http://yoga/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  });
  const rest = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify([1, 2].map((id) => ({ isbn: `b${id}`, title: 't', authorId: id, id, name: `n${id}` })))),
  );
  endpoint = `${await listenOnLoopback(documents, close)}/graphql`;
  library = await listenOnLoopback(rest, close);
});

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

const LIBRARY = new URL('../specs/fixtures/library.openapi.yaml', import.meta.url).pathname;
const LINKS = `
  extend type Book {
    reviews: [Review!]! @link(from: "reviews", arg: "authors", keys: "authorId", by: "author")
    one: Review @link(from: "one", args: { author: "{authorId}" })
    first: Review @link(from: "reviews", arg: "authors", keys: "authorId", by: "author")
  }
  extend type Ids { reviews: [Review] @link(from: "reviews", arg: "authors", keys: "authors", by: "author") }
  extend type Review { writer: Author @link(from: "authors", arg: "ids", keys: "author", by: "id") }
`;

async function gatewayOf(
  config: Pick<GatewayConfig, 'resilience' | 'cache' | 'graph'>,
  source: object = {},
  logger = SILENT,
) {
  const resilience = { retries: 0, breaker: false, ...source } as const;
  const gateway = await createGateway(
    {
      sources: {
        library: openapi(LIBRARY, { endpoint: library }),
        reviews: graphql(endpoint, { resilience }),
      },
      graph: LINKS,
      ...config,
    },
    { mode: 'development', logger },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  asked = [];
  const ask = async (query: string) => JSON.parse(JSON.stringify(await gateway.request({ query })));
  return { ask, gateway };
}

const note = (field: string, used: string) => ({
  field,
  source: 'reviews',
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'The upstream service answered with status 503.',
  used,
});

describe('a given value stands in where a GraphQL source fails', () => {
  const stranger = { id: 'r0', author: 2, mark: 'good', reader: { name: 'nobody' } };

  test('at a root field, whatever its fields are called, also for the links of it', async () => {
    const { ask } = await gatewayOf({ resilience: { 'Query.best': { fallback: { value: stranger } } } });
    status = 503;
    expect(
      await ask('{ best { id: mark author: id mark: author reader { id: name __typename } writer { name } } }'),
    ).toEqual({
      data: {
        best: {
          id: 'good',
          author: 'r0',
          mark: 2,
          reader: { id: 'nobody', __typename: 'Reader' },
          writer: { name: 'n2' },
        },
      },
      extensions: { fallbacks: [note('Query.best', 'value')] },
    });
  });

  test('of any type, and each for its own field', async () => {
    const { ask } = await gatewayOf({
      resilience: {
        'Query.count': { fallback: { value: 0 } },
        'Query.things': { fallback: { value: [{ __typename: 'Reader', name: 'nobody' }] } },
        'Query.best': { fallback: { value: null } },
      },
    });
    status = 503;
    expect(
      await ask('{ count things { ... on Reader { name } ... on Review { id } } best { id } ids { authors } }'),
    ).toEqual({
      data: { count: 0, things: [{ name: 'nobody' }], best: null, ids: null },
      errors: [expect.objectContaining({ path: ['ids'] })],
      extensions: {
        fallbacks: [note('Query.count', 'value'), note('Query.things', 'value'), note('Query.best', 'value')],
      },
    });
  });

  test('for each key of a link, one value or many', async () => {
    const { ask } = await gatewayOf({
      resilience: {
        'Book.reviews': { fallback: { value: [] } },
        'Book.first': { fallback: { value: stranger } },
        'Ids.reviews': { fallback: { value: stranger } },
        'Query.ids': { fallback: { value: { authors: [1, 3] } } },
      },
    });
    status = 503;
    expect(await ask('{ books { reviews { id } first { id } } ids { reviews { id } } }')).toMatchObject({
      data: {
        books: [1, 2].map(() => ({ reviews: [], first: { id: 'r0' } })),
        ids: { reviews: [{ id: 'r0' }, { id: 'r0' }] },
      },
    });
  });

  test('not where it rejects, nor where it answers', async () => {
    const { ask } = await gatewayOf({
      resilience: { 'Query.bad': { fallback: { value: stranger } }, 'Query.best': { fallback: { value: stranger } } },
    });
    expect(await ask('{ bad { id } best { id } }')).toEqual({
      data: { bad: null, best: { id: 'r5' } },
      errors: [
        expect.objectContaining({ path: ['bad'], extensions: { code: 'UPSTREAM_REJECTED', source: 'reviews' } }),
      ],
    });
  });

  test('and nobody may keep the answer', async () => {
    const { gateway } = await gatewayOf({
      resilience: { 'Query.best': { fallback: { value: stranger } } },
      cache: { 'Query.best': { ttl: '1m', scope: 'public' } },
    });
    await using server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
    const url = await server.listen();
    status = 503;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ best { id } }"}',
    });
    expect(await response.json()).toMatchObject({ data: { best: { id: 'r0' } }, extensions: { fallbacks: [{}] } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('the last good answer of a GraphQL source stands in', () => {
  test.each([
    ['at a field', { 'Query.best': { fallback: 'last-good' } }, {}],
    ['for the source', {}, { fallback: 'last-good' }],
    ['for all sources', { fallback: 'last-good' }, {}],
  ] as const)('%s, for the selection that it was asked with', async (_, resilience, source) => {
    const { ask } = await gatewayOf({ resilience }, source);
    expect(await ask('{ best { id } }')).toEqual({ data: { best: { id: 'r5' } } });
    expect(await ask('{ best { id } }')).toEqual({ data: { best: { id: 'r5' } } });
    expect(asked).toEqual([['best'], ['best']]);
    status = 503;
    expect(await ask('{ best { id } }')).toEqual({
      data: { best: { id: 'r5' } },
      extensions: { fallbacks: [note('Query.best', 'last-good')] },
    });
    expect(await ask('{ best { stars } }')).toMatchObject({ data: { best: null }, errors: [{ path: ['best'] }] });
  });

  test('for the keys of a link that were answered', async () => {
    const { ask } = await gatewayOf({ resilience: { 'Book.first': { fallback: 'last-good' } } });
    await ask('{ books { first { id } } }');
    status = 503;
    expect(await ask('{ books { first { id } } }')).toEqual({
      data: { books: [{ first: { id: 'r1' } }, { first: { id: 'r2' } }] },
      extensions: { fallbacks: [note('Book.first', 'last-good')] },
    });
  });
});

test('each field of a GraphQL source has its own times and tries, though they are asked together', async () => {
  const { ask } = await gatewayOf({ resilience: { 'Query.best': { retries: 1 }, 'Book.reviews': { retries: 2 } } });
  status = 503;
  await ask('{ bad { id } best { id } ids { authors } }');
  expect(asked.map((fields) => fields.join()).sort()).toEqual(['bad,ids', 'best', 'best']);
  asked = [];
  await ask('{ books { reviews { id } first { id } } }');
  expect(asked).toEqual(Array(4).fill(['reviews']));
});

test('what is still asked when the answer is lost already is asked no longer', async () => {
  const { ask } = await gatewayOf({
    resilience: { 'Query.best': { retries: 1 } },
    graph: 'extend type Query { top: Review! }',
  });
  holds = 'best';
  status = 503;
  expect(await ask('{ top { id } best { id } }')).toMatchObject({ data: null, errors: [{ path: ['top'] }] });
  await vi.waitFor(() => expect([held, givenUp]).toEqual([1, 1]));
});

test('the operator is told of fallbacks, and not for each answer again', async () => {
  const lines: unknown[] = [];
  const logger = { ...SILENT, warn: (message: string, fields?: object) => lines.push([message, fields]) };
  const { ask } = await gatewayOf({ resilience: { 'Query.count': { fallback: { value: 0 } } } }, {}, logger);
  status = 503;
  for (let i = 0; i < 3; i += 1) await ask('{ a: count b: count }');
  const fields = { field: 'Query.count', source: 'reviews', code: 'UPSTREAM_UNAVAILABLE', used: 'value', answers: 1 };
  expect(lines).toEqual([['a fallback answers for an upstream that fails', fields]]);
});

test('a field that must not be null and fails takes none of those with it that were asked together with it', async () => {
  const { ask } = await gatewayOf({});
  expect(await ask('{ books { one { id } first { id } } }')).toEqual({
    data: {
      books: [
        { one: null, first: { id: 'r1' } },
        { one: { id: 'r2' }, first: { id: 'r2' } },
      ],
    },
    errors: [
      expect.objectContaining({
        path: ['books', 0, 'one'],
        extensions: { code: 'UPSTREAM_FAILED', source: 'reviews' },
      }),
    ],
  });
  expect(asked.map((fields) => fields.sort())).toEqual([
    ['one', 'one', 'reviews'],
    ['one', 'reviews'],
  ]);
});

test('the operator is told when a source is asked no more, and when it is asked again', async () => {
  const lines: unknown[] = [];
  const say = (message: string, fields?: object) => lines.push([message, fields]);
  const breaker = { minimumCalls: 2, openFor: 1 } as const;
  const { ask } = await gatewayOf({}, { breaker }, { ...SILENT, warn: say, info: say });
  status = 503;
  for (let i = 0; i < 3; i += 1) await ask('{ best { id } }');
  const stopped = ['a source that fails is asked no more for a while', { source: 'reviews' }];
  expect(lines).toEqual([stopped]);
  status = undefined;
  await vi.waitFor(async () => {
    await ask('{ best { id } }');
    expect(lines).toEqual([stopped, ['a source is asked again as before', { source: 'reviews' }]]);
  });
});
