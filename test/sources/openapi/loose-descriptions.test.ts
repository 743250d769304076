import { printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

interface Translation {
  readonly sdl: string;
  /** Reasons of all fields that became JSON. */
  readonly open: readonly string[];
  readonly warnings: readonly string[];
}

async function translated(document: Record<string, unknown>): Promise<Translation> {
  await using source = await open('d.json', { endpoint: 'http://localhost' }, { 'd.json': document });
  const { schema, issues } = source.subschema;
  const hasQuery = schema.getQueryType() != null;
  expect(validateSchema(schema).filter(({ message }) => hasQuery || !message.startsWith('Query root'))).toEqual([]);
  const messages = (fits: (issue: (typeof issues)[number]) => boolean): string[] =>
    issues.filter(fits).map(({ message }) => message);
  return {
    sdl: printSchema(schema).replace(/"""[\s\S]*?"""\n\s*/g, ''),
    open: messages(({ code }) => code === 'TYPE_OPEN'),
    warnings: messages(({ severity }) => severity === 'warning'),
  };
}

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: unknown, more: object = {}): Record<string, unknown> => ({
  type: 'object',
  properties,
  ...more,
});
const answering = (schemas: Record<string, unknown>, version = '3.0.3'): Record<string, unknown> =>
  describing({ responses: jsonResponse(ref('T')) }, { schemas, version });
const taking = (schema: unknown, schemas: Record<string, unknown> = {}, more: object = {}): Record<string, unknown> =>
  describing({ requestBody: { content: { 'application/json': { schema } }, ...more } }, { method: 'post', schemas });

describe('leaves of several kinds', () => {
  it('are one scalar or one enumeration, also where the schema itself is one', async () => {
    const { sdl, open: fallbacks } = await translated(
      answering(
        {
          T: object({ weight: { type: ['number', 'string'] }, state: ref('State'), kind: ref('Kind') }),
          State: { nullable: true, oneOf: [ref('Known'), { enum: [''] }, { enum: [null] }] },
          Known: { type: 'string', enum: ['on', 'off'] },
          Kind: {
            oneOf: [
              { type: 'string', enum: ['a'] },
              { type: 'string', enum: ['b'] },
            ],
          },
        },
        '3.1.0',
      ),
    );
    expect(sdl).toContain('weight: StringOrFloat');
    expect(sdl).toMatch(/state: State\n/);
    expect(sdl).toContain('enum State {\n  ON\n  OFF\n  EMPTY\n}');
    expect(sdl).toContain('enum Kind {\n  A\n  B\n}');
    expect(fallbacks).toEqual([]);
  });

  it('stay of the declared type when the listed values are not of it', async () => {
    const { sdl, open: fallbacks } = await translated(
      answering({
        T: object({
          ids: { type: 'array', items: { type: 'integer', enum: [[1], [2]] } },
          scope: { type: 'string', enum: ['all', ['one', 'two']] },
        }),
      }),
    );
    expect(sdl).toContain('ids: [Int!]');
    expect(sdl).toContain('scope: String');
    expect(fallbacks).toEqual([]);
  });
});

