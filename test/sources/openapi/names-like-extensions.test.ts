import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

/** In a map of names `x-` begins a name like any other; only objects of a fixed structure have extensions. */
describe('names that begin with x-', () => {
  it('of response headers are headers', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"', headers: { 'x-total-count': '42' } }));
    const document = describing({
      responses: {
        '200': {
          description: 'ok',
          headers: { 'x-total-count': { schema: { type: 'integer' } } },
          content: { 'application/json': { schema: { type: 'string' } } },
        },
      },
    });
    const options = { endpoint: upstream.url, responseHeaders: ['*'] };
    await using source = await open('d.json', options, { 'd.json': document });
    expect(await source.call('Query.test')).toEqual({ body: 'ok', headers: { xTotalCount: 42 } });
  });

  it('of security schemes are schemes', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const document = {
      ...describing({ security: [{ 'x-key': [] }] }),
      components: { securitySchemes: { 'x-key': { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    };
    const options = { endpoint: upstream.url, auth: { 'x-key': { apiKey: 'k' } } };
    await using source = await open('d.json', options, { 'd.json': document });
    expect(source.subschema.issues).toEqual([]);
    await source.call('Query.test');
    expect(upstream.received[0]?.headers).toMatchObject({ 'x-key': 'k' });
  });

  it('of values of a discriminator tell members apart', async () => {
    await using upstream = await startUpstream(() => ({ body: '{"kind":"x-b"}' }));
    const member = { type: 'object', properties: { kind: { type: 'string' } } };
    const document = describing(
      {
        responses: jsonResponse({
          oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
          discriminator: { propertyName: 'kind', mapping: { 'x-a': '#/components/schemas/A', 'x-b': 'B' } },
        }),
      },
      { schemas: { A: member, B: { ...member, title: 'another' } } },
    );
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(await source.call('Query.test')).toEqual({ kind: 'x-b', __typename: 'B' });
  });

  it('of properties have an encoding', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const schema = { type: 'object', properties: { 'x-tags': { type: 'array', items: { type: 'string' } } } };
    const encoding = { 'x-tags': { style: 'form', explode: false } };
    const content = { 'application/x-www-form-urlencoded': { schema, encoding } };
    const document = describing({ requestBody: { content } }, { method: 'post' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: { xTags: ['a', 'b'] } });
    expect(String(upstream.received[0]?.body)).toBe('x-tags=a,b');
  });
});
