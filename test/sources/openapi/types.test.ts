import { printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

async function sdlOf(document: Record<string, unknown>, options = {}): Promise<string> {
  await using source = await open('d.json', { endpoint: 'http://localhost', ...options }, { 'd.json': document });
  expect(validateSchema(source.subschema.schema)).toEqual([]);
  return printSchema(source.subschema.schema).replace(/"""[\s\S]*?"""\n\s*/g, '');
}

/** What an operation answers for a body. */
async function answer(
  schema: unknown,
  body: string,
  schemas: Record<string, unknown> = {},
  version = '3.1.0',
): Promise<unknown> {
  await using upstream = await startUpstream(() => ({ body }));
  const document = describing({ responses: jsonResponse(schema) }, { schemas, version });
  await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
  return await source.call('Query.test');
}

const cat = {
  type: 'object',
  required: ['kind', 'lives'],
  properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
};
const dog = {
  type: 'object',
  required: ['kind', 'barks'],
  properties: { kind: { type: 'string' }, barks: { type: 'boolean' } },
};
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

describe('integers', () => {
  it.each([
    ['an example', { example: 5_368_709_120 }, 'BigInt'],
    ['one of several examples', { examples: [1, 5_368_709_120] }, 'BigInt'],
    ['a default', { default: -5_368_709_120 }, 'BigInt'],
    ['a bound', { maximum: 5_368_709_120 }, 'BigInt'],
    ['a small example', { example: 7 }, 'Int'],
    ['a format, whatever the example', { format: 'int32', example: 5_368_709_120 }, 'Int'],
  ])('are as wide as the description shows: %s', async (_, more, expected) => {
    const schema = { type: 'object', properties: { n: { type: 'integer', ...more } } };
    expect(await sdlOf(describing({ responses: jsonResponse(ref('T')) }, { schemas: { T: schema } }))).toContain(
      `n: ${expected}\n`,
    );
  });
});

describe('nullability', () => {
  it.each([
    ['3.0 nullable', '3.0.3', { type: 'string', nullable: true }],
    ['3.1 type list', '3.1.0', { type: ['string', 'null'] }],
    ['anyOf with null', '3.1.0', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['oneOf with null in 3.0', '3.0.3', { oneOf: [{ type: 'string' }, { enum: [null] }] }],
    ['enum with null', '3.1.0', { type: 'string', enum: ['A', null] }],
    ['allOf with nullable beside', '3.0.3', { allOf: [{ type: 'string' }], nullable: true }],
    ['any value', '3.1.0', {}],
  ])('%s makes a required field nullable', async (_, version, schema) => {
    const sdl = await sdlOf(
      describing(
        { responses: jsonResponse(ref('T')) },
        {
          version,
          schemas: { T: { type: 'object', required: ['a', 'b'], properties: { a: schema, b: { type: 'string' } } } },
        },
      ),
    );
    expect(sdl).toMatch(/a: (String|\w+)\n/);
    expect(sdl).toContain('b: String!');
  });

  it.each([
    ['no type', { properties: { a: { type: 'string' } } }, null],
    ['no type in any part', { allOf: [{ properties: { a: { type: 'string' } } }] }, null],
  ])('is what an answer may be of which the description says %s', async (_, schema, expected) => {
    expect(await answer(schema, 'null')).toBe(expected);
    expect(await answer(schema, '{"a":"x"}')).toEqual({ a: 'x' });
    await expect(answer({ ...schema, type: 'object' }, 'null')).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  });

  it('is lenient on request', async () => {
    const document = describing({
      responses: jsonResponse({ type: 'object', required: ['b'], properties: { b: { type: 'string' } } }),
    });
    expect(await sdlOf(document, { nullability: 'lenient' })).toContain('b: String\n');
  });
});

describe('unions', () => {
  it('tells members apart by an explicit mapping', async () => {
    const schema = {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { c: '#/components/schemas/Cat', d: 'Dog' } },
    };
    expect(await answer(schema, '{"kind":"d","barks":true}', { Cat: cat, Dog: dog })).toEqual({
      __typename: 'Dog',
      kind: 'd',
      barks: true,
    });
    expect(await answer(schema, '{"kind":"c","lives":9}', { Cat: cat, Dog: dog })).toMatchObject({ __typename: 'Cat' });
  });

  it('tells members apart by implicit names', async () => {
    const schema = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } };
    expect(await answer(schema, '{"kind":"Cat","lives":9}', { Cat: cat, Dog: dog })).toMatchObject({
      __typename: 'Cat',
    });
  });

  it('takes a member that asks for nothing where another one lacks what it must have', async () => {
    const schema = { anyOf: [{ type: 'object', title: 'None' }, ref('Cat')] };
    expect(await answer(schema, '{}', { Cat: cat })).toEqual({ __typename: 'JSONValue', value: {} });
    expect(await answer(schema, '{"kind":"c","lives":9}', { Cat: cat })).toMatchObject({ __typename: 'Cat', lives: 9 });
  });

  it('tells members apart by structure', async () => {
    const schema = { type: 'array', items: { oneOf: [ref('Cat'), ref('Dog')] } };
    expect(await answer(schema, '[{"kind":"x","barks":true},{"kind":"x","lives":1}]', { Cat: cat, Dog: dog })).toEqual([
      { __typename: 'Dog', kind: 'x', barks: true },
      { __typename: 'Cat', kind: 'x', lives: 1 },
    ]);
  });

  it('tells inline members apart by a constant', async () => {
    const member = (kind: string): Record<string, unknown> => ({
      type: 'object',
      properties: { type: { const: kind }, v: { type: 'string' } },
    });
    expect(await answer({ oneOf: [member('a'), member('b')] }, '{"type":"b"}')).toMatchObject({
      __typename: 'TestResponseB',
      type: 'B',
    });
  });

  it('wraps members that are no objects', async () => {
    const schema = { anyOf: [{ type: 'string' }, ref('Cat')] };
    expect(await answer(schema, '"cat_1"', { Cat: cat })).toEqual({ __typename: 'StringValue', value: 'cat_1' });
    expect(await answer(schema, '{"kind":"k","lives":1}', { Cat: cat })).toEqual({
      __typename: 'Cat',
      kind: 'k',
      lives: 1,
    });
  });

  it('leaves out what the schema around them excludes', async () => {
    const choice = { properties: { result: { anyOf: [{ type: 'object' }, { type: 'string' }] } } };
    const narrowed = (result: object): object => ({ allOf: [choice, { type: 'object', properties: { result } }] });
    const text = '{"result":{"id":"1"}}';
    expect(await answer(narrowed({ type: 'object' }), text)).toEqual({ result: { id: '1' } });
    expect(await answer(narrowed({ properties: { id: { type: 'string' } } }), text)).toEqual({ result: { id: '1' } });
    expect(await answer(narrowed({ type: 'string' }), '{"result":"x"}')).toEqual({ result: 'x' });
  });

  it('leave it to whoever writes the answer what departs from them within', async () => {
    const members = [{ ...cat, properties: { ...cat.properties, tags: { type: 'array', items: {} } } }, dog];
    const body = '{"kind":"cat","lives":7,"tags":"none"}';
    expect(await answer({ oneOf: members }, body)).toMatchObject({ tags: 'none' });
    await expect(answer({ oneOf: members }, '7')).rejects.toThrow('the body fits none of the types');
    const within = { properties: { pet: { oneOf: members } } };
    expect(await answer(within, '{"pet":7}')).toEqual({ pet: 7 });
    // What it says of itself would else be believed.
    const listed = { properties: { pet: { oneOf: [cat, dog].map((it) => ({ type: 'array', items: it })) } } };
    expect(await answer(listed, '{"pet":{"__typename":"Cat"}}')).toEqual({ pet: {} });
  });

  it('makes one scalar of scalars, and a list of one or many', async () => {
    const sdl = await sdlOf(
      describing({
        responses: jsonResponse({
          type: 'object',
          properties: {
            id: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
            size: { oneOf: [{ type: 'integer' }, { type: 'number' }] },
            tags: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
          },
        }),
      }),
    );
    expect(sdl).toContain('id: StringOrInt');
    expect(sdl).toContain('size: Float');
    expect(sdl).toContain('tags: [String!]');
  });

  it('answers one as a list of one', async () => {
    expect(
      await answer(
        {
          type: 'object',
          properties: { t: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] } },
        },
        '{"t":"x"}',
      ),
    ).toEqual({ t: ['x'] });
  });

  it('makes a parent with a discriminator an interface of its children', async () => {
    const schemas = {
      Pet: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string' }, name: { type: 'string' } },
        discriminator: { propertyName: 'kind' },
      },
      Cat: { allOf: [ref('Pet'), { type: 'object', properties: { lives: { type: 'integer' } } }] },
      Dog: { allOf: [ref('Pet'), { type: 'object', properties: { barks: { type: 'boolean' } } }] },
    };
    const document = describing({ responses: jsonResponse(ref('Pet')) }, { schemas });
    const sdl = await sdlOf(document);
    expect(sdl).toContain('interface Pet {\n  kind: String!\n  name: String\n}');
    expect(sdl).toContain('type Cat implements Pet');
    expect(sdl).toContain('type PetBase implements Pet');
    expect(await answer(ref('Pet'), '{"kind":"Dog","barks":true}', schemas)).toMatchObject({ __typename: 'Dog' });
    expect(await answer(ref('Pet'), '{"kind":"Fish"}', schemas)).toMatchObject({ kind: 'Fish' });
  });

  it('takes a choice as input, and writes the discriminator', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const schema = {
      oneOf: [ref('Card'), ref('Cash')],
      discriminator: { propertyName: 'type', mapping: { card: '#/components/schemas/Card' } },
    };
    const document = describing(
      { requestBody: { required: true, content: { 'application/json': { schema } } } },
      {
        method: 'post',
        schemas: {
          Card: { type: 'object', properties: { type: { type: 'string' }, card_number: { type: 'string' } } },
          Cash: { type: 'object', properties: { type: { type: 'string' } } },
        },
      },
    );
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(printSchema(source.subschema.schema)).toContain(
      'input TestInput @oneOf {\n  card: CardInput\n  cash: CashInput\n}',
    );
    await source.call('Mutation.test', { input: { card: { cardNumber: '4' } } });
    expect(JSON.parse(String(upstream.received[0]?.body))).toEqual({ type: 'card', card_number: '4' });
  });
});

