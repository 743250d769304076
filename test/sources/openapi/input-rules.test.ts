import { describe, expect, it } from 'vitest';
import { describing, open, startUpstream } from './harness.ts';

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const object = (names: string, more: object = {}): object => ({
  type: 'object',
  properties: Object.fromEntries(names.split(' ').map((name) => [name, text])),
  ...more,
});
const need = (...required: string[]): object => ({ required });

/** What the upstream is sent, as JSON; rejects with the fault of the input, of which it must have heard nothing. */
async function sent(schema: object, input: unknown, schemas: Record<string, unknown> = {}): Promise<unknown> {
  await using upstream = await startUpstream(() => ({ body: '""' }));
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  const document = describing({ requestBody }, { method: 'post', version: '3.1.0', schemas });
  await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
  try {
    await source.call('Mutation.test', { input });
  } catch (error) {
    expect(upstream.received).toEqual([]);
    throw error;
  }
  return JSON.parse(upstream.received[0]?.body.toString() ?? '');
}

const refused = async (schema: object, input: unknown, message: string, schemas?: Record<string, unknown>) =>
  expect(sent(schema, input, schemas)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining(message),
  });

describe('choices of what is required', () => {
  const one = object('org org_id bucket', { required: ['bucket'], oneOf: [need('org'), need('org_id')] });
  const any = object('a b c', { anyOf: [need('a'), need('b', 'c')] });

  it.each<[string, object]>([
    ['beside the properties', one],
    ['in an allOf', { allOf: [object('org org_id bucket'), { oneOf: [need('org'), need('org_id')] }] }],
    ['in a component of an allOf', { allOf: [ref('Base'), { oneOf: [need('org'), need('org_id')] }] }],
    [
      'of allOf themselves',
      object('org org_id bucket', { oneOf: [{ allOf: [need('org')] }, { type: 'object', ...need('org_id') }] }),
    ],
  ])('of which exactly one must hold: %s', async (_, schema) => {
    const schemas = { Base: object('org org_id bucket') };
    expect(await sent(schema, { orgId: '1', bucket: 'b' }, schemas)).toEqual({ org_id: '1', bucket: 'b' });
    await refused(schema, { bucket: 'b' }, '"input" must have exactly one of: org; orgId', schemas);
    await refused(schema, { bucket: 'b', org: 'o', orgId: '1' }, 'must have exactly one of: org; orgId', schemas);
  });

  it('of which one must hold, and may hold together', async () => {
    expect(await sent(any, { b: '1', c: '1' })).toEqual({ b: '1', c: '1' });
    expect(await sent(any, { a: '1', b: '1', c: '1' })).toEqual({ a: '1', b: '1', c: '1' });
    await refused(any, { b: '1' }, '"input" must have at least one of: a; b and c');
  });

  it('several at once, and below the outermost object', async () => {
    const both = object('a b c d', { allOf: [{ anyOf: [need('a'), need('b')] }, { anyOf: [need('c'), need('d')] }] });
    const schema = { type: 'object', properties: { list: { type: 'array', items: both } } };
    expect(await sent(schema, { list: [{ a: '1', d: '1' }] })).toEqual({ list: [{ a: '1', d: '1' }] });
    await refused(
      schema,
      { list: [{ a: '1', d: '1' }, { c: '1' }] },
      '"input.list[1]" must have at least one of: a; b',
    );
    await refused(schema, { list: [{ a: '1' }] }, 'must have at least one of: c; d');
  });

  it('beside alternatives of which each has properties of its own', async () => {
    const schema = object('a b', {
      anyOf: [need('a'), need('b')],
      oneOf: [object('iban', need('iban')), object('card', need('card'))],
    });
    expect(await sent(schema, { withIban: { a: '1', iban: 'x' } })).toEqual({ a: '1', iban: 'x' });
    await refused(schema, { withIban: { iban: 'x' } }, '"input.withIban" must have at least one of: a; b');
  });

  it('where only some alternatives have properties of their own: each can be given', async () => {
    const schema = object('a b', { oneOf: [need('a'), object('c', need('c'))] });
    expect(await sent(schema, { other: { a: '1' } })).toEqual({ a: '1' });
    expect(await sent(schema, { withC: { c: '1', b: '2' } })).toEqual({ c: '1', b: '2' });
  });

  it('of which one is looser than what surrounds it: the tighter limit holds', async () => {
    const loose = { ...object('c', { minProperties: 1, maxProperties: 3 }), type: ['object', 'array'] };
    const schema = object('a b', { minProperties: 2, maxProperties: 2, oneOf: [loose, object('d')] });
    expect(await sent(schema, { withC: { a: '1', c: '2' } })).toEqual({ a: '1', c: '2' });
    await refused(schema, { withC: { c: '1' } }, '"input.withC" has fewer than 2 fields');
    await refused(schema, { withC: { a: '1', b: '2', c: '3' } }, '"input.withC" has more than 2 fields');
  });

  it('of an open object', async () => {
    const schema = { type: 'object', oneOf: [need('a'), need('b')] };
    expect(await sent(schema, { a: 1 })).toEqual({ a: 1 });
    await refused(schema, { c: 1 }, 'must have exactly one of: a; b');
  });

  it('null is as good as nothing where it is not sent', async () => {
    await refused(one, { org: null, bucket: 'b' }, 'must have exactly one of');
  });

  it('cannot be held against what nobody can give', async () => {
    const schema = {
      type: 'object',
      properties: { a: text, b: { ...text, readOnly: true } },
      oneOf: [need('b'), need('id')],
    };
    expect(await sent(schema, { a: '1' })).toEqual({ a: '1' });
  });
});

