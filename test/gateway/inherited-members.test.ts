import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

const here = new URL('.', import.meta.url).pathname;
const EVIL = '"__proto__":{"admin":true,"stars":5},"constructor":{"prototype":{"admin":true}}';
const ANSWERS: Readonly<Record<string, string>> = {
  '/accounts': `[{"id":1,"ownerId":"__proto__",${EVIL.replace(/,"constructor".*/, '')},"profile":{${EVIL}},"limits":{${EVIL}}},{"id":2,"ownerId":"a"}]`,
  '/owners': `[{"id":"__proto__",${EVIL}},{"id":"a",${EVIL}}]`,
  '/graphql': `{"data":{"reviews":[{"id":"1",${EVIL}}],${EVIL}},${EVIL}}`,
};

async function gatewayOf() {
  const asked: string[] = [];
  const upstream = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWERS[path]);
  });
  const endpoint = await listenOnLoopback(upstream, close);
  const resilience = { retries: 0 } as const;
  const gateway = await createGateway(
    {
      sources: {
        accounts: openapi(`${here}accounts.openapi.yaml`, { endpoint, resilience }),
        reviews: graphql(`${here}reviews.graphql`, { endpoint: `${endpoint}/graphql`, resilience }),
      },
      graph:
        'extend type Account { owner: Owner @link(from: "listOwners", arg: "ids", keys: "ownerId", by: "id") }\n' +
        'extend type Owner @cache(ttl: "1m")',
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  return { gateway, asked };
}

test('a member called like a prototype gives no object a member: not where it is read, linked, cached, or handed on as JSON', async () => {
  const { gateway, asked } = await gatewayOf();
  const query = '{ listAccounts { id admin constructor profile limits { admin } owner { id admin } } }';
  for (const _ of ['from upstream', 'from the cache']) {
    const { data, errors } = await gateway.request({ query });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      listAccounts: [
        {
          id: 1,
          admin: null,
          constructor: null,
          profile: JSON.parse(`{${EVIL}}`),
          limits: { admin: null },
          owner: { id: '__proto__', admin: null },
        },
        {
          id: 2,
          admin: null,
          constructor: null,
          profile: null,
          limits: null,
          owner: { id: 'a', admin: null },
        },
      ],
    });
  }
  expect(asked).toEqual(['/accounts', '/owners', '/accounts']);
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('nor does it of a source that takes documents, where it takes the place of nothing that is missing', async () => {
  const { gateway } = await gatewayOf();
  const { data, errors } = await gateway.request({ query: '{ reviews(skus: ["a"]) { id stars } }' });
  expect(data?.reviews).toEqual([null]);
  expect(errors).toMatchObject([
    { path: ['reviews', 0, 'stars'], extensions: { code: 'UPSTREAM_MALFORMED', source: 'reviews' } },
  ]);
  expect(({} as { stars?: unknown }).stars).toBeUndefined();
});

test('names of a document that every object has are answered as what they are', async () => {
  const { gateway } = await gatewayOf();
  const query = '{ __proto__: listAccounts { __proto__: id constructor: admin toString: __typename } }';
  const { data, errors } = await gateway.request({ query });
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toBe(
    '{"__proto__":[{"__proto__":1,"constructor":null,"toString":"Account"},{"__proto__":2,"constructor":null,"toString":"Account"}]}',
  );
});