describe('a base that lists the children which extend it', () => {
  const child = (kind: string) => ({
    allOf: [
      ref('Actor'),
      { type: 'object', required: ['kind'], properties: { kind: { enum: [kind] }, name: { type: 'string' } } },
    ],
  });
  const schemas = {
    Actor: { oneOf: [ref('Agent'), ref('Bot')], discriminator: { propertyName: 'kind' } },
    Agent: child('AGENT'),
    Bot: child('BOT'),
  };

  it('is a union, and a child is itself', async () => {
    const document = describing({ responses: jsonResponse(ref('Actor')) }, { schemas, version: '3.0.3' });
    const sdl = await sdlOf(document);
    expect(sdl).toContain('union Actor = Agent | Bot');
    expect(sdl).toMatch(/type Agent \{\s+kind: \w+!\s+name: String\s+\}/);
  });
});

describe('maps, enumerations and numbers', () => {
  it('gives a map as a list of entries', async () => {
    expect(
      await answer({ type: 'object', additionalProperties: { type: 'integer' } }, '{"a":1,"__proto__":2}'),
    ).toEqual([
      { key: 'a', value: 1 },
      { key: '__proto__', value: 2 },
    ]);
  });

  it('keeps typed members beside described ones', async () => {
    const schema = { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: { type: 'string' } };
    expect(await answer(schema, '{"id":"1","x":"y"}')).toEqual({
      id: '1',
      additionalProperties: [{ key: 'x', value: 'y' }],
    });
  });

  it('maps values of any type', async () => {
    expect(await answer({ type: 'array', items: { type: 'integer', enum: [1, -1] } }, '[1,-1]')).toEqual([
      '_1',
      'MINUS_1',
    ]);
    expect(await answer({ type: 'string', enum: ['', 'true', 'a b', 'A_B'] }, '"a b"')).toBe('A_B2');
  });

  it('has a scalar for what is always null', async () => {
    const properties = { a: { type: 'null' }, b: { const: null }, c: { enum: [null] }, d: { type: ['null'] } };
    const answer = { type: 'object', required: Object.keys(properties), properties };
    const document = describing({ responses: jsonResponse(answer) }, { version: '3.1.0' });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    const sdl = printSchema(source.subschema.schema);
    expect([...sdl.matchAll(/^ {2}([a-d]): (.*)$/gm)].map(([, , type]) => type)).toEqual(Array(4).fill('Void'));
    expect(source.subschema.issues).toEqual([]);
  });

  it.each([
    ['integer', 'Int64', 'BigInt'],
    ['integer', 'INT32', 'Int'],
    ['number', 'Int64', 'BigInt'],
    ['number', 'INT32', 'Int'],
    ['number', 'Decimal', 'Decimal'],
    ['string', 'Date-Time', 'DateTime'],
  ])('knows %s of the format %s, however it is written', async (type, format, scalar) => {
    const document = describing({ responses: jsonResponse({ type, format }) });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(printSchema(source.subschema.schema)).toContain(`test: ${scalar}\n`);
  });

  it('keeps every digit', async () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'integer', format: 'int64' },
        price: { type: 'number', format: 'decimal' },
        ratio: { type: 'number' },
        note: { type: 'string' },
      },
    };
    expect(
      await answer(
        schema,
        '{"id":9007199254740993,"price":0.12345678901234567890,"ratio":0.12345678901234567,"note":"12345678901234567890"}',
      ),
    ).toEqual({
      id: '9007199254740993',
      price: '0.12345678901234567890',
      ratio: Number('0.12345678901234567'),
      note: '12345678901234567890',
    });
  });

  it('writes every digit', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'integer', format: 'int64' },
        price: { type: 'number', format: 'decimal' },
        text: { type: 'string' },
      },
    };
    const document = describing({ requestBody: { content: { 'application/json': { schema } } } }, { method: 'post' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: { id: '9007199254740993', price: '1.10', text: '"\u2028' } });
    expect(String(upstream.received[0]?.body)).toBe('{"id":9007199254740993,"price":1.10,"text":"\\"\u2028"}');
  });

  it('never answers what an object inherits', async () => {
    const schema = { type: 'object', properties: { toString: { type: 'string' }, constructor: { type: 'string' } } };
    const value = (await answer(schema, '{}')) as Record<string, unknown>;
    expect([value.toString, value.constructor]).toEqual([undefined, undefined]);
  });
});

