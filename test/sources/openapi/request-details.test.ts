import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, type Received, startUpstream } from './harness.ts';

/** What arrives of one call. */
async function sent(document: unknown, args: Record<string, unknown>): Promise<Received | undefined> {
  await using upstream = await startUpstream(() => ({ body: '"ok"' }));
  await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
  await source.call([...source.subschema.operations.keys()][0] ?? '', args);
  return upstream.received[0];
}

const withParameter = (parameter: Record<string, unknown>): Record<string, unknown> =>
  describing({ parameters: [{ name: 'color', ...parameter }] }, { version: '3.2.0' });
const posting = (content: unknown, schemas: Record<string, unknown> = {}): Record<string, unknown> =>
  describing({ requestBody: { content } }, { method: 'post', version: '3.1.0', schemas });
const bodyOf = async (content: unknown, input: unknown, schemas?: Record<string, unknown>): Promise<string> =>
  String((await sent(posting(content, schemas), { input }))?.body);

describe('cookies of the style cookie', () => {
  const list = { type: 'array', items: { type: 'string' } };
  const object = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } };
  it.each([
    [{ schema: { type: 'string' } }, 'a%20=b', 'color=a%20=b'],
    [{ schema: list }, ['blue', 'black'], 'color=blue; color=black'],
    [{ schema: list, explode: false }, ['blue', 'black'], 'color=blue,black'],
    [{ schema: object }, { r: 1, g: 2 }, 'R=1; G=2'],
    [{ schema: object, explode: false }, { r: 1, g: 2 }, 'color=R,1,G,2'],
    [{ schema: list }, [], undefined],
  ])('are written as they are: %j', async (parameter, value, cookie) => {
    const received = await sent(withParameter({ in: 'cookie', style: 'cookie', ...parameter }), { color: value });
    expect(received?.headers.cookie).toBe(cookie);
  });

  it.each(['a; admin=1', 'a,b', 'a b', '"', 'é', 'a\r\nb'])('I11: are rejected with %j in them', async (value) => {
    const document = withParameter({ in: 'cookie', style: 'cookie', schema: { type: 'string' } });
    await expect(sent(document, { color: value })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('parameters with a content', () => {
  it.each([
    ['application/json', 'blue', '%22blue%22'],
    ['text/plain', 'blue', 'blue'],
  ])('of %s are written as such', async (mediaType, value, text) => {
    const document = withParameter({ in: 'query', content: { [mediaType]: { schema: { type: 'string' } } } });
    expect((await sent(document, { color: value }))?.url).toBe(`/test?color=${text}`);
  });
});

describe('bodies', () => {
  it('of a form leave reserved characters where the encoding says so', async () => {
    const properties = { a: { type: 'string' }, b: { type: 'string' } };
    const form = { schema: { type: 'object', properties }, encoding: { a: { allowReserved: true } } };
    const value = 'http://x/?q=1&r +';
    expect(await bodyOf({ 'application/x-www-form-urlencoded': form }, { a: value, b: value })).toBe(
      'a=http://x/?q%3D1%26r+%2B&b=http%3A%2F%2Fx%2F%3Fq%3D1%26r+%2B',
    );
  });

  it('keep null for what may be anything', async () => {
    const schema = { type: 'object', properties: { op: { type: 'string' }, value: {} } };
    expect(await bodyOf({ 'application/json': { schema } }, { op: 'test', value: null })).toBe(
      '{"op":"test","value":null}',
    );
    expect(await bodyOf({ 'application/json': { schema } }, { op: null })).toBe('{}');
  });

  const xml = {
    'application/xml': { schema: { oneOf: ['A', 'B'].map((it) => ({ $ref: `#/components/schemas/${it}` })) } },
  };
  const member = (name: string) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { const: name }, [name]: { type: 'array', items: { type: 'string' } } },
  });

  it('of XML are written as the member that was chosen', async () => {
    const schemas = { A: member('a'), B: member('b') };
    expect(await bodyOf(xml, { b: { kind: 'B', b: ['x', 'y'] } }, schemas)).toContain('<kind>b</kind><b>x</b><b>y</b>');
  });

  it('of XML are read as the member that the discriminator names', async () => {
    const schemas = {
      A: member('a'),
      B: { ...member('b'), properties: { ...member('a').properties, kind: { const: 'b' } } },
    };
    const reply = { body: '<r><kind>b</kind><a>x</a></r>', headers: { 'content-type': 'application/xml' } };
    await using upstream = await startUpstream(() => reply);
    const responses = { '200': { description: 'ok', content: xml } };
    const document = describing({ responses }, { version: '3.1.0', schemas });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(await source.call('Query.test')).toEqual({ __typename: 'B', kind: 'B', a: ['x'] });
  });
});

it('a method of 3.2 is sent as it is named', async () => {
  const responses = jsonResponse({ type: 'string' });
  const of = (item: unknown) => ({ openapi: '3.2.0', info: { title: '', version: '' }, paths: { '/test': item } });
  expect((await sent(of({ query: { responses } }), {}))?.method).toBe('QUERY');
  expect((await sent(of({ additionalOperations: { COPY: { responses } } }), {}))?.method).toBe('COPY');
});
