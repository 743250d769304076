import { describe, expect, it } from 'vitest';
import { open } from './harness.ts';

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
