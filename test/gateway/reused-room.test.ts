import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

const QUERY = 'query ($who: String!) { orders(customerId: $who) { id customerId currency } }';
const ORDERS = 2_500;
const currencyOf = (who: string): string => `${who}-${'x'.repeat(40)}`;
const order = (who: string, index: number) => ({ id: `o-${index}`, customerId: who, currency: currencyOf(who) });

let calls = 0;
/** Long lists, each all of one customer. */
const upstream = createServer((request, response) => {
  calls += 1;
  const who = new URL(request.url ?? '', 'http://upstream').searchParams.get('customerId') ?? '';
  const rest = { placedAt: '2026-01-01T00:00:00Z', status: 'paid', total: 1, note: null, lines: [] };
  const orders = Array.from({ length: ORDERS }, (_, index) => ({ ...order(who, index), ...rest }));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(orders));
});
const gateways: Gateway[] = [];
const servers: InterlaceServer[] = [];
let urls: readonly string[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const file = new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname;
  for (const cache of [{}, { 'Query.orders': { ttl: '1m', scope: 'public' } }] as const) {
    const gateway = await createGateway(
      { sources: { orders: openapi(file, { endpoint }) }, cache },
      { mode: 'production' },
    );
    gateways.push(gateway);
    servers.push(await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' }));
  }
  urls = await Promise.all(servers.map((server) => server.listen()));
});

afterAll(async () => {
  for (const server of servers) await server.close({ force: true });
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

const bodyOf = (who: string): string => JSON.stringify({ query: QUERY, variables: { who } });
const dataOf = (who: string): string =>
  JSON.stringify({ data: { orders: Array.from({ length: ORDERS }, (_, index) => order(who, index)) } });

async function ask(url: string, who: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: bodyOf(who) })).text();
}

test('an answer that its client is slow to read stays as it was while others are answered', async () => {
  const [url = ''] = urls;
  const { hostname, port, pathname } = new URL(url);
  const people = Array.from({ length: 24 }, (_, index) => `slow-${index}`);
  const slow = connect(Number(port), hostname);
  slow.pause();
  people.forEach((who, index) => {
    const end = index === people.length - 1 ? 'connection: close\r\n' : '';
    const type = `host: ${hostname}\r\ncontent-type: application/json\r\n`;
    slow.write(`POST ${pathname} HTTP/1.1\r\n${type}${end}content-length: ${bodyOf(who).length}\r\n\r\n${bodyOf(who)}`);
  });
  // Those behind wait in the connection.
  await expect.poll(() => calls, { interval: 5, timeout: 20_000 }).toBeGreaterThan(2);
  for (let round = 0; round < 2; round += 1) {
    const others = Array.from({ length: 8 }, (_, index) => `other-${round}-${index}`);
    expect(await Promise.all(others.map((who) => ask(url, who)))).toEqual(others.map(dataOf));
  }
  slow.resume();
  const answers = (await text(slow)).split(/HTTP\/1\.1 200 OK\r\n[^{]*\r\n\r\n/).slice(1);
  expect(answers.map((answer, index) => answer === dataOf(people[index] ?? ''))).toEqual(people.map(() => true));
});

test('what is kept of a long answer stays as it was while others come in', async () => {
  const [, url = ''] = urls;
  const people = Array.from({ length: 6 }, (_, index) => `kept-${index}`);
  const first = await Promise.all(people.map((who) => ask(url, who)));
  const before = calls;
  const again = await Promise.all(people.map((who) => ask(url, who)));
  expect(calls).toBe(before);
  expect(
    [first, again].map((answers) => answers.map((answer, index) => answer === dataOf(people[index] ?? ''))),
  ).toEqual([people.map(() => true), people.map(() => true)]);
});
