import { expect, it } from 'vitest';
import { jsonResponse, open } from './harness.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const user = { title: 'User', type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } };
const order = {
  title: 'Order',
  type: 'object',
  properties: { id: { type: 'string' }, buyer: { type: 'string' }, shop: { type: 'string' } },
};

/** The arguments of the links of one answer, each of which asks for a user, and what was said of those that are none. */
async function linksOf(expressions: Record<string, string>, responseHeaders: string[] = []) {
  const links = Object.fromEntries(
    Object.entries(expressions).map(([name, from]) => [name, { operationId: 'getUser', parameters: { id: from } }]),
  );
  const [[, answer] = ['', {}]] = Object.entries(jsonResponse(order));
  const headers = { 'X-Owner': { schema: { type: 'string' } } };
  const document = {
    openapi: '3.0.3',
    info: { title: '', version: '' },
    paths: {
      '/orders/{orderId}': {
        put: {
          operationId: 'putOrder',
          requestBody: { content: { 'application/json': { schema: order } } },
          responses: {},
        },
        get: {
          operationId: 'getOrder',
          parameters: ['orderId', 'shop'].map((name) => ({ ...id, name, in: name === 'shop' ? 'query' : 'path' })),
          responses: { '200': { ...(answer as object), headers, links } },
        },
      },
      '/users/{id}': { get: { operationId: 'getUser', parameters: [id], responses: jsonResponse(user) } },
    },
  };
  await using source = await open('d.json', { endpoint: 'http://x', responseHeaders }, { 'd.json': document });
  return {
    links: source.subschema.links?.map(({ type, field, args }) => `${type}.${field}: ${args.id}`),
    said: source.subschema.issues.map((it) => it.message).filter((it) => it.startsWith('The link')),
  };
}

it('a link finds in the answer what it is told by the answer or by the request', async () => {
  const expressions = {
    byBody: '$response.body#/buyer',
    embedded: '{$response.body#/buyer}',
    byQuery: '$request.query.shop',
    byPath: '$request.path.orderId',
    bySent: '$request.body#/buyer',
    fixed: 'root',
    lost: '$request.query.page',
    other: '$url',
  };
  const { links, said } = await linksOf(expressions);
  expect(links).toEqual([
    'Order.byBody: {buyer}',
    'Order.embedded: {buyer}',
    'Order.byQuery: {shop}',
    'Order.byPath: {id}',
    'Order.bySent: {buyer}',
    'Order.fixed: root',
  ]);
  expect(said).toHaveLength(2);
});

it('a link by a header needs the headers, and stands beside them', async () => {
  const expressions = { owner: '$response.header.X-Owner', buyerUser: '$response.body#/buyer' };
  const without = await linksOf(expressions);
  expect(without.links).toEqual(['Order.buyerUser: {buyer}']);
  expect(without.said).toEqual([expect.stringContaining('add it to "responseHeaders"')]);
  const opted = await linksOf(expressions, ['getOrder']);
  expect(opted.links).toEqual(['GetOrderAnswer.owner: {headers.xOwner}', 'Order.buyerUser: {buyer}']);
  expect(opted.said).toEqual([]);
});
