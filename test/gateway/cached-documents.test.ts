import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { sharedStore } from '../execution/caching/cache-kit.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** What the GraphQL source was asked, one line for each of its root fields; and how it answers. */
let asked: string[] = [];
let fails = false;
const close: (() => Promise<unknown>)[] = [];
let endpoint: string;
let library: string;

const typeDefs = `
  type Query { reviews(authors: [Int!]!, first: Int): [Review!]!  best(of: Int): Review  count: Int!  things: [Thing!]! }
  type Mutation { addReview(author: Int!): Review }
  type Review { id: ID! author: Int! stars: Int text(lang: String): String reader: Reader }
  type Reader { name: String! }
  union Thing = Review | Reader
`;
const review = (author: number) => ({ id: `r${author}`, author, stars: author, reader: { name: `reader ${author}` } });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  asked = [];
  fails = false;
  const note = (field: string, args: object): void => {
    asked.push(`${field} ${JSON.stringify(args)}`);
    if (fails) throw new Error('out of order');
  };
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs,
      resolvers: {
        Query: {
          reviews: (_: unknown, args: { authors: number[] }) => {
            note('reviews', args);
            return args.authors.filter((id) => id < 9).map(review);
          },
          best: (_: unknown, args: object, context: { request: Request }) => {
            note('best', args);
            return { ...review(5), reader: { name: context.request.headers.get('authorization') ?? 'nobody' } };
          },
          count: (_: unknown, args: object) => {
            note('count', args);
            return 7;
          },
          things: (_: unknown, args: object) => {
            note('things', args);
            return [
              { __typename: 'Review', ...review(1) },
              { __typename: 'Reader', name: 'x' },
            ];
          },
        },
        Mutation: { addReview: (_: unknown, { author }: { author: number }) => review(author) },
        Review: {
          text: (_: unknown, { lang = 'en' }: { lang?: string }) => {
            if (lang === 'xx') throw new Error('no such language');
            return `text in ${lang}`;
          },
        },
      },
    }),
  });
  const documents = createServer(yoga);
  const rest = createServer((request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(
        JSON.stringify(
          request.url === '/books'
            ? [1, 2, 9].map((id) => ({ isbn: `b${id}`, title: 't', authorId: id }))
            : { id: 4, name: 'four' },
        ),
      ),
  );
  endpoint = `${await listenOnLoopback(documents, close)}/graphql`;
  library = await listenOnLoopback(rest, close);
});

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
  vi.useRealTimers();
});

const FILES = { library: new URL('../specs/fixtures/library.openapi.yaml', import.meta.url).pathname };
const LINK = `extend type Book { reviews: [Review!]! @link(from: "reviews", arg: "authors", keys: "authorId", by: "author", args: { first: 3 })
  first: Review @link(from: "best", args: { of: "{authorId}" }) }`;

