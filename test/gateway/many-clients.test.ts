import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

const CLIENTS = 1_000;
const PLACES = 64;

test('a thousand clients at once all get their answers, and the upstream never more calls than its places', async () => {
  let running = 0;
  let most = 0;
  let calls = 0;
  let asked = 0;
  const held: (() => void)[] = [];
  const upstream = createServer((request, response) => {
    running += 1;
    calls += 1;
    most = Math.max(most, running);
    held.push(() => {
      running -= 1;
      const id = request.url?.split('/').at(-1) ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id, placedAt: '2026-01-01T00:00:00Z', total: 1, currency: 'EUR', lines: [] }));
    });
    if (asked === CLIENTS) answerHeld();
  });
  const answerHeld = (): void => {
    for (const answer of held.splice(0)) answer();
  };
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  await using gateway = await createGateway(
    {
      sources: {
        orders: openapi(new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname, {
          endpoint: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
        }),
      },
    },
    { mode: 'production' },
  );
  // Nobody is answered before all have asked.
  const counting: Gateway = Object.assign(Object.create(gateway) as Gateway, {
    prepare(...request: Parameters<Gateway['prepare']>) {
      asked += 1;
      if (asked === CLIENTS) setImmediate(answerHeld);
      return gateway.prepare(...request);
    },
  });
  await using server = await createGatewayServer(counting, { port: 0, host: '127.0.0.1' });
  const url = new URL(await server.listen());
  const clients = new Pool(url.origin, { connections: CLIENTS, pipelining: 1 });
  const ask = async (id: string): Promise<unknown> => {
    const { statusCode, body } = await clients.request({
      path: url.pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query ($id: String!) { order(id: $id) { id } }', variables: { id } }),
    });
    return [statusCode, await body.json()];
  };
  const ids = Array.from({ length: CLIENTS }, (_, index) => `o-${index}`);
  const answers = await Promise.all(ids.map(ask));
  expect(answers).toEqual(ids.map((id) => [200, { data: { order: { id } } }]));
  expect({ calls, most }).toEqual({ calls: CLIENTS, most: PLACES });
  await clients.close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});
