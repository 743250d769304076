import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { soap } from '../../src/sources/soap/index.ts';

/** What the one upstream of every source answers next. */
let answer: RequestListener = (_request, response) => response.end();
let upstream: Server;
let gateway: Gateway;

const schemas = new URL('../../schemas/', import.meta.url).pathname;
const QUERIES = {
  orders: '{ orders(limit: 1) { id total } healthy: __typename }',
  customers: '{ getCustomers(ids: ["c-1"]) { id name } healthy: __typename }',
  reviews: '{ reviews(skus: ["a"]) { id stars } healthy: __typename }',
} as const;
type Source = keyof typeof QUERIES;

beforeAll(async () => {
  upstream = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const resilience = { retries: 0, breaker: false, timeout: '1s' } as const;
  gateway = await createGateway(
    {
      sources: {
        orders: openapi(`${schemas}orders.openapi.yaml`, { endpoint, resilience, maxResponseBytes: 100_000 }),
        customers: soap(`${schemas}customers.wsdl`, { endpoint, resilience, maxResponseBytes: 100_000 }),
        reviews: graphql(new URL('reviews.graphql', import.meta.url).pathname, {
          endpoint,
          resilience,
          maxResponseBytes: 100_000,
        }),
      },
    },
    { mode: 'development' },
  );
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

const JSON_TYPE = { 'content-type': 'application/json' };
const XML_TYPE = { 'content-type': 'text/xml; charset=utf-8' };
const body =
  (status: number, headers: Record<string, string>, text: string | Buffer): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(text);

type Fault = [name: string, listener: RequestListener, codes: readonly string[], only?: readonly Source[]];
const FAULTS: readonly Fault[] = [
  [
    'an HTML page with status 200',
    body(200, { 'content-type': 'text/html' }, '<html><body>Welcome</body></html>'),
    ['UPSTREAM_MALFORMED'],
  ],
  ['an HTML page as JSON', body(200, JSON_TYPE, '<html></html>'), ['UPSTREAM_MALFORMED']],
  ['an empty body', body(200, JSON_TYPE, ''), ['UPSTREAM_MALFORMED']],
  ['a JSON null', body(200, JSON_TYPE, 'null'), ['UPSTREAM_MALFORMED']],
  ['a JSON string', body(200, JSON_TYPE, '"text"'), ['UPSTREAM_MALFORMED']],
  ['an object where a list belongs', body(200, JSON_TYPE, '{}'), ['UPSTREAM_MALFORMED']],
  ['truncated JSON', body(200, JSON_TYPE, '[{"id": "o-1", "tot'), ['UPSTREAM_MALFORMED']],
  ['JSON with junk behind it', body(200, JSON_TYPE, '[] junk'), ['UPSTREAM_MALFORMED']],
  ['a number where text belongs', body(200, JSON_TYPE, '[{"id":{"a":1},"total":1}]'), ['UPSTREAM_MALFORMED']],
  ['invalid UTF-8', body(200, JSON_TYPE, Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d])), ['UPSTREAM_MALFORMED']],
  [
    'an empty envelope',
    body(200, XML_TYPE, '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'),
    ['UPSTREAM_MALFORMED'],
    ['customers'],
  ],
  [
    'a document type with entities',
    body(200, XML_TYPE, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ['UPSTREAM_MALFORMED'],
    ['customers'],
  ],
  ['more than the limit', body(200, JSON_TYPE, `[${' '.repeat(200_000)}]`), ['UPSTREAM_MALFORMED']],
  ['status 401', body(401, JSON_TYPE, '{"secret":"DSN_CANARY"}'), ['UPSTREAM_UNAUTHORIZED']],
  ['status 403', body(403, JSON_TYPE, '{"secret":"DSN_CANARY"}'), ['UPSTREAM_UNAUTHORIZED']],
  ['status 429', body(429, { ...JSON_TYPE, 'retry-after': '3' }, '{}'), ['UPSTREAM_THROTTLED']],
  [
    'status 500 with a stack trace',
    body(500, JSON_TYPE, '{"stack":"at DSN_CANARY"}'),
    ['UPSTREAM_FAILED', 'UPSTREAM_MALFORMED'],
  ],
  ['status 502 with HTML', body(502, { 'content-type': 'text/html' }, '<h1>DSN_CANARY</h1>'), ['UPSTREAM_UNAVAILABLE']],
  ...(
    [
      [304, 'UPSTREAM_MALFORMED'],
      [404, 'UPSTREAM_REJECTED'],
      [409, 'UPSTREAM_REJECTED'],
      [418, 'UPSTREAM_REJECTED'],
      [451, 'UPSTREAM_REJECTED'],
      [501, 'UPSTREAM_FAILED'],
      [599, 'UPSTREAM_FAILED'],
    ] as const
  ).map(([status, code]) => [`status ${status}`, body(status, {}, ''), [code], ['orders', 'reviews']] satisfies Fault),
  ['status 408', body(408, {}, 'DSN_CANARY'), ['UPSTREAM_TIMEOUT']],
  ['status 504', body(504, {}, 'DSN_CANARY'), ['UPSTREAM_TIMEOUT']],
  ['status 503', body(503, JSON_TYPE, ''), ['UPSTREAM_UNAVAILABLE']],
  [
    'a redirect',
    body(302, { location: 'http://127.0.0.1:1/' }, ''),
    ['UPSTREAM_MALFORMED', 'UPSTREAM_REJECTED', 'UPSTREAM_FAILED'],
  ],
  ['an undocumented success', body(299, JSON_TYPE, '{"a":1}'), ['UPSTREAM_MALFORMED']],
  ['no content', body(204, {}, ''), ['UPSTREAM_MALFORMED'], ['customers', 'reviews']],
  ['a broken connection', (request) => request.socket.destroy(), ['UPSTREAM_UNAVAILABLE']],
  [
    'a body that stops half-way',
    (request, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' });
      response.write('[{"id"');
      setImmediate(() => request.socket.destroy());
    },
    ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_MALFORMED'],
  ],
  ['silence', () => undefined, ['UPSTREAM_TIMEOUT']],
];

describe.each(Object.keys(QUERIES) as Source[])('%s', (source) => {
  const cases = FAULTS.filter(([, , , only]) => only === undefined || only.includes(source));
  test.each(cases)('%s is an error with its code, and nothing leaks', async (_name, listener, codes) => {
    answer = listener;
    const result = await gateway.request({ query: QUERIES[source] });
    const [error] = result.errors ?? [];
    expect(codes, JSON.stringify(result)).toContain(error?.extensions.code);
    expect(error?.extensions.source).toBe(source);
    expect(error?.path).toBeDefined();
    expect(JSON.stringify(result)).not.toMatch(/DSN_CANARY|127\.0\.0\.1|ECONN|at .*\(/);
  });
});