async function gatewayOf(cache: GatewayConfig['cache'], sdl = '', forward: string[] = []) {
  const resilience = { retries: 0, breaker: false } as const;
  const gateway = await createGateway(
    {
      sources: {
        library: openapi(FILES.library, { endpoint: library, resilience }),
        reviews: graphql(endpoint, { forward, resilience }),
      },
      graph: `${LINK} ${sdl}`,
      ...(cache && { cache }),
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  asked = [];
  const ask = async (query: string, headers: Record<string, string> = {}, variables = {}) => {
    const { data, errors } = await gateway.request({ query, headers, variables });
    return JSON.parse(JSON.stringify(errors === undefined ? data : { data, errors: errors.map(({ path }) => path) }));
  };
  return { ask, gateway };
}
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

test('a root field is kept for each selection, arguments and variables that it was asked with', async () => {
  const { ask } = await gatewayOf({ 'Query.best': { ttl: '1m' } });
  const query =
    'query ($l: String, $count: Boolean = true) { best(of: 1) { ...R text(lang: $l) } count @include(if: $count) } fragment R on Review { stars reader { name } }';
  const de = { best: { stars: 5, reader: { name: 'nobody' }, text: 'text in de' }, count: 7 };
  expect(await ask(query, {}, { l: 'de' })).toEqual(de);
  expect(await ask(query, {}, { l: 'de', count: false })).toEqual({ best: de.best });
  expect((await ask(query, {}, { l: 'fr' })).best.text).toBe('text in fr');
  expect(await ask('{ again: best(of: 1) { stars } }')).toEqual({ again: { stars: 5 } });
  expect(await ask('{ best(of: 2) { stars } }')).toEqual({ best: { stars: 5 } });
  const best = asked.filter((line) => line.startsWith('best'));
  expect(best).toEqual(['best {"of":1}', 'best {"of":1}', 'best {"of":1}', 'best {"of":2}']);
  pass(61);
  await ask(query, {}, { l: 'de' });
  expect(asked.filter((line) => line.startsWith('best'))).toHaveLength(5);
});

test('a link keeps each of its keys, also that there is nothing', async () => {
  const { ask } = await gatewayOf({ 'Book.reviews': { ttl: '1m' } });
  const query = '{ books { isbn reviews { stars reader { name } } } }';
  const answer = {
    books: [
      { isbn: 'b1', reviews: [{ stars: 1, reader: { name: 'reader 1' } }] },
      { isbn: 'b2', reviews: [{ stars: 2, reader: { name: 'reader 2' } }] },
      { isbn: 'b9', reviews: [] },
    ],
  };
  expect(await ask(query)).toEqual(answer);
  expect(await ask(query)).toEqual(answer);
  expect(asked).toEqual(['reviews {"authors":[1,2,9],"first":3}']);
  pass(6);
  expect(await ask(query)).toEqual(answer);
  expect(asked.slice(1)).toEqual(['reviews {"authors":[9],"first":3}']);
});

test('a link without keys is kept by its arguments', async () => {
  const { ask } = await gatewayOf({ 'Query.best': { ttl: '1m' } });
  await ask('{ books { first { stars } } }');
  await ask('{ books { first { stars } } }');
  expect(asked.sort()).toEqual(['best {"of":1}', 'best {"of":2}', 'best {"of":9}']);
});

test('a rule of a type holds for whatever answers with it, and its tags read what was not selected', async () => {
  const { ask, gateway } = await gatewayOf(
    { Review: { ttl: '1m', tags: ['review:{author}', 'by:{reader.name}'] } },
    'extend type Mutation { addReview: Review @invalidate(tags: ["review:{args.author}"]) }',
  );
  const query = '{ books { reviews { author: stars } } }';
  const answer = { books: [{ reviews: [{ author: 1 }] }, { reviews: [{ author: 2 }] }, { reviews: [] }] };
  const read = async () => {
    asked = [];
    expect(await ask(query)).toEqual(answer);
    return asked;
  };
  expect(await read()).toHaveLength(1);
  expect(await read()).toEqual([]);
  pass(1);
  await ask('mutation { addReview(author: 2) { id } }');
  pass(1);
  expect(await read()).toEqual(['reviews {"authors":[2],"first":3}']);
  pass(1);
  await gateway.invalidate(['by:reader 1']);
  expect(await read()).toEqual(['reviews {"authors":[1],"first":3}']);
});

test('viewers are kept apart', async () => {
  const { ask } = await gatewayOf({ 'Query.best': { ttl: '1m' } }, '', ['authorization']);
  const query = '{ best { reader { name } } }';
  for (let round = 0; round < 2; round += 1) {
    for (const authorization of ['a', 'b'])
      expect(await ask(query, { authorization })).toEqual({ best: { reader: { name: authorization } } });
  }
  expect(asked).toHaveLength(2);
});

test('what has errors in it is answered and not kept', async () => {
  const { ask } = await gatewayOf({ 'Query.best': { ttl: '1m' } });
  const query = '{ best { stars text(lang: "xx") } }';
  const answer = { data: { best: { stars: 5, text: null } }, errors: [['best', 'text']] };
  expect(await ask(query)).toEqual(answer);
  expect(await ask(query)).toEqual(answer);
  expect(asked).toHaveLength(2);
});

test('what has expired answers when the source fails, where the rule says so', async () => {
  const { ask } = await gatewayOf({ 'Query.best': { ttl: '1m', staleIfError: '1h' }, 'Query.count': { ttl: '1m' } });
  await ask('{ best { stars } }');
  pass(61);
  fails = true;
  expect(await ask('{ best { stars } }')).toEqual({ best: { stars: 5 } });
  expect(await ask('{ best { id } }')).toEqual({ data: { best: null }, errors: [['best']] });
});

test('leaves, lists and members of a union are kept as they are', async () => {
  const { ask } = await gatewayOf({ 'Query.count': { ttl: '1m' }, 'Query.things': { ttl: '1m' } });
  const query = '{ count things { __typename ... on Review { stars } ... on Reader { name } } }';
  const answer = {
    count: 7,
    things: [
      { __typename: 'Review', stars: 1 },
      { __typename: 'Reader', name: 'x' },
    ],
  };
  expect(await ask(query)).toEqual(answer);
  expect(await ask(query)).toEqual(answer);
  expect(asked).toHaveLength(2);
});

test('equal misses at the same time are one document, and who leaves takes only himself away', async () => {
  const { gateway } = await gatewayOf({ 'Query.best': { ttl: '1m' } });
  const client = new AbortController();
  const query = '{ best { stars } }';
  const first = gateway.request({ query, signal: client.signal });
  const second = gateway.request({ query });
  await Promise.resolve();
  client.abort();
  expect((await second).data).toEqual({ best: { stars: 5 } });
  expect((await first).errors).toHaveLength(1);
  expect(asked).toHaveLength(1);
});

test('replicas share what is kept', async () => {
  const { store } = sharedStore();
  const rule = { 'Book.reviews': { ttl: '1m' }, store };
  const [a, b] = [await gatewayOf(rule), await gatewayOf(rule)];
  const query = '{ books { reviews { stars } } }';
  const answer = await a.ask(query);
  expect(asked).toHaveLength(1);
  await vi.waitFor(async () => {
    asked = [];
    expect(await b.ask(query)).toEqual(answer);
    expect(asked).toEqual([]);
  });
});

test.each([
  ['of a GraphQL source', 'mine: Review @link(from: "best", args: { of: "{context.headers.viewer}" })'],
  ['of another', 'mine: Author @link(from: "author", args: { id: "{context.headers.viewer}" })'],
])('an answer %s that was asked for with something of its caller is for nobody else', async (_, link) => {
  const rule = { ttl: '1m', scope: 'public' } as const;
  const { gateway } = await gatewayOf(
    { 'Query.books': rule, 'Query.best': rule, 'Query.author': rule },
    `extend type Book { ${link} }`,
  );
  await using server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
  const url = await server.listen();
  const cacheControl = async (query: string) => {
    const headers = { 'content-type': 'application/json', viewer: '4' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(await response.json()).not.toHaveProperty('errors');
    return [response.headers.get('cache-control'), response.headers.get('vary')];
  };
  expect(await cacheControl('{ books { isbn } }')).toEqual(['public, max-age=60', null]);
  // From upstream, and from what is kept.
  for (let i = 0; i < 2; i += 1)
    expect(await cacheControl('{ books { mine { id } } }')).toEqual(['private, max-age=60', 'authorization, cookie']);
});
