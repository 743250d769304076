import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { fakeGateway } from './fake-gateway.ts';

/** A planned operation passes by Apollo Server's pipeline. No client may be able to tell. */
const BOTH = { limits: { deadline: '200ms' }, server: { cors: { origins: ['https://a.example.com'] } } } as const;
const fast = fakeGateway({ ...BOTH, planned: true });
const slow = fakeGateway({ ...BOTH, planned: false });
const servers: InterlaceServer[] = [];
let urls: readonly [string, string];

beforeAll(async () => {
  for (const gateway of [fast, slow]) servers.push(await createServer(gateway));
  const [a = '', b = ''] = await Promise.all(servers.map((server) => server.listen()));
  urls = [a, b];
});
afterAll(() => Promise.all(servers.map((server) => server.close({ force: true }))));

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const REQUESTS: readonly (readonly [name: string, init: RequestInit, search?: string])[] = [
  ['a query', post({ query: '{ hello books { id title author { name } } }' })],
  [
    'a query that asks for the other type',
    post({ query: '{ hello }' }, { ...JSON_TYPE, accept: 'application/graphql-response+json' }),
  ],
  ['a type that we do not have', post({ query: '{ hello }' }, { ...JSON_TYPE, accept: 'text/html' })],
  [
    'variables and a name',
    post({
      query: 'query A($n: String) { hello(name: $n) } query B { fails }',
      operationName: 'A',
      variables: { n: 'é\u2028"' },
    }),
  ],
  [
    'aliases, fragments and __typename',
    post({ query: '{ a: hello b: books { ...F __typename } } fragment F on Book { t: title }' }),
  ],
  ['introspection', post({ query: '{ __schema { types { name } } }' })],
  ['a mutation', post({ query: 'mutation { rename(title: "x") }' })],
  ['a mutation by GET', { headers: JSON_TYPE }, '?query=mutation%7Brename(title%3A%22x%22)%7D'],
  ['a query by GET', { headers: JSON_TYPE }, '?query=%7Bhello%7D&extensions=%7B%22a%22%3A1%7D'],
  [
    'a query with its hash',
    post({ query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
  ],
  ['a query by GET that may be forged', {}, '?query=%7Bhello%7D'],
  ['a form', post('query={hello}', { 'content-type': 'application/x-www-form-urlencoded' })],
  ['a field that fails', post({ query: '{ hello fails }' })],
  ['a root that is lost', post({ query: '{ failsHard }' })],
  ['a variable that does not fit', post({ query: 'query($i: ID!) { byId(id: $i) }', variables: { i: null } })],
  ['a variable that is missing', post({ query: 'query($i: ID!) { byId(id: $i) }' })],
  ['broken syntax', post({ query: '{' })],
  ['a field that is not there', post({ query: '{ nope }' })],
  ['a name that is not there', post({ query: 'query A { hello } query B { hello }', operationName: 'C' })],
  ['a body that is no object', post('[]')],
  ['a deadline that passes', post({ query: '{ hello slow }' })],
  ['a trace', post({ query: '{ hello }' }, { ...JSON_TYPE, 'interlace-trace': '1' })],
  ['another origin', post({ query: '{ hello }' }, { ...JSON_TYPE, origin: 'https://a.example.com' })],
];

interface Case {
  readonly name: string;
  readonly init: RequestInit;
  readonly search: string;
}
const CASES = REQUESTS.map(([name, init, search = '']): Case => ({ name, init, search }));

describe('both lanes', () => {
  it.each(CASES)('answer $name with the same status, headers and bytes', async ({ init, search }) => {
    const [a, b] = await Promise.all(
      urls.map(async (url) => {
        const response = await fetch(url + search, init);
        const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'keep-alive');
        return { status: response.status, headers, body: await response.text() };
      }),
    );
    expect(a).toEqual(b);
  });

  it('were both taken', () => {
    expect(fast.seen).toContain('text');
    expect(fast.seen).not.toContain('result');
    expect(slow.seen).toContain('result');
    expect(slow.seen).not.toContain('text');
  });

  it('are chosen by what wants to see the operation', async () => {
    const gateway = fakeGateway();
    const names: unknown[] = [];
    const server = await createServer(gateway, {
      plugins: [
        {
          requestDidStart: async () => ({
            willSendResponse: async ({ operationName }) => {
              names.push(operationName);
            },
          }),
        },
      ],
    });
    servers.push(server);
    const response = await fetch(await server.listen(), post({ query: 'query Seen { hello }' }));
    expect(await response.json()).toEqual({ data: { hello: 'hello world' } });
    expect(names).toEqual(['Seen']);
    expect(gateway.seen).toEqual(['result']);
  });
});
