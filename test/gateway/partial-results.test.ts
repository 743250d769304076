import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const close: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

/** A GraphQL service whose root fields answer their own names, or, once it fails, nothing but a status. */
async function service(read: string, write: string) {
  const field = (name: string) => ({ [name]: () => name });
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs: `type Query { ${read}: String! } type Mutation { ${write}: String! }`,
      resolvers: { Query: field(read), Mutation: field(write) },
    }),
  });
  const state = { url: '', fails: false };
  const server = createServer((request, response) => {
    if (state.fails) response.writeHead(503).end();
    else yoga(request, response);
  });
  state.url = `${await listenOnLoopback(server, close)}/graphql`;
  return state;
}

/** Two services in one graph, one of which fails once the graph is there. */
async function graphOf(nullability?: 'strict') {
  const [users, news] = [await service('me', 'rename'), await service('news', 'post')];
  const resilience = { retries: 0 };
  const gateway = await createGateway(
    {
      sources: {
        users: graphql(users.url, { resilience, ...(nullability && { nullability }) }),
        news: graphql(news.url, { resilience }),
      },
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const ask = async (query: string) => JSON.parse(JSON.stringify(await gateway.request({ query })));
  expect(await ask('{ me news }')).toEqual({ data: { me: 'me', news: 'news' } });
  users.fails = true;
  return ask;
}

const unavailable = (path: string) => ({ path: [path], extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'users' } });

test('a GraphQL source that fails takes no data of another with it, though its field must not be null', async () => {
  const ask = await graphOf();
  const answer = await ask('{ me news }');
  expect(answer.data).toEqual({ me: null, news: 'news' });
  expect(answer.errors).toMatchObject([unavailable('me')]);
});

test('nor does a mutation of it keep those behind it from running', async () => {
  const ask = await graphOf();
  const answer = await ask('mutation { rename post }');
  expect(answer.data).toEqual({ rename: null, post: 'post' });
  expect(answer.errors).toMatchObject([unavailable('rename')]);
});

test('unless its nullability is strict', async () => {
  const ask = await graphOf('strict');
  expect(await ask('{ me news }')).toMatchObject({ data: null, errors: [unavailable('me')] });
});
