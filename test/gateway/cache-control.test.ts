import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

const ORDER = {
  id: 'o-1',
  placedAt: '2026-01-01T00:00:00Z',
  status: 'paid',
  total: 1,
  currency: 'EUR',
  customerId: 'c-1',
  note: null,
  lines: [],
};
let calls = 0;
const upstream = createServer((_request, response) => {
  calls += 1;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([ORDER]));
});
let gateway: Gateway;
const servers: InterlaceServer[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await createGateway(
    {
      sources: {
        orders: openapi(new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname, { endpoint }),
      },
      cache: { 'Query.orders': { ttl: '1m', scope: 'public' } },
    },
    { mode: 'production' },
  );
  // A plugin that wants every operation sends it past the fast lane.
  for (const plugins of [[], [{}]])
    servers.push(await createGatewayServer(gateway, { port: 0, host: '127.0.0.1', plugins }));
});

afterAll(async () => {
  for (const server of servers) await server.close({ force: true });
  await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

test.each([
  ['the fast lane', 0],
  ['Apollo Server', 1],
])('%s says how long an answer may be kept, and keeps it', async (_lane, index) => {
  const server = servers[index];
  const url = (await server?.listen()) ?? '';
  const ask = (query: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  const first = await ask(`{ orders(limit: ${index + 1}) { id } }`);
  expect(await first.json()).toEqual({ data: { orders: [{ id: 'o-1' }] } });
  expect(first.headers.get('cache-control')).toMatch(/^public, max-age=(59|60)$/);
  const before = calls;
  const again = await ask(`{ again: orders(limit: ${index + 1}) { id total } }`);
  expect(await again.json()).toEqual({ data: { again: [{ id: 'o-1', total: 1 }] } });
  expect(calls).toBe(before);
  const uncached = await ask('{ order(id: "o-1") { id } }');
  expect(uncached.headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['the fast lane', []],
  ['Apollo Server', [{}]],
])('%s says what the answer of one caller varies by, beside the origin', async (_lane, plugins) => {
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await using own = await createGateway(
    {
      sources: {
        orders: openapi(new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname, {
          endpoint,
          forward: ['X-Tenant'],
        }),
      },
      cache: { 'Query.orders': { ttl: '1m' } },
      server: { cors: { origins: ['https://a.example.com'] } },
    },
    { mode: 'production' },
  );
  await using server = await createGatewayServer(own, { port: 0, host: '127.0.0.1', plugins });
  const url = `${await server.listen()}?query=%7Borders%7Bid%7D%7D`;
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(url, { headers: { 'graphql-require-preflight': '1', ...headers } });
    return [response.headers.get('cache-control')?.replace(/\d+$/, '…'), response.headers.get('vary')];
  };
  const vary = 'authorization, cookie, x-tenant';
  // Who sends nothing has an answer of his own too: others may send something.
  for (const headers of [{}, { 'x-tenant': 'a' }]) expect(await ask(headers)).toEqual(['private, max-age=…', vary]);
  const origin = 'https://a.example.com';
  expect(await ask({ 'x-tenant': 'a', origin })).toEqual(['private, max-age=…', `origin, ${vary}`]);
});

test('where every request needs a token, no answer is for everybody: a cache in between asks for none', async () => {
  const secret = 'a-secret-of-at-least-thirty-two-bytes';
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await using own = await createGateway(
    {
      sources: {
        orders: openapi(new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname, { endpoint }),
      },
      cache: { 'Query.orders': { ttl: '1m', scope: 'public' } },
      authentication: { jwt: [{ issuer: 'urn:jobs', audience: 'shop', secret }], required: true, header: 'X-Token' },
    },
    { mode: 'production' },
  );
  await using server = await createGatewayServer(own, { port: 0, host: '127.0.0.1' });
  const url = `${await server.listen()}?query=%7Borders%7Bid%7D%7D`;
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('urn:jobs')
    .setAudience('shop')
    .setExpirationTime('1m')
    .sign(new TextEncoder().encode(secret));
  const response = await fetch(url, { headers: { 'graphql-require-preflight': '1', 'x-token': token } });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toMatch(/^private, max-age=/);
  expect(response.headers.get('vary')).toBe('authorization, cookie, x-token');
});
