import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, expect, test, vi } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const close: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

test('streams that a source holds open leave its queries and mutations the connections that they need', async () => {
  const count = 130;
  let streams = 0;
  const subscribe = async function* () {
    streams += 1;
    yield { ticks: 1 };
    await new Promise(() => undefined);
  };
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs: 'type Query { now: Int } type Subscription { ticks(id: Int): Int }',
      resolvers: { Query: { now: () => 7 }, Subscription: { ticks: { subscribe } } },
    }),
  });
  const endpoint = `${await listenOnLoopback(createServer(yoga), close)}/graphql`;
  const gateway = await createGateway(
    {
      sources: { clock: graphql(endpoint, { subscriptions: { protocol: 'sse' } }) },
      resilience: { timeout: '3s', retries: 0 },
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
  close.push(() => server.close({ force: true }));
  const url = await server.listen();
  const leave = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  for (let id = 0; id < count; id += 1) {
    const body = JSON.stringify({ query: `subscription { ticks(id: ${id}) }` });
    const sent = fetch(url, { method: 'POST', headers, body, signal: leave.signal });
    sent.then((response) => response.text()).catch(() => undefined);
  }
  await vi.waitFor(() => expect(streams).toBe(count), { timeout: 15_000 });
  expect(await gateway.request({ query: '{ now }' })).toEqual({ data: { now: 7 } });
  leave.abort();
});
