import { describe, expect, it } from 'vitest';
import { open, startUpstream } from './harness.ts';

const json = JSON.stringify(
  {
    openapi: '3.0.3',
    info: { title: 'café', version: '1' },
    servers: [{ url: 'http://x' }],
    paths: { '/t': { get: { operationId: 'test', responses: { '200': { description: '' } } } } },
  },
  null,
  2,
);
const yaml = `openapi: 3.0.3
info: { title: café, version: '1' }
servers: [{ url: http://x }]
paths:
  /t:
    get: { operationId: test, responses: { 2XX: { description: ok } } }
`;

const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

/** What there is to say of a document that can be read; throws for one that cannot. */
async function problemsOf(content: unknown): Promise<string[]> {
  await using source = await open('d.yaml', {}, { 'd.yaml': content });
  expect([...source.subschema.operations.keys()]).toEqual(['Query.test']);
  return source.subschema.issues.filter((it) => it.code !== 'TYPE_OPEN').map((it) => it.message);
}

describe('bytes of a document', () => {
  it.each<[string, unknown]>([
    ['UTF-8 with a byte order mark', `\ufeff${json}`],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${yaml}`, 'utf16le')],
    ['UTF-16BE with a byte order mark', utf16be(`\ufeff${json}`)],
    ['UTF-16LE without one', Buffer.from(json, 'utf16le')],
    ['UTF-16BE without one', utf16be(yaml)],
    ['lines that end in CR LF', yaml.replaceAll('\n', '\r\n')],
    ['lines that end in CR', yaml.replaceAll('\n', '\r')],
    ['tabs between the tokens of JSON', json.replaceAll('  ', '\t')],
    ['a document that says where it begins and ends', `%YAML 1.2\n---\n${yaml}...\n`],
    ['U+FFFD, which is a character', yaml.replace('é', '\ufffd')],
  ])('may be %s', async (_, content) => {
    expect(await problemsOf(content)).toEqual([]);
  });

  it('of another encoding are reported, and read', async () => {
    expect(await problemsOf(Buffer.from(yaml, 'latin1'))).toEqual([
      'd.yaml:2:19 is no valid UTF-8: save the file in this encoding.',
    ]);
  });

  it('are placed by lines that end in CR, too', async () => {
    const broken = `${yaml}components: { schemas: { A: { $ref: '#/nowhere' } } }\n`.replace(
      '{ description: ok }',
      "{ $ref: '#/no' }",
    );
    await using source = await open('d.yaml', {}, { 'd.yaml': broken.replaceAll('\n', '\r') });
    expect(source.subschema.issues.find((it) => it.code === 'UNRESOLVED')?.at).toBe('d.yaml:6:44');
  });
});

describe('YAML', () => {
  it('has the last of two equal keys count, and says where', async () => {
    expect(await problemsOf(`paths: {}\n${yaml}`)).toEqual([
      'd.yaml:5:1 is no valid YAML: this key stands here again, and the last of them counts.',
    ]);
  });

  it('may merge a mapping that the one around it repeats', async () => {
    expect(await problemsOf(`x-a: &a { openapi: 3.1.0 }\n<<: *a\n${yaml}`)).toEqual([]);
  });

  it('may have tags that mean something to another tool', async () => {
    const tagged = yaml.replace(
      'title: café',
      'title: !Sub café, x-a: !GetAtt [a, b], x-b: !!binary aGk=, x-c: !If { a: b }',
    );
    expect(await problemsOf(tagged)).toEqual([]);
  });
});

describe('documents that cannot be read', () => {
  it.each([
    [
      'JSON without a comma',
      json.replace('"3.0.3",', '"3.0.3"'),
      "d.yaml:3:3 is no valid JSON: expected ',' or '}' after property value.",
    ],
    ['JSON that is cut off', json.slice(0, json.indexOf('"test"') - 1), 'd.yaml:15:'],
    [
      'YAML with tabs',
      yaml.replace('  /t', '\t/t'),
      'd.yaml:5:1 is no valid YAML: tab characters must not be used in indentation.',
    ],
    ['nothing', '', 'd.yaml is no valid YAML: expected a document, but the input is empty.'],
  ])('say where: %s', async (_, content, message) => {
    await expect(problemsOf(content)).rejects.toThrow(message);
  });

  it('are nested without end', async () => {
    const deep = `${'{"x":['.repeat(2_000)}1${']}'.repeat(2_000)}`;
    await expect(problemsOf(json.replace('"1"', deep))).rejects.toThrow('is nested more than 500 levels deep');
    const cyclic = yaml.replace('description: ok', 'description: ok, x-self: &self { self: *self }');
    expect(await problemsOf(cyclic)).toEqual([]);
  });
});

it('follows references of any length from object to object', async () => {
  const names = Array.from({ length: 3_000 }, (_, index) => `S${index}`);
  const schemas = names.map((name, index) => [
    name,
    { type: 'object', properties: { id: { type: 'string' }, next: { $ref: `#/components/schemas/S${index + 1}` } } },
  ]);
  const document = JSON.parse(json);
  document.components = { schemas: { ...Object.fromEntries(schemas), S3000: { type: 'string' } } };
  document.paths['/t'].get.responses['200'].content = {
    'application/json': { schema: { $ref: '#/components/schemas/S0' } },
  };
  expect(await problemsOf(document)).toEqual([]);
});