describe('what stays open', () => {
  it('is JSON, with place and reason', async () => {
    const document = describing(
      { responses: jsonResponse(ref('T')) },
      { schemas: { T: { type: 'object', properties: { a: {}, b: { type: 'object' }, c: { type: 'array' } } } } },
    );
    await using source = await open(
      'd.json',
      { endpoint: 'http://localhost' },
      { 'd.json': JSON.stringify(document, null, 1) },
    );
    const open_ = source.subschema.issues.filter((it) => it.code === 'TYPE_OPEN');
    expect(open_.map((it) => it.message)).toEqual([
      'This became JSON: its schema allows any value.',
      'This became JSON: it is an object without described properties.',
      'This became JSON: its schema does not say what its items are.',
    ]);
    expect(open_.map((it) => it.at)).toEqual([
      expect.stringMatching(/^d\.json:\d+:\d+$/),
      expect.any(String),
      expect.any(String),
    ]);
  });

  it('may be null, also as an item or the value of a map', async () => {
    const schema = {
      type: 'object',
      required: ['list', 'map'],
      properties: {
        list: { type: 'array', items: {} },
        map: { type: 'object', additionalProperties: { type: 'array', items: {} } },
      },
    };
    const sdl = await sdlOf(describing({ responses: jsonResponse(schema) }));
    expect(sdl).toContain('list: [JSON]!');
    expect(sdl).toMatch(/value: \[JSON\]!/);
  });

  it('includes a list that contains itself', async () => {
    expect(
      await sdlOf(
        describing({ responses: jsonResponse(ref('A')) }, { schemas: { A: { type: 'array', items: ref('A') } } }),
      ),
    ).toContain('test: [JSON]');
  });
});

