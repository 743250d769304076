import { createServer } from 'node:http';
import { graphql as execute, parse, subscribe } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const LIBRARY = new URL('../specs/fixtures/library.openapi.yaml', import.meta.url).pathname;
const close: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

test('the schema says what to do where somebody executes it by himself, whatever answers the field', async () => {
  let asked = 0;
  const books = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  const typeDefs = 'type Query { news: String } type Subscription { ticks: Int }';
  const news = createServer(createYoga({ logging: false, schema: createSchema({ typeDefs }) }));
  const newsUrl = `${await listenOnLoopback(news, close)}/graphql`;
  const gateway = await createGateway(
    {
      sources: {
        library: openapi(LIBRARY, { endpoint: await listenOnLoopback(books, close) }),
        news: graphql(newsUrl, { subscriptions: { protocol: 'sse' } }),
      },
      permissions: { rules: {}, 'Query.news': 'allow' } as never,
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const { schema } = gateway;
  const told = [
    expect.stringMatching(/`gateway\.request\(\{ query, variables \}\)`.*`new ApolloServer\(\{ gateway \}\)`/),
  ];
  const messages = (result: object) =>
    'errors' in result && Array.isArray(result.errors) ? result.errors.map(({ message }) => message) : [];
  for (const contextValue of [undefined, {}, { headers: {} }]) {
    expect(messages(await execute({ schema, source: '{ books { isbn } }', contextValue }))).toEqual(told);
    expect(messages(await execute({ schema, source: '{ news }', contextValue }))).toEqual(told);
    const document = parse('subscription { ticks }');
    expect(messages((await subscribe({ schema, document, contextValue })) as object)).toEqual(told);
  }
  expect(asked).toBe(0);
  expect(await gateway.request({ query: '{ books { isbn } news }' })).toEqual({ data: { books: [], news: null } });
});