describe('input of several kinds of leaves', () => {
  const uuid = '123e4567-e89b-12d3-a456-426614174000';
  const name = { type: 'string', pattern: '^[a-z]+$', maxLength: 4 };
  const idOrName = { oneOf: [{ type: 'string', format: 'uuid' }, name] };
  const count = {
    oneOf: [
      { type: 'string', enum: ['auto'] },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
  };
  const number = {
    anyOf: [
      { type: 'integer', format: 'int64', maximum: 9 },
      { type: 'number', enum: [0.5] },
    ],
  };
  const flag = { anyOf: [{ type: 'boolean' }, { type: 'string', format: 'date' }] };
  const loose = { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'string' }] };

  async function sent(schema: unknown, value: unknown): Promise<unknown> {
    await using upstream = await startUpstream(() => ({ body: '{}' }));
    const document = taking(object({ v: schema }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: { v: value } });
    return JSON.parse(String(upstream.received[0]?.body)).v;
  }

  it.each([
    ['an id', idOrName, uuid, uuid],
    ['a name', idOrName, 'abc', 'abc'],
    ['a word', count, 'auto', 'auto'],
    ['a number in its range', count, 9, 9],
    ['an exact number', number, '9', 9],
    ['a listed number', number, '0.5', 0.5],
    ['a truth value', flag, false, false],
    ['a date', flag, '2026-01-02', '2026-01-02'],
    ['any text beside listed ones', loose, 'c', 'c'],
  ])('is sent when it fits one: %s', async (_, schema, value, expected) => {
    expect(await sent(schema, value)).toEqual(expected);
  });

  it.each([
    ['neither an id nor a name', idOrName, 'A-1'],
    ['a name that is too long', idOrName, 'abcde'],
    ['another word', count, 'max'],
    ['a number out of its range', count, 10],
    ['no whole number', count, 1.5],
    ['an exact number that is too large', number, '10'],
    ['no date', flag, 'tomorrow'],
  ])('is refused when it fits none: %s', async (_, schema, value) => {
    await expect(sent(schema, value)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('input.v'),
    });
  });
});

describe('input that nobody could give', () => {
  it('is not asked for: an object that holds itself, and must', async () => {
    const { sdl, warnings } = await translated(
      taking(ref('Node'), {
        Node: object({ name: { type: 'string' }, parent: ref('Link') }, { required: ['name', 'parent'] }),
        Link: object({ node: ref('Node') }, { required: ['node'] }),
      }),
    );
    expect(sdl).toMatch(/input NodeInput \{\n {2}name: String!\n {2}parent: LinkInput\n\}/);
    expect(sdl).toMatch(/input LinkInput \{\n {2}node: NodeInput!\n\}/);
    expect(warnings).toEqual([expect.stringContaining('NodeInput.parent')]);
  });

  it('leaves out objects of which all is read-only', async () => {
    const { sdl, open: fallbacks } = await translated(
      taking(
        object({
          name: { type: 'string' },
          audit: ref('Audit'),
          owner: { allOf: [ref('Owner'), { readOnly: true }] },
          history: { type: 'array', items: ref('Audit') },
        }),
        {
          Audit: object({ created: { type: 'string', readOnly: true }, by: ref('Person') }),
          Person: object({ id: { type: 'string', readOnly: true } }),
          Owner: object({ id: { type: 'string' } }),
        },
      ),
    );
    expect(sdl).toMatch(/input TestInput \{\n {2}name: String\n\}/);
    expect(fallbacks).toEqual([]);
  });

  it('leaves open what a request must have, and of which all is read-only', async () => {
    const Zone = object({ id: { type: 'string', readOnly: true } });
    const { sdl, open: fallbacks } = await translated(
      taking(
        object({ zone: ref('Zone'), zones: { type: 'array', items: ref('Zone') } }, { required: ['zone', 'zones'] }),
        { Zone },
      ),
    );
    expect(sdl).toMatch(/input TestInput \{\n {2}zone: JSON!\n {2}zones: \[JSON!\]!\n\}/);
    expect(fallbacks).toEqual(['This became JSON: none of its properties exists in a request.']);
  });

  it('asks of a choice for what is required beside it', async () => {
    const choice = {
      oneOf: [object({ kind: { type: 'string' }, a: { type: 'string' } }), object({ kind: { type: 'integer' } })],
      required: ['kind'],
    };
    const one = { oneOf: [object({ kind: { type: 'string' }, a: { type: 'string' } })], required: ['kind'] };
    const { sdl } = await translated(taking(object({ choice, one })));
    expect(sdl.match(/ kind: .*/g)).toEqual([' kind: String!', ' kind: Int!', ' kind: String!']);
  });

  it('leaves out a body that may only be empty', async () => {
    const empty = { type: 'object', properties: {}, additionalProperties: false };
    const { sdl, open: fallbacks } = await translated(taking(empty, {}, { required: false }));
    expect(sdl).toContain('test: String');
    expect(fallbacks).toEqual([]);
  });
});