describe('names', () => {
  it('do not depend on the order of operations', async () => {
    const operation = (id: string): Record<string, unknown> => ({
      operationId: id,
      responses: jsonResponse({ type: 'object', title: 'Thing', properties: { [id]: { type: 'string' } } }),
    });
    const a = { '/a': { get: operation('a') }, '/b': { get: operation('b') } };
    const document = (paths: unknown): Record<string, unknown> => ({ openapi: '3.0.0', info: {}, paths });
    const first = await sdlOf(document(a));
    const second = await sdlOf(document({ '/b': a['/b'], '/a': a['/a'] }));
    expect(second.split('\n').sort()).toEqual(first.split('\n').sort());
  });

  it('of unnamed and of repeated operations are verb and path', async () => {
    const responses = jsonResponse({ type: 'string' });
    const sdl = await sdlOf({
      openapi: '3.0.0',
      info: {},
      paths: {
        '/users/{id}/orders': {
          get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses },
        },
        '/x': { get: { operationId: 'same', responses } },
        '/y': { get: { operationId: 'same', responses } },
      },
    });
    expect(sdl).toContain('getUsersByIdOrders(id: String!)');
    expect(sdl).toContain('same: String');
    expect(sdl).toContain('getY: String');
  });

  it('are shared by inline schemas that are equal in title and structure, and by no others', async () => {
    let examples = 0;
    const thing = (type: string) => ({
      type: 'object',
      title: 'Thing',
      properties: { size: { type, example: examples++ }, part: part() },
    });
    const part = () => ({ type: 'object', title: 'Part', properties: { id: { type: 'string' } } });
    const paths = {
      '/c': { get: { operationId: 'getC', responses: jsonResponse(thing('string')) } },
      '/b': { get: { operationId: 'getB', responses: jsonResponse(thing('integer')) } },
      '/a': { get: { operationId: 'getA', responses: jsonResponse(thing('integer')) } },
    };
    const first = await sdlOf({ openapi: '3.0.0', info: {}, paths });
    expect(first).toMatch(/getC: GetCResponse\n {2}getB: Thing\n {2}getA: Thing\n/);
    expect(first.match(/^type (\w+)/gm)).toEqual(['type Query', 'type GetCResponse', 'type Part', 'type Thing']);
    const { '/a': a, '/b': b, '/c': c } = paths;
    const second = await sdlOf({ openapi: '3.0.0', info: {}, paths: { '/a': a, '/b': b, '/c': c } });
    expect(second.split('\n').sort()).toEqual(first.split('\n').sort());
  });

  it('are those of components, whatever encloses these', async () => {
    const schemas = {
      Account: { type: 'object', properties: { owner: { oneOf: [{ type: 'string' }, ref('account.owner')] } } },
      'account.owner': { type: 'object', properties: { id: { type: 'string' } } },
    };
    const sdl = await sdlOf(describing({ responses: jsonResponse(ref('Account')) }, { schemas }));
    expect(sdl).toContain('type AccountOwner {\n  id: String\n}');
    expect(sdl).toMatch(/union \w+ = StringValue \| AccountOwner\n/);
  });

  it('of alternatives say what they are: by a constant, by what they extend, by being the only object', async () => {
    const inline = (properties: object) => ({ type: 'object', properties });
    const sdl = await sdlOf(
      describing(
        {
          responses: jsonResponse({
            type: 'object',
            properties: {
              event: {
                oneOf: [
                  inline({ kind: { enum: ['opened'] }, by: { type: 'string' } }),
                  inline({ kind: { enum: ['closed'] }, at: { type: 'string' } }),
                ],
              },
              rule: {
                oneOf: [
                  { allOf: [ref('Creation'), inline({ source: { type: 'string' } })] },
                  { allOf: [ref('Update'), inline({ source: { type: 'string' } })] },
                ],
              },
              label: { oneOf: [{ type: 'string' }, inline({ name: { type: 'string' } })] },
              some: {
                oneOf: [
                  { type: 'array', items: ref('Creation') },
                  { type: 'array', items: ref('Update') },
                ],
              },
            },
          }),
        },
        {
          schemas: {
            Creation: inline({ created: { type: 'string' } }),
            Update: inline({ updated: { type: 'string' } }),
          },
        },
      ),
    );
    expect(sdl).toContain('union TestResponseEvent = TestResponseEventOpened | TestResponseEventClosed');
    expect(sdl).toContain('union TestResponseRule = TestResponseRuleCreation | TestResponseRuleUpdate');
    expect(sdl).toContain('union TestResponseSome = TestResponseSomeCreationList | TestResponseSomeUpdateList');
    expect(sdl).toContain('union TestResponseLabel = StringValue | TestResponseLabelObject');
  });

  it('of alternatives that nothing else names are those of a property that only they have', async () => {
    const id = { type: 'string' };
    const inline = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
    const sdl = await sdlOf(
      describing({
        responses: jsonResponse({
          oneOf: [
            inline({ id, note: id, email: id }, ['email']),
            inline({ id, phone_number: id }),
            inline({ id }),
            { type: 'object', additionalProperties: { type: 'integer' } },
          ],
        }),
      }),
    );
    expect(sdl).toContain(
      'union TestResponse = TestResponseWithEmail | TestResponseWithPhoneNumber | TestResponseOther | TestResponseMapEntryValue',
    );
  });

  it('of alternatives of an input are its fields', async () => {
    const inline = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } });
    const schema = { oneOf: [inline('iban'), inline('card')] };
    const sdl = await sdlOf(
      describing({
        parameters: [{ name: 'by', in: 'query', content: { 'application/json': { schema } } }],
      }),
    );
    expect(sdl).toContain(
      'input TestByInput @oneOf {\n  withIban: TestByWithIbanInput\n  withCard: TestByWithCardInput\n}',
    );
  });

  it('of what stands in a file of one operation are not its place there', async () => {
    const parameters = [{ name: 'status', in: 'query', schema: { type: 'string', enum: ['on', 'off'] } }];
    const files = {
      'd.json': { openapi: '3.0.0', info: {}, paths: { '/a': { get: { $ref: 'get.json' } } } },
      'get.json': { operationId: 'list', parameters, responses: jsonResponse({ type: 'string' }) },
    };
    await using source = await open('d.json', { endpoint: 'http://localhost' }, files);
    expect(printSchema(source.subschema.schema)).toContain('list(status: ListStatus)');
  });
});