describe('rules between properties', () => {
  it.each<[string, object, unknown, string]>([
    ['not', object('url id', { not: need('url', 'id') }), { url: 'u', id: 'i' }, 'must not have url and id together'],
    ['not, of one', object('url id', { not: need('id') }), { id: 'i' }, 'must not have id'],
    ['not any', object('a b c', { not: { anyOf: [need('a'), need('b')] } }), { b: '1' }, 'must not have a or b'],
    [
      'dependentRequired',
      object('card address', { dependentRequired: { card: ['address'] } }),
      { card: '1' },
      'must have address, because it has card',
    ],
    [
      'dependencies',
      object('card address', { dependencies: { card: ['address'] } }),
      { card: '1' },
      'must have address, because it has card',
    ],
    [
      'dependentSchemas',
      object('card address', { dependentSchemas: { card: need('address') } }),
      { card: '1' },
      'must have address, because it has card',
    ],
    [
      'if and then',
      object('zip', {
        properties: { country: { enum: ['us', 'de'] }, zip: text },
        if: { properties: { country: { const: 'us' } }, required: ['country'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: need('zip'),
      }),
      { country: 'US' },
      'must have zip, because it has country "us"',
    ],
    [
      'if and else',
      object('zip pin', { if: need('zip'), else: need('pin') }),
      {},
      'must have pin, because it does not have zip',
    ],
    ['minProperties', object('a b', { minProperties: 1 }), { a: null }, 'has fewer than 1 fields'],
    ['maxProperties', object('a b', { maxProperties: 1 }), { a: '1', b: '2' }, 'has more than 1 fields'],
  ])('%s', async (_, schema, input, message) => refused(schema, input, message));

  it.each<[string, object, unknown, unknown]>([
    ['not', object('url id', { not: need('url', 'id') }), { url: 'u' }, { url: 'u' }],
    [
      'dependentRequired',
      object('card address', { dependentRequired: { card: ['address'] } }),
      { address: '1' },
      { address: '1' },
    ],
    [
      'a rule of which a part is not understood',
      object('a', { not: { properties: { a: { contentEncoding: 'base64' } } } }),
      { a: '1' },
      { a: '1' },
    ],
    [
      'an if of which a part is not understood',
      object('a b', { if: { properties: { a: { format: 'x' } } }, else: need('b') }),
      { a: '1' },
      { a: '1' },
    ],
    [
      'a rule for values that are no objects',
      object('a', { anyOf: [{ minLength: 5 }, need('zz')] }),
      { a: '1' },
      { a: '1' },
    ],
    ['a rule that refers to itself', object('a', { not: ref('Loop') }), { a: '1' }, { a: '1' }],
  ])('let through what they allow: %s', async (_, schema, input, expected) => {
    expect(await sent(schema, input, { Loop: { required: ['b'], not: ref('Loop') } })).toEqual(expected);
  });
});

describe('names of members', () => {
  const map = (more: object): object => ({ type: 'object', additionalProperties: text, ...more });
  it.each<[string, object, string]>([
    ['propertyNames', map({ propertyNames: { pattern: '^[a-z]+$', maxLength: 4 } }), 'has the key "Bad-1"'],
    ['propertyNames as an enumeration', map({ propertyNames: { enum: ['a', 'b'] } }), 'has the key "Bad-1"'],
    [
      'patternProperties alone',
      { type: 'object', patternProperties: { '^[a-z]+$': text }, additionalProperties: false },
      'has the key "Bad-1"',
    ],
    ['maxProperties', map({ maxProperties: 0 }), 'has more than 0 fields'],
  ])('of a map are checked: %s', async (_, schema, message) => {
    await refused(schema, [{ key: 'Bad-1', value: 'x' }], message);
    if (!message.startsWith('has more')) expect(await sent(schema, [{ key: 'a', value: 'x' }])).toEqual({ a: 'x' });
  });

  it('of a map with a minimum', async () => {
    await refused(map({ minProperties: 1 }), [], 'has fewer than 1 fields');
  });
});

describe('limits of values', () => {
  const of = (schema: object): object => ({ type: 'object', properties: { v: schema } });
  it.each<[string, object, unknown]>([
    ['not, of values', { type: 'string', not: { enum: ['root'] } }, 'root'],
    ['any of several limits', { type: 'string', anyOf: [{ minLength: 5 }, { pattern: '^x' }] }, 'abc'],
    ['the tighter of two lengths', { allOf: [{ type: 'string', maxLength: 3 }, { maxLength: 10 }] }, 'abcd'],
    ['the tighter of two bounds', { allOf: [{ type: 'integer', minimum: 3 }, { minimum: 1 }] }, 2],
    ['both of two patterns', { allOf: [{ type: 'string', pattern: '^a' }, { pattern: 'b$' }] }, 'xb'],
    ['exclusive as from 3.1 on', { type: 'integer', exclusiveMinimum: 3 }, 3],
    ['exclusive as up to 3.0', { type: 'integer', minimum: 3, exclusiveMinimum: true }, 3],
    ['multiples', { type: 'number', multipleOf: 0.1 }, 0.25],
    [
      'objects that differ in the order of their members',
      { type: 'array', uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    ['a large integer beyond a bound', { type: 'integer', format: 'int64', maximum: 2 ** 53 }, '9007199254740995'],
    ['exclusive of exact numbers', { type: 'integer', format: 'int64', exclusiveMaximum: 10 }, '10'],
  ])('are kept to: %s', async (_, schema, v) => refused(of(schema), { v }, '"input.v'));

  it.each<[string, object, unknown, string]>([
    ['a length, of a number', { type: 'integer', format: 'int64', maxLength: 3 }, '12345', '12345'],
    ['a bound, of text', { type: 'string', format: 'int64', minimum: 10 }, '5', '"5"'],
    [
      'an exclusive bound beyond 2^53',
      { type: 'integer', format: 'int64', exclusiveMaximum: 2 ** 63 },
      '9223372036854775807',
      '9223372036854775807',
    ],
    [
      'a bound that was rounded',
      { type: 'integer', minimum: -(2 ** 63) },
      '-9223372036854776000',
      '-9223372036854776000',
    ],
    ['values that look alike', { type: 'array', uniqueItems: true }, [1, '1'], '[1,"1"]'],
    ['a multiple with a remainder of rounding', { type: 'number', multipleOf: 0.01 }, 4.35, '4.35'],
  ])('do not hold for: %s', async (_, schema, v, expected) => {
    await using upstream = await startUpstream(() => ({ body: '""' }));
    const requestBody = { content: { 'application/json': { schema: of(schema) } } };
    const document = describing({ requestBody }, { method: 'post', version: '3.1.0' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: { v } });
    expect(upstream.received[0]?.body.toString()).toBe(`{"v":${expected}}`);
  });
});