describe('properties that are required and not described', () => {
  const listed = (schema: object): Record<string, unknown> => ({ type: 'object', required: ['a', 'b'], ...schema });
  const a = { a: { type: 'string' } };

  it('are fields of any value, since one that lacks them is invalid', async () => {
    const { sdl, open: fallbacks } = await translated(taking(listed({ properties: a })));
    expect(sdl).toContain('input TestInput {\n  a: String!\n  b: JSON!\n}');
    expect(fallbacks).toEqual(['This became JSON: its schema allows any value.']);
    const answer = await translated(answering({ T: listed({ properties: a }) }));
    expect(answer.sdl).toContain('type T {\n  a: String!\n  b: JSON\n}');
  });

  it('reach the wire', async () => {
    await using upstream = await startUpstream(() => ({ body: '{}' }));
    const document = taking(listed({ properties: a }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: { a: 'x', b: [1] } });
    expect(JSON.parse(String(upstream.received[0]?.body))).toEqual({ a: 'x', b: [1] });
  });

  it('are what additional properties are, and not among them', async () => {
    const { sdl } = await translated(taking(listed({ properties: a, additionalProperties: { type: 'integer' } })));
    expect(sdl).toMatch(/input TestInput \{\n {2}a: String!\n {2}b: Int!\n+ {2}additionalProperties: \[\w+!\]\n\}/);
  });

  it('are text where they tell children apart', async () => {
    const { sdl, open: fallbacks } = await translated(
      answering({ T: listed({ properties: a, discriminator: { propertyName: 'b' } }) }),
    );
    expect(sdl).toContain('type T {\n  a: String!\n  b: String!\n}');
    expect(fallbacks).toEqual([]);
  });

  it.each([
    [
      'another part of the whole describes them',
      { allOf: [{ properties: a }, { properties: { b: { type: 'integer' } } }] },
    ],
    ['an alternative describes them', { properties: a, oneOf: [object({ b: { type: 'integer' } })] }],
  ])('are not added where %s', async (_, schema) => {
    const { sdl } = await translated(taking(listed(schema)));
    expect(sdl).toContain('  a: String!\n  b: Int!\n}');
  });

  it.each([
    ['nothing else may be there', { properties: a, additionalProperties: false }, '  a: String!\n}'],
    ['they belong to the answer', { properties: { ...a, b: { type: 'string', readOnly: true } } }, '  a: String!\n}'],
    ['no property is described at all', {}, 'test(input: JSON)'],
  ])('are not added where %s', async (_, schema, expected) => {
    expect((await translated(taking(listed(schema)))).sdl).toContain(expected);
  });
});

describe('responses', () => {
  it('of one status share the schema that one of their media types has', async () => {
    const { sdl, open: fallbacks } = await translated(
      describing({
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {},
              'application/json; charset=utf-8': { schema: object({ id: { type: 'string' } }, { title: 'Thing' }) },
            },
          },
        },
      }),
    );
    expect(sdl).toContain('test: Thing');
    expect(fallbacks).toEqual([]);
  });

  it('of several media types and statuses are one where they say the same', async () => {
    const content = (): object => ({
      'application/json': { schema: { type: 'array', items: object({ id: { type: 'string' } }) } },
      'text/html': { schema: { type: 'array', items: object({ id: { type: 'string' } }) } },
    });
    const { sdl } = await translated(
      describing({ responses: { 200: { description: 'ok', content: content() }, 201: { content: content() } } }),
    );
    expect(sdl).toContain('test: [TestResponseItem!]');
    expect(sdl).not.toContain('union');
  });

  it('of several statuses are named by these', async () => {
    const content = (name: string) => ({ 'application/json': { schema: object({ [name]: { type: 'string' } }) } });
    const { sdl } = await translated(
      describing({ responses: { 200: { content: content('id') }, 202: { content: content('job') } } }),
    );
    expect(sdl).toContain('union TestResult = TestResponse | TestResponse202');
  });

  it('read the body that way under both media types', async () => {
    await using upstream = await startUpstream(() => ({ body: '{"some_id":"1"}' }));
    const schema = object({ some_id: { type: 'string' } });
    const content = { 'application/json': {}, 'application/vnd.x+json': { schema } };
    const document = describing({ responses: { 200: { description: 'ok', content } } });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(await source.call('Query.test')).toEqual({ someId: '1' });
  });

  it('without content by definition have none, whatever is written', async () => {
    const content = { 'application/json': { schema: {} } };
    const { sdl, open: fallbacks } = await translated(
      describing({ responses: { 204: { description: 'gone', content } } }, { method: 'delete' }),
    );
    expect(sdl).toContain('test: Boolean');
    expect(fallbacks).toEqual([]);
  });
});

