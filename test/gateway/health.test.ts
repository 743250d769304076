import { createServer as createHttpServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { createServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const tickets = new URL('tickets.openapi.yaml', import.meta.url).pathname;

const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

test('readiness shows a source that answers 503 to every call, and stays', async () => {
  const upstream = createHttpServer((_, response) => response.writeHead(503).end());
  const endpoint = await listenOnLoopback(upstream, close);
  await using gateway = await createGateway(
    { sources: { tickets: openapi(tickets, { endpoint, resilience: { retries: 0 } }) } },
    { mode: 'development' },
  );
  const server = await createServer(gateway, { port: 0 });
  close.push(() => server.close({ force: true }));
  const ready = new URL('/health/ready', await server.listen());
  expect(await (await fetch(ready)).json()).toMatchObject({ sources: { tickets: { state: 'up', calls: 0 } } });
  await gateway.request({ query: '{ listTickets { id } }' });
  const response = await fetch(ready);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ready',
    sources: {
      tickets: {
        state: 'down',
        breaker: 'closed',
        calls: 1,
        failures: 1,
        lastError: { code: 'UPSTREAM_UNAVAILABLE', agoMs: expect.any(Number) },
      },
    },
  });
});
