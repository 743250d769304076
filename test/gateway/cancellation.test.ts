import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { soap } from '../../src/sources/soap/index.ts';

/** Exchanges that the upstream of every source has not answered yet, and how many its callers have given up. */
const open = new Set<ServerResponse>();
let abandoned = 0;
/** What it does with a call: by default nothing, ever. */
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};

const upstream = createServer((incoming, response) => {
  open.add(response);
  incoming.resume();
  response.on('close', () => {
    open.delete(response);
    if (!response.writableFinished) abandoned += 1;
  });
  answer(incoming, response);
});

const schemas = new URL('../../schemas/', import.meta.url).pathname;
const QUERIES = {
  orders: '{ orders(limit: 1) { id } }',
  customers: '{ getCustomers(ids: ["c-1"]) { id } }',
  reviews: '{ reviews(skus: ["a"]) { id } }',
} as const;
type Source = keyof typeof QUERIES;

const gateways: Gateway[] = [];
const servers: InterlaceServer[] = [];

async function start(more: Partial<GatewayConfig>): Promise<string> {
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const gateway = await createGateway(
    {
      sources: {
        orders: openapi(`${schemas}orders.openapi.yaml`, { endpoint }),
        customers: soap(`${schemas}customers.wsdl`, { endpoint, queries: ['*'] }),
        reviews: graphql(new URL('reviews.graphql', import.meta.url).pathname, { endpoint }),
      },
      ...more,
    },
    { mode: 'development' },
  );
  gateways.push(gateway);
  const server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
  servers.push(server);
  return server.listen();
}

let patient: string;
let hurried: string;
let bounded: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  patient = await start({});
  hurried = await start({ limits: { deadline: '150ms' } });
  bounded = await start({ resilience: { timeout: '150ms', retries: 0 } });
});

afterAll(async () => {
  for (const server of servers) await server.close({ force: true });
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

beforeEach(() => {
  abandoned = 0;
  answer = () => {};
});

function post(url: string, query: string) {
  const sent = request(url, { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } });
  sent.end(JSON.stringify({ query }));
  return sent;
}

async function codes(url: string, query: string): Promise<unknown[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors.map(({ extensions }) => extensions.code);
}

const given = (count: number) => vi.waitFor(() => expect([open.size, abandoned]).toEqual([0, count]));

describe.each(Object.keys(QUERIES) as Source[])('a call to %s', (source) => {
  test('ends with the client that waits for it, down to the socket', async () => {
    const client = post(patient, QUERIES[source]);
    client.on('error', () => {});
    await vi.waitFor(() => expect(open.size).toBe(1));
    client.destroy();
    await given(1);
  });

  test('ends with the deadline of its request', async () => {
    expect(await codes(hurried, QUERIES[source])).toEqual(['DEADLINE_EXCEEDED']);
    await given(1);
  });

  test('ends with the time that its source has', async () => {
    expect(await codes(bounded, QUERIES[source])).toEqual(['UPSTREAM_TIMEOUT']);
    await given(1);
  });

  test('ends with that time also while its answer drips', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drops = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drops));
    };
    expect(await codes(bounded, QUERIES[source])).toEqual(['UPSTREAM_TIMEOUT']);
    await given(1);
  });
});
