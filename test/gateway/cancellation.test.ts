import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { grpc } from '../../src/sources/grpc/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { soap } from '../../src/sources/soap/index.ts';

/** Exchanges that the upstream of every source has not answered yet, and how many its callers have given up. */
const open = new Set<Response>();
let abandoned = 0;
/** What it does with a call: by default nothing, ever. */
let answer: (response: Response) => void = () => {};

type Response = ServerResponse | Http2ServerResponse;

function take(incoming: IncomingMessage | Http2ServerRequest, response: Response): void {
  open.add(response);
  incoming.resume();
  response.on('close', () => {
    open.delete(response);
    if (!response.writableEnded) abandoned += 1;
  });
  answer(response);
}

const upstream = createServer(take);
/** gRPC wants HTTP/2. */
const upstream2 = createHttp2Server(take);
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

const schemas = new URL('../../schemas/', import.meta.url).pathname;
const QUERIES = {
  orders: '{ orders(limit: 1) { id } }',
  customers: '{ getCustomers(ids: ["c-1"]) { id } }',
  catalog: '{ getProducts(skus: ["a"]) { sku } }',
  reviews: '{ reviews(skus: ["a"]) { id } }',
} as const;
type Source = keyof typeof QUERIES;

const gateways: Gateway[] = [];
const servers: InterlaceServer[] = [];

async function start(more: Partial<GatewayConfig>): Promise<string> {
  const endpoint = `http://127.0.0.1:${portOf(upstream)}`;
  const gateway = await createGateway(
    {
      sources: {
        orders: openapi(`${schemas}orders.openapi.yaml`, { endpoint }),
        customers: soap(`${schemas}customers.wsdl`, { endpoint, queries: ['*'] }),
        catalog: grpc(`${schemas}catalog.proto`, { endpoint: `http://127.0.0.1:${portOf(upstream2)}` }),
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
  for (const server of [upstream, upstream2])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  patient = await start({});
  hurried = await start({ limits: { deadline: '150ms' } });
  bounded = await start({ resilience: { timeout: '150ms', retries: 0 } });
});

afterAll(async () => {
  for (const server of servers) await server.close({ force: true });
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  for (const server of [upstream, upstream2]) await new Promise((resolve) => server.close(resolve));
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
    answer = (response) => {
      response.writeHead(200, { 'content-type': source === 'catalog' ? 'application/grpc' : 'application/json' });
      // Of gRPC, bytes of the length of a message.
      const drop = source === 'catalog' ? '\0' : ' ';
      const drops = setInterval(() => (response as ServerResponse).write(drop), 10);
      response.on('close', () => clearInterval(drops));
    };
    expect(await codes(bounded, QUERIES[source])).toEqual(['UPSTREAM_TIMEOUT']);
    await given(1);
  });
});

describe('a client that leaves by another way', () => {
  const query = QUERIES.orders;

  test('of a WebSocket ends its calls: by saying so, and by going', async () => {
    const socket = new WebSocket(patient.replace(/^http/, 'ws'), 'graphql-transport-ws');
    const says = (message: object) => socket.send(JSON.stringify(message));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('open', resolve));
    says({ type: 'connection_init' });
    await new Promise((resolve) => socket.once('message', resolve));
    // Different ones, or they would share a call.
    says({ id: '1', type: 'subscribe', payload: { query } });
    says({ id: '2', type: 'subscribe', payload: { query: QUERIES.reviews } });
    await vi.waitFor(() => expect(open.size).toBe(2));
    says({ id: '1', type: 'complete' });
    await vi.waitFor(() => expect([open.size, abandoned]).toEqual([1, 1]));
    socket.terminate();
    await given(2);
  });

  test('of server-sent events ends its calls', async () => {
    const leaves = new AbortController();
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const sent = fetch(patient, { method: 'POST', headers, body: JSON.stringify({ query }), signal: leaves.signal });
    sent.then((response) => response.text()).catch(() => {});
    await vi.waitFor(() => expect(open.size).toBe(1));
    leaves.abort();
    await given(1);
  });

  test('leaves an answer to those who wait for the same call', async () => {
    const first = post(patient, query);
    first.on('error', () => {});
    await vi.waitFor(() => expect(open.size).toBe(1));
    const leaves = new AbortController();
    const [stays, second] = [gateways[0]?.request({ query }), gateways[0]?.request({ query, signal: leaves.signal })];
    leaves.abort();
    expect(await second).toMatchObject({ errors: [{ extensions: { code: 'CANCELLED' } }] });
    const gone = new Promise((resolve) => first.once('close', resolve));
    first.destroy();
    await gone;
    // The server has noticed by the time that it answers what was sent later.
    for (let i = 0; i < 3; i += 1) await codes(patient, '{ __typename }');
    expect([open.size, abandoned]).toEqual([1, 0]);
    for (const response of open as Set<ServerResponse>)
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    expect(await stays).toEqual({ data: { orders: [] } });
    expect(abandoned).toBe(0);
  });
});
