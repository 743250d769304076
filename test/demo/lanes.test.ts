import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../examples/shop/demo.ts';
import type { ExecutionContext } from '../../src/execution/execution-context.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { grpc } from '../../src/sources/grpc/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { soap } from '../../src/sources/soap/index.ts';

/** The shop behind two servers: one takes the fast lane where it can, the other sends everything through Apollo Server. */
const schemas = new URL('../../schemas/', import.meta.url).pathname;
const servers: InterlaceServer[] = [];
let demo: Demo;
let gateway: Gateway;
let urls: readonly string[];

beforeAll(async () => {
  demo = await startDemo();
  const { ORDERS_URL = '', CUSTOMERS_URL = '', CATALOG_URL = '', REVIEWS_URL = '' } = demo.env;
  gateway = await createGateway(
    {
      sources: {
        orders: openapi(`${schemas}orders.openapi.yaml`, { endpoint: ORDERS_URL }),
        customers: soap(`${schemas}customers.wsdl`, { endpoint: CUSTOMERS_URL }),
        catalog: grpc(`${schemas}catalog.proto`, { endpoint: CATALOG_URL }),
        reviews: graphql(REVIEWS_URL),
      },
      graph: `${schemas}shop.graphql`,
      permissions: {
        rules: {
          isSupport: (_parent: unknown, _args: unknown, context: ExecutionContext) =>
            context.headers['x-role'] === 'support',
        },
      },
      cache: { 'Query.getProducts': { ttl: '1h', scope: 'public' } },
      limits: { depth: 7, aliases: 5 },
      context: async ({ headers }) => {
        if (headers['x-broken'] === '1') throw new Error('secret');
        return {};
      },
    },
    { mode: 'development' },
  );
  for (const plugins of [[], [{}]]) servers.push(await createServer(gateway, { port: 0, host: '127.0.0.1', plugins }));
  urls = await Promise.all(servers.map((server) => server.listen()));
}, 60_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close({ force: true })));
  await gateway?.[Symbol.asyncDispose]();
  await demo?.close();
});

const JOIN =
  '{ orders(limit: 3) { id total placedAt lines { sku product { title price { units } } } customer { name since } } }';

type Case = readonly [name: string, body: Readonly<Record<string, unknown>>, headers?: Record<string, string>];
const CASES: readonly Case[] = [
  ['three sources', { query: JOIN }],
  ['a GraphQL source', { query: '{ orders(limit: 3) { lines { product { reviews { stars author } } } } }' }],
  ['what may be kept', { query: '{ getProducts(skus: ["sku-0001"]) { sku price { units nanos } labels { key } } }' }],
  ['what may not be seen', { query: '{ orders(limit: 1) { customer { name email } } }' }],
  ['what some may see', { query: '{ orders(limit: 1) { customer { name email } } }' }, { 'x-role': 'support' }],
  ['what is not there', { query: '{ order(id: "none") { id } a: orders(limit: 1) { id } }' }],
  [
    'mutations of which the first fails',
    {
      query:
        'mutation { a: updateOrderStatus(id: "none", input: { status: PAID }) { id } b: updateEmail(id: "x") { id } }',
    },
  ],
  [
    'conditions',
    {
      query: `query ($b: Boolean!) { orders(limit: 1) { id total @skip(if: $b) ...F @include(if: $b) } }
        fragment F on Order { currency customer { name @skip(if: $b) id } }`,
      variables: { b: true },
    },
  ],
  ['everything left out', { query: 'query ($b: Boolean!) { orders @skip(if: $b) { id } }', variables: { b: true } }],
  ['introspection', { query: '{ __schema { types { name fields { name } } } __type(name: "Order") { description } }' }],
  ['names of prototypes', { query: '{ __proto__: __typename constructor: __typename toString: __typename }' }],
  [
    'text that is no Unicode',
    { query: 'query ($s: [String!]!) { getProducts(skus: $s) { sku } }', variables: { s: ['\ud800'] } },
  ],
  ['too deep', { query: '{ orders { lines { product { reviews { product { reviews { product { title } } } } } } } }' }],
  [
    'too many aliases',
    { query: '{ a: __typename b: __typename c: __typename d: __typename e: __typename f: __typename }' },
  ],
  ['a variable of another type', { query: 'query ($n: Int) { orders(limit: $n) { id } }', variables: { n: 'x' } }],
  [
    'a variable that is null and has a default',
    { query: 'query ($n: Int = 1) { orders(limit: $n) { id } }', variables: { n: null } },
  ],
  ['a directive that nobody has', { query: '{ orders(limit: 1) { id ... @defer { total } } }' }],
  ['a context that breaks', { query: '{ __typename }' }, { 'x-broken': '1' }],
  ['a request error of the other type', { query: '{ nope }' }, { accept: 'application/graphql-response+json' }],
];

const requests = CASES.map(([name, body, headers = {}]) => ({ name, body, headers }));

test.each(requests)('$name: both lanes give the same status, headers and bytes', async ({ body, headers }) => {
  const answers: unknown[] = [];
  for (const url of urls) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    // How long it stays fresh depends on when it was asked.
    const sent = [...response.headers].map(([name, value]) => [name, value.replace(/max-age=\d+/, 'max-age=…')]);
    answers.push({
      status: response.status,
      headers: sent.filter(([name]) => name !== 'date' && name !== 'keep-alive'),
      // The log has the id of a masked error.
      body: (await response.text()).replace(/"id":"[\da-f-]{36}"/g, '"id":"…"'),
    });
  }
  expect(answers[1]).toEqual(answers[0]);
});
