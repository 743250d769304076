import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const a = { a: { type: 'string' } };

/** For each version: its spelling of a type that may be null, and components of every sort. */
const spellings = [
  ['3.0.3', { type: 'object', nullable: true }],
  ['3.1.0', { type: ['object', 'null'] }],
] as const;

describe.each(spellings)('in %s, a required field is nullable', (version, nullable) => {
  const schemas = {
    Typed: { type: 'object', properties: a },
    Untyped: { properties: a },
    Nullable: { ...nullable, properties: a },
    Wrapped: { ...nullable, allOf: [ref('Typed')], properties: { b: { type: 'string' } } },
    AlsoNullable: { allOf: [ref('Nullable'), { description: 'again' }] },
  };
  const properties = { c: { type: 'string' } };

  it.each<[string, object, boolean]>([
    ['where a part that may be null meets a part without a type', { allOf: [ref('Nullable'), { properties }] }, true],
    ['whichever of the two comes first', { allOf: [{ properties }, ref('Nullable')] }, true],
    ['where the other part only describes', { allOf: [ref('Nullable'), { description: 'x' }] }, true],
    ['where the parts are nested', { allOf: [{ allOf: [ref('Nullable'), { properties }] }, { title: 'T' }] }, true],
    ['where the part is itself a wrapper that may be null', { allOf: [ref('Wrapped'), { properties }] }, true],
    ['where the part has it from its own parts', { allOf: [ref('AlsoNullable'), { properties }] }, true],
    ['where both parts may be null', { allOf: [ref('Nullable'), { ...nullable, properties }] }, true],
    ['where the wrapper says so', { ...nullable, allOf: [ref('Typed')] }, true],
    ['where a wrapper of several says so', { ...nullable, allOf: [ref('Typed'), { properties }] }, true],
    ['where a part says nothing else', { allOf: [ref('Typed'), nullable] }, true],
    ['where a part says nothing else, whatever the wrapper', { type: 'object', allOf: [ref('Typed'), nullable] }, true],
    ['not where another part has a type without null', { allOf: [ref('Nullable'), ref('Typed')] }, false],
    [
      'not where the part that adds to it is an object',
      { allOf: [ref('Nullable'), { type: 'object', properties }] },
      false,
    ],
    ['not where the wrapper is an object', { type: 'object', allOf: [ref('Nullable'), { properties }] }, false],
    ['not where the wrapper of one part is an object', { type: 'object', allOf: [ref('Nullable')] }, false],
    ['not where nothing may be null', { allOf: [ref('Typed'), { properties }] }, false],
    ['not where no part has a type', { allOf: [ref('Untyped'), { properties }] }, false],
  ])('%s', async (_, schema, expected) => {
    const responses = jsonResponse({ type: 'object', required: ['it'], properties: { it: schema } });
    const document = describing({ responses }, { version, schemas });
    await using upstream = await startUpstream(() => ({ body: '{"it":null}' }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(/^ {2}it: (\w+)(!?)$/m.exec(printSchema(source.subschema.schema))?.[2]).toBe(expected ? '' : '!');
  });
});

describe('nullable without a type', () => {
  it.each<[string, object]>([
    ['around a reference', { nullable: true, allOf: [ref('Typed')] }],
    ['beside a reference', { allOf: [ref('Typed'), { nullable: true }] }],
  ])('%s is taken at its word, although 3.0.3 gives it no meaning', async (_, it) => {
    const responses = jsonResponse({ type: 'object', required: ['it'], properties: { it } });
    const document = describing({ responses }, { schemas: { Typed: { type: 'object', properties: a } } });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(printSchema(source.subschema.schema)).toMatch(/^ {2}it: \w+$/m);
  });
});

describe.each([
  ['3.0.3', { type: 'string', nullable: true }, 'String'],
  ['3.1.0', { type: ['string', 'null'] }, 'String!'],
])('a property that two parts describe, in %s,', (version, nullable, narrowed) => {
  const part = (it: object) => ({ type: 'object', properties: { it } });
  it.each<[string, object[], string]>([
    ['may be null where one part only describes', [nullable, { description: 'what it is' }], 'String'],
    ['may be null where the last part says so', [{ type: 'string' }, nullable], 'String'],
    [
      'may not where the last part has a type without it: a matter of habit in 3.0',
      [nullable, { type: 'string' }],
      narrowed,
    ],
  ])('%s', async (_, its, expected) => {
    const responses = jsonResponse({ allOf: [...its.map(part), { required: ['it'] }] });
    const document = describing({ responses }, { version });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(/^ {2}it: (\S+)$/m.exec(printSchema(source.subschema.schema))?.[1]).toBe(expected);
  });
});

describe.each(spellings)('in %s, an alternative that is an object and null, and nothing else,', (version, nullable) => {
  const schemas = { Typed: { type: 'object', properties: a }, Kind: { type: 'string', enum: ['x'] } };
  const sdl = async (it: unknown): Promise<string> => {
    const responses = jsonResponse({ type: 'object', required: ['it'], properties: { it } });
    const document = describing({ responses }, { version, schemas });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    return printSchema(source.subschema.schema);
  };

  it.each<[string, string, object]>([
    ['lets an object be null', 'Typed', { anyOf: [ref('Typed'), nullable] }],
    ['lets an enumeration be null', 'Kind', { anyOf: [ref('Kind'), nullable] }],
    ['lets items be null', '[Typed]!', { type: 'array', items: { anyOf: [ref('Typed'), nullable] } }],
    ['is any object where it stands alone', 'JSON', { anyOf: [nullable] }],
    [
      'is any object where it says so',
      'TestResponseIt',
      { anyOf: [ref('Typed'), { ...nullable, description: 'Or any.' }] },
    ],
  ])('%s', async (_, type, it) => {
    expect(await sdl(it)).toContain(`  it: ${type}\n`);
  });
});
