import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

const minimal = (operation: unknown): Record<string, unknown> => ({
  openapi: '3.0.3',
  info: {},
  paths: { '/t': { get: operation } },
});

describe('documents', () => {
  it('of several files, with cycles, escapes and YAML', async () => {
    const files = {
      'api/openapi.yaml': `openapi: 3.0.3\ninfo: {}\npaths:\n  /t:\n    $ref: 'paths/t.yaml'\n`,
      'api/paths/t.yaml': `get:\n  operationId: test\n  responses:\n    '200':\n      description: ok\n      content:\n        application/json:\n          schema: { $ref: '../models/node.yml' }\n`,
      'api/models/node.yml': `type: object\nproperties:\n  next: { $ref: './node.yml' }\n  odd: { $ref: '../all.json#/a~1b/c~0d%25' }\n`,
      'api/all.json': { 'a/b': { 'c~d%': { type: 'integer' } } },
    };
    await using source = await open('api/openapi.yaml', { endpoint: 'http://x' }, files);
    expect(source.subschema.issues).toEqual([]);
    expect(printSchema(source.subschema.schema)).toContain('type Node {\n  next: Node\n  odd: Int\n}');
  });

  it('from a URL read their own origin only', async () => {
    const files = {
      'http://a.test/openapi.json': minimal({
        operationId: 'test',
        responses: jsonResponse({
          type: 'object',
          properties: {
            own: { $ref: 'x.json' },
            far: { $ref: 'http://b.test/y.json' },
            file: { $ref: 'file:///etc/passwd' },
          },
        }),
      }),
      'http://a.test/x.json': { type: 'string' },
      'http://b.test/y.json': { type: 'string' },
    };
    await using source = await open('http://a.test/openapi.json', { endpoint: 'http://x' }, files);
    expect(source.subschema.issues.filter((it) => it.message.includes('is not read'))).toHaveLength(2);
    await using allowed = await open(
      'http://a.test/openapi.json',
      { endpoint: 'http://x', allowReferences: ['http://b.test'] },
      files,
    );
    expect(allowed.subschema.issues.filter((it) => it.message.includes('is not read'))).toHaveLength(1);
    expect(printSchema(allowed.subschema.schema)).toContain('far: String');
  });

  it('of OpenAPI 2.0', async () => {
    await using upstream = await startUpstream(() => ({ body: '{"ok":true}' }));
    const document = {
      swagger: '2.0',
      info: {},
      host: 'api.test',
      basePath: '/v2',
      schemes: ['http', 'https'],
      consumes: ['application/json'],
      produces: ['application/json'],
      paths: {
        '/a/{id}': {
          post: {
            operationId: 'create',
            parameters: [
              { name: 'id', in: 'path', required: true, type: 'integer', format: 'int64' },
              { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
              { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/New' } },
            ],
            responses: {
              200: {
                description: 'ok',
                schema: { type: 'object', properties: { ok: { type: 'boolean', 'x-nullable': true } } },
              },
            },
          },
        },
        '/f': {
          post: {
            operationId: 'upload',
            consumes: ['multipart/form-data'],
            parameters: [
              { name: 'f', in: 'formData', type: 'file' },
              { name: 'n', in: 'formData', type: 'string', required: true },
            ],
            responses: { 200: { description: 'ok' } },
          },
        },
      },
      definitions: { New: { type: 'object', properties: { a_b: { type: 'string' } } } },
    };
    await using source = await open('d.json', { endpoint: `${upstream.url}/v2` }, { 'd.json': document });
    const sdl = printSchema(source.subschema.schema);
    expect(sdl).toContain('create(id: BigInt!, tags: [String!], input: NewInput!): CreateResponse');
    expect(sdl).toContain('input UploadInput {\n  f: Upload\n  n: String!\n}');
    await source.call('Mutation.create', { id: '9007199254740993', tags: ['a', 'b'], input: { aB: 'x' } });
    expect(upstream.received[0]).toMatchObject({ url: '/v2/a/9007199254740993?tags=a%7Cb' });
    expect(String(upstream.received[0]?.body)).toBe('{"a_b":"x"}');
    await using described = await open('d.json', {}, { 'd.json': document });
    expect(described.subschema.operations.get('Mutation.create')?.wire).toMatchObject({
      server: 'https://api.test/v2',
    });
  });

  it('with server variables', async () => {
    const document = {
      ...describing({}),
      servers: [
        {
          url: 'https://{region}.test/{v}',
          variables: { region: { default: 'eu', enum: ['eu', 'us'] }, v: { default: 'v1' } },
        },
      ],
    };
    await using source = await open('d.json', { serverVariables: { region: 'us' } }, { 'd.json': document });
    expect(source.subschema.operations.get('Query.test')?.wire).toMatchObject({ server: 'https://us.test/v1' });
    await using wrong = await open('d.json', { serverVariables: { region: 'xx' } }, { 'd.json': document });
    expect(wrong.subschema.issues[0]?.message).toBe('The server variable region must be one of eu, us, not "xx".');
  });

  it('with overlays and merge patches', async () => {
    const overlay = {
      overlay: '1.0.0',
      actions: [
        { target: "$.paths['/test'].get", update: { operationId: 'renamed' } },
        { target: '$..properties.secret', remove: true },
        { target: "$.paths.*.get.parameters[?(@.name=='q')].schema", update: { type: 'integer' } },
      ],
    };
    const document = describing({
      parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }],
      responses: jsonResponse({ type: 'object', properties: { a: { type: 'string' }, secret: { type: 'string' } } }),
    });
    await using source = await open(
      'd.json',
      { endpoint: 'http://x', overlays: ['o.yaml', { info: { title: 'New' } }] },
      { 'd.json': document, 'o.yaml': overlay },
    );
    const sdl = printSchema(source.subschema.schema);
    expect(sdl).toContain('renamed(q: Int)');
    expect(sdl).not.toContain('secret');
  });

  it.each([
    ['[1]', 'it is not an object'],
    ['{"a":1}', 'neither an "openapi" nor a "swagger"'],
    ['{"openapi":"4.0"}', 'its version "4.0"'],
    ['a: [', 'no valid YAML'],
  ])('that are none: %s', async (text, reason) => {
    await expect(open('d.json', {}, { 'd.json': text })).rejects.toMatchObject({
      code: 'DESCRIPTION_INVALID',
      message: expect.stringContaining(reason),
    });
  });

  it('with faults are translated as far as they go', async () => {
    const text = JSON.stringify(
      minimal({
        operationId: 'test',
        responses: jsonResponse({
          type: 'object',
          properties: { a: { $ref: '#/nowhere' }, b: { type: 'wrong' }, c: { type: 'string' } },
        }),
      }),
      null,
      2,
    );
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': text });
    expect(printSchema(source.subschema.schema)).toContain('c: String');
    const found = source.subschema.issues.filter((it) => it.severity !== 'info');
    expect(found.map((it) => [it.code, it.at.replace(/:\d+$/, '')])).toEqual([
      ['UNRESOLVED', `d.json:${text.split('\n').findIndex((line) => line.includes('"a": {')) + 1}`],
      ['INVALID', `d.json:${text.split('\n').findIndex((line) => line.includes('"b": {')) + 1}`],
    ]);
  });

  it('of webhooks alone give the types of what will come', async () => {
    const document = {
      openapi: '3.1.0',
      info: {},
      webhooks: {
        paid: {
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: { title: 'Paid', type: 'object', properties: { id: { type: 'string' } } },
                },
              },
            },
          },
        },
      },
    };
    await using source = await open('d.json', {}, { 'd.json': document });
    expect(printSchema(source.subschema.schema)).toContain('type Paid {\n  id: String\n}');
    expect(source.subschema.described).toBe(0);
  });

  it('leave out, rename roots and keep what the options say', async () => {
    const document = {
      openapi: '3.0.0',
      info: {},
      paths: {
        '/s': {
          post: { operationId: 'searchThings', responses: jsonResponse({ type: 'string' }) },
          get: { operationId: 'getThing', responses: jsonResponse({ type: 'string' }) },
        },
      },
    };
    await using source = await open(
      'd.json',
      { endpoint: 'http://x', queries: ['search*'], exclude: ['get*'] },
      { 'd.json': document },
    );
    expect([...source.subschema.operations.keys()]).toEqual(['Query.searchThings']);
    expect(source.subschema.operations.get('Query.searchThings')).toMatchObject({ effect: 'read', idempotent: true });
  });

  it('say what of them has no effect', async () => {
    const document = describing({
      responses: jsonResponse({ type: 'array', items: { type: 'object', properties: {} } }),
    });
    document.servers = [{ url: 'http://{region}.test', variables: { region: { default: 'eu' } } }];
    await using source = await open(
      'd.json',
      {
        serverVariables: { regoin: 'us' },
        pagination: { style: 'page', operations: ['tset'] },
        projection: { parameter: 'fields' },
      },
      { 'd.json': document },
    );
    expect(source.subschema.issues.filter(({ code }) => code === 'UNRESOLVED').map(({ message }) => message)).toEqual([
      'pagination.operations has "tset", which fits no operation. Did you mean "test"?',
      'serverVariables has "regoin", which no server has. Did you mean "region"?',
      'pagination fits no query that is taken: it needs a list in the answer and a query parameter for page. Name them by "items" and "parameter".',
      'projection fits no operation that is taken: none has a query parameter "fields".',
    ]);
  });
});