describe('keywords of JSON Schema', () => {
  it('refer to the schema around them', async () => {
    const { sdl, open: fallbacks } = await translated(
      answering(
        {
          T: object({ filters: { type: 'array', items: { $recursiveRef: '#' } } }, { $recursiveAnchor: true }),
        },
        '3.1.0',
      ),
    );
    expect(sdl).toContain('type T {\n  filters: [T!]\n}');
    expect(fallbacks).toEqual([]);
  });

  it('refer to a dynamic anchor', async () => {
    const { sdl } = await translated(
      answering({ T: object({ next: { $dynamicRef: '#node' } }, { $dynamicAnchor: 'node' }) }, '3.1.0'),
    );
    expect(sdl).toContain('type T {\n  next: T\n}');
  });

  it('beside a reference make a type of the schema that has both', async () => {
    const base = { $ref: '#/components/schemas/Base' };
    const { sdl } = await translated(
      answering(
        {
          Base: object({ id: { type: 'string' } }),
          Pet: { ...base, properties: { name: { type: 'string' } } },
          T: object({ pet: { $ref: '#/components/schemas/Pet' }, other: { ...base, properties: { x: {} } } }),
        },
        '3.1.0',
      ),
    );
    expect(sdl).toContain('type T {\n  pet: Pet\n  other: TOther\n}');
  });

  it('give one map for several patterns', async () => {
    const { sdl, open: fallbacks } = await translated(
      answering(
        { T: { type: 'object', patternProperties: { '^a': { type: 'integer' }, '^b': { type: 'number' } } } },
        '3.1.0',
      ),
    );
    expect(sdl).toContain('value: Float!');
    expect(fallbacks).toEqual([]);
  });
});

describe('references', () => {
  it('in the place of a property stand for all of them', async () => {
    const { sdl } = await translated({
      ...answering({ T: object({ $ref: '#/x-shared/named', age: { type: 'integer' } }, { required: ['name'] }) }),
      'x-shared': { named: { name: { type: 'string' } } },
    });
    expect(sdl).toContain('type T {\n  name: String!\n  age: Int\n}');
  });

  it('on the way to themselves lead nowhere', async () => {
    const document = { ...answering({}), components: { $ref: '#/components/schemas/T' } };
    const { open: fallbacks } = await translated(document);
    expect(fallbacks).toEqual(['This became JSON: its schema is missing.']);
  });

  it('to itself from an extension of itself come to an end', async () => {
    const inner = object({ p: object({ q: { type: 'string' } }) });
    const { sdl } = await translated(answering({ T: object({ p: { allOf: [ref('T'), inner] } }) }));
    expect(sdl).toContain('type T {\n  p: TP\n}');
  });

  it('to itself from alternatives that extend itself come to an end', async () => {
    const choice = (name: string): unknown =>
      object({ [name]: { type: 'string' } }, { oneOf: [ref('T'), ref('U')], required: [name] });
    const { sdl } = await translated(answering({ T: choice('a'), U: choice('b') }));
    expect(sdl).toContain('type U {\n  a: String!\n  b: String!\n}');
  });
});