describe('keywords of another type than the standard says', () => {
  const value = { type: 'object', properties: { a: { type: 'string' } } };
  /** Severity, place within the text and message of what there is to say of a document. */
  async function said(document: unknown): Promise<string[]> {
    const text = JSON.stringify(document, null, 1);
    await using source = await open('d.json', {}, { 'd.json': text });
    const lines = text.split('\n');
    return source.subschema.issues
      .filter((it) => it.code !== 'TYPE_OPEN')
      .map(({ severity, message, at }) => {
        const [, line = '', column = ''] = at.split(':');
        return `${severity} at ${lines[Number(line) - 1]?.slice(Number(column) - 1).replace(/[,{[]+$/, '')}: ${message}`;
      });
  }
  const describing = (operation: object, schemas: object = {}): object => ({
    openapi: '3.0.3',
    info: {},
    servers: [{ url: 'http://x' }],
    paths: { '/t': { get: { responses: { '200': { description: '' } }, ...operation } } },
    components: { schemas },
  });
  const passed = 'what stands there is passed over.';

  it('are reported in the whole document at once', async () => {
    expect(
      await said({ ...describing({}), servers: 'http://x', security: 'none', components: { schemas: 'none' } }),
    ).toEqual([
      `warning at "http://x": "servers" must be a list: ${passed}`,
      `warning at "none": "schemas" must be an object: ${passed}`,
      `warning at "none": "security" must be a list: ${passed}`,
      `warning at "http://x": The server "/" is no absolute URL: set "endpoint" in the source's options.`,
    ]);
  });

  it.each<[string, object, string[]]>([
    ['parameters', { parameters: { a: 1 } }, [`warning at : "parameters" must be a list: ${passed}`]],
    ['a parameter', { parameters: ['a'] }, [`warning at "a": Each of "parameters" must be an object: ${passed}`]],
    ['a body', { requestBody: 'x' }, [`warning at "x": "requestBody" must be an object: ${passed}`]],
    ['a name', { operationId: 12 }, [`warning at 12: "operationId" must be text: ${passed}`]],
    [
      'a response',
      { responses: { '200': 'ok' } },
      [`warning at "ok": "200" of "responses" must be an object: ${passed}`],
    ],
    [
      'a status',
      { responses: { ok: {}, '2xx': {} } },
      ['warning at {}: "ok" is no status: write a number such as 200, a range such as 2XX, or default.'],
    ],
  ])('of an operation: %s', async (_, operation, messages) => {
    expect(await said(describing(operation))).toEqual(messages);
  });

  it.each<[string, object, string[]]>([
    ['required', { ...value, required: true }, [`warning at true: "required" must be a list: ${passed}`]],
    ['properties', { properties: ['a'] }, [`warning at : "properties" must be an object: ${passed}`]],
    [
      'a property',
      { properties: { a: 'string' } },
      [`warning at "string": "a" of "properties" must be an object: ${passed}`],
    ],
    [
      'type',
      { properties: { a: { type: {} } } },
      [`warning at {}: "type" must be text, or a list of texts: ${passed}`],
    ],
    [
      'a definition within',
      { $defs: { a: { type: 1 } } },
      [`warning at 1: "type" must be text, or a list of texts: ${passed}`],
    ],
    ['items', { type: 'array', items: 'A' }, [`warning at "A": "items" must be an object, or a list: ${passed}`]],
    ['allOf', { allOf: value }, [`warning at : "allOf" must be a list: ${passed}`]],
    ['a limit', { type: 'string', maxLength: '3' }, [`warning at "3": "maxLength" must be a number: ${passed}`]],
    [
      'additionalProperties',
      { type: 'object', additionalProperties: 'false' },
      [`warning at "false": "additionalProperties" must be a boolean, or an object: ${passed}`],
    ],
    ['nothing', { type: 'array', items: true, allOf: [true, { required: null }], 'x-a': 1 }, []],
    ['one that is named like a keyword', { properties: { type: { type: 'string' }, required: value } }, []],
    ['a reference for all properties', { properties: { $ref: '#/components/schemas/A/allOf' } }, []],
  ])('of a schema: %s', async (_, schema, messages) => {
    expect(await said(describing({}, { A: schema }))).toEqual(messages);
  });

  it('that cost an operation are errors', async () => {
    const at = (paths: unknown): Promise<string[]> => said({ ...describing({}), paths });
    expect(await at(['x'])).toEqual([`error at : "paths" must be an object: ${passed}`]);
    expect(await at({ '/t': 'x' })).toEqual([`error at "x": "/t" of "paths" must be an object: ${passed}`]);
    expect(await at({ '/t': { get: null, parameters: null } })).toEqual([
      `error at null: "get" must be an object: ${passed}`,
    ]);
    expect(await at({ '/t': { get: 'x' } })).toEqual([`error at "x": "get" must be an object: ${passed}`]);
  });
});

it('sends a path without its first slash with it', async () => {
  await using upstream = await startUpstream(() => ({ body: '{}' }));
  const document = {
    ...JSON.parse(json),
    servers: [{ url: `${upstream.url}/v1` }],
    paths: { t: JSON.parse(json).paths['/t'] },
  };
  await using source = await open('d.json', {}, { 'd.json': document });
  await source.call('Query.test');
  expect(upstream.received.map((it) => it.url)).toEqual(['/v1/t']);
  expect(source.subschema.issues.map((it) => it.message)).toContain(
    'The path t must begin with "/": it is taken for /t.',
  );
});
