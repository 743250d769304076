import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const GRAPH = `
  extend type Order {
    note: Note @link(from: "notes", arg: "orders", keys: "id", by: "about.order")
    anyNotes: [Note] @link(from: "notes", args: {})
  }`;

let orders: readonly unknown[] = [];
let notes: unknown;
const upstream = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(request.url?.startsWith('/orders') === true ? orders : notes));
});
const close: (() => Promise<unknown>)[] = [];
let gateway: Gateway;
let urls: readonly string[] = [];

beforeAll(async () => {
  const endpoint = await listenOnLoopback(upstream, close);
  const file = new URL('garbage.openapi.yaml', import.meta.url).pathname;
  gateway = await createGateway(
    { sources: { orders: openapi(file, { endpoint }) }, graph: GRAPH },
    { mode: 'production' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const servers: InterlaceServer[] = [];
  // A plugin that wants every operation sends it past the plan's own way of writing.
  for (const plugins of [[], [{}]])
    servers.push(await createGatewayServer(gateway, { port: 0, host: '127.0.0.1', plugins }));
  for (const server of servers) close.push(() => server.close({ force: true }));
  urls = await Promise.all(servers.map((server) => server.listen()));
});
afterAll(async () => {
  for (const step of close.reverse()) await step();
});

/** Data, and of each error its place, its coordinate and its message. Asked often enough that every way to read a body has its turn. */
async function answers(query: string) {
  const seen = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const response = await fetch(urls[turn % urls.length] ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data, errors = [] } = (await response.json()) as {
      data: unknown;
      errors?: { message: string; path: (string | number)[]; extensions: Record<string, unknown> }[];
    };
    for (const { extensions } of errors)
      expect(extensions).toMatchObject({ code: 'UPSTREAM_MALFORMED', source: 'orders' });
    seen.push({ data, errors: errors.map(({ path, message }) => `${path.join('.')}: ${message}`) });
  }
  for (const one of seen) expect(one).toEqual(seen[0]);
  return seen[0];
}

const GOOD = {
  id: 'o-1',
  ref: { 'the-name': 'a' },
  lines: [{ 'the-name': 'b' }],
  labels: { x: '1' },
  pet: { lives: 9 },
};
const READ = {
  id: 'o-1',
  ref: { theName: 'a' },
  lines: [{ theName: 'b' }],
  labels: [{ key: 'x', value: '1' }],
  pet: { lives: 9 },
};
const QUERY = '{ orders { id ref { theName } lines { theName } labels { key value } pet { ... on Cat { lives } } } }';

test.each([
  ['ref', 'SECRET', null, 'ref: Expected an object of type "Ref", but the service answered a string.'],
  ['ref', ['SECRET'], null, 'ref: Expected an object of type "Ref", but the service answered a list.'],
  ['lines', { SECRET: 1 }, null, 'lines: Expected a list at "Order.lines", but the service answered an object.'],
  ['lines', [{}, 7], null, 'lines.1: Expected an object of type "Ref", but the service answered a number.'],
  ['labels', 'SECRET', null, 'labels: Expected a list at "Order.labels", but the service answered a string.'],
  ['pet', 'SECRET', null, 'pet: Expected an object of type "OrderPet", but the service answered a string.'],
])('%s that is %j is an error in its place, and the rest of the answer is there', async (field, value, left, error) => {
  orders = [GOOD, { ...GOOD, [field]: value }];
  const answer = await answers(QUERY);
  expect(JSON.stringify(answer)).not.toContain('SECRET');
  expect(answer).toEqual({ data: { orders: [READ, { ...READ, [field]: left }] }, errors: [`orders.1.${error}`] });
});

test('an empty list stands for an empty map', async () => {
  orders = [{ ...GOOD, labels: [] }];
  expect(await answers(QUERY)).toEqual({ data: { orders: [{ ...READ, labels: [] }] }, errors: [] });
});

test.each([
  ['where the items are looked for', { page: 'SECRET' }, 'Expected "page.found" in what "Query.notes" answers'],
  ['instead of the items', { page: { found: 'SECRET' } }, '"Query.notes" answered an item without "about.order"'],
  ['instead of an item', { page: { found: ['SECRET'] } }, '"Query.notes" answered an item without "about.order"'],
  [
    'where the key is looked for',
    { page: { found: [{ about: 'SECRET' }] } },
    '"Query.notes" answered an item without "about.order"',
  ],
])('garbage %s of a batched link is an error, and no null that nobody hears of', async (_, value, message) => {
  orders = [GOOD];
  notes = value;
  const answer = await answers('{ orders { id note { text } } }');
  expect(answer).toEqual({
    data: { orders: [{ id: 'o-1', note: null }] },
    errors: [expect.stringContaining(`orders.0.note: ${message}`)],
  });
});

test('so is garbage on the way to what a link without keys wants', async () => {
  orders = [GOOD];
  notes = { page: ['SECRET'] };
  const errors = [
    'orders.0.anyNotes: Expected "page.found" in what "Query.notes" answers, but the service answered something without it.',
  ];
  expect(await answers('{ orders { anyNotes { text } } }')).toEqual({ data: { orders: [{ anyNotes: null }] }, errors });
});

test('what is not there is null, or no items', async () => {
  orders = [GOOD];
  for (notes of [{}, { page: null }, { page: { found: [null, {}, { about: null }] } }])
    expect(await answers('{ orders { note { text } } }')).toEqual({ data: { orders: [{ note: null }] }, errors: [] });
  notes = { page: null };
  expect(await answers('{ orders { anyNotes { text } } }')).toEqual({
    data: { orders: [{ anyNotes: [] }] },
    errors: [],
  });
});