describe('an object of the format file', () => {
  const file = { type: 'object', format: 'file' };
  const content = (mediaType: string, schema: unknown = file): Record<string, unknown> => ({ [mediaType]: { schema } });
  const sending = (content: unknown): Record<string, unknown> =>
    describing({ requestBody: { required: true, content } }, { method: 'post' });

  it('is what 2.0 calls a file: bytes in an answer', async () => {
    const responses = { '200': { description: '', content: content('application/json') } };
    await using upstream = await startUpstream(() => ({ body: 'hello', headers: { 'content-type': 'text/rdp' } }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ responses }) });
    expect(source.subschema.issues).toEqual([]);
    expect(await source.call('Query.test')).toBe(Buffer.from('hello').toString('base64'));
  });

  it.each([
    ['as the whole body', content('text/plain'), 'text/plain'],
    [
      'rather than as a form without parts',
      { ...content('multipart/form-data'), ...content('image/png') },
      'image/png',
    ],
  ])('is uploaded %s', async (_, contents, contentType) => {
    await using upstream = await startUpstream(() => ({ body: 'true' }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': sending(contents) });
    expect(source.subschema.issues).toEqual([]);
    await source.call('Mutation.test', { input: new File(['hello'], 'a.txt', { type: contentType }) });
    expect(String(upstream.received[0]?.body)).toBe('hello');
    expect(upstream.received[0]?.headers['content-type']).toBe(contentType);
  });

  it('may be a part of a form, and be no form', async () => {
    const parts = await translated(sending(content('multipart/form-data', object({ a: file }))));
    expect(parts.sdl).toContain('a: Upload');
    expect(parts.open).toEqual([]);
    const whole = await translated(sending(content('multipart/form-data')));
    expect(whole.open).toEqual(['This became JSON: a form has named parts, and is described as a file.']);
  });
});

describe('one text', () => {
  const content = (mediaType: string): unknown => ({ [mediaType]: { schema: { type: 'string' } } });

  it('for a whole form is sent as it is', async () => {
    await using upstream = await startUpstream(() => ({ body: 'true' }));
    const requestBody = { required: true, content: content('application/x-www-form-urlencoded') };
    const document = describing({ requestBody }, { method: 'post' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: 'a=1&b=x+y' });
    expect(String(upstream.received[0]?.body)).toBe('a=1&b=x+y');
    expect(upstream.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('for an XML document whose root element has no name is that document', async () => {
    const body = '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>';
    const responses = { '200': { description: '', content: content('image/svg+xml') } };
    await using upstream = await startUpstream(() => ({ body, headers: { 'content-type': 'image/svg+xml' } }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ responses }) });
    expect(await source.call('Query.test')).toBe(body);
  });
});

it.each([
  ['', 'application/json'],
  ['application/vnd.acme', 'application/vnd.acme'],
  ['text/plain', 'text/plain'],
])('an object with fields is sent as JSON where its media type is "%s"', async (mediaType, contentType) => {
  await using upstream = await startUpstream(() => ({ body: 'true' }));
  const requestBody = { required: true, content: { [mediaType]: { schema: object({ a: { type: 'string' } }) } } };
  const document = describing({ requestBody }, { method: 'post' });
  await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
  await source.call('Mutation.test', { input: { a: 'x' } });
  expect(JSON.parse(String(upstream.received[0]?.body))).toEqual({ a: 'x' });
  expect(upstream.received[0]?.headers['content-type']).toBe(contentType);
});

it('JSON that is called so comes before JSON under another name', async () => {
  const content = {
    '': { schema: object({ other: { type: 'string' } }) },
    'text/plain': { schema: object({ other: { type: 'string' } }) },
    'application/json': { schema: object({ right: { type: 'string' } }) },
  };
  const { sdl } = await translated(describing({ requestBody: { required: true, content } }, { method: 'post' }));
  expect(sdl).toContain('input TestInput {\n  right: String\n}');
});
