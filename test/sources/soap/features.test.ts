import { printSchema, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { SoapCodec } from '../../../src/sources/soap/codec.ts';
import type { SoapOptions } from '../../../src/sources/soap/options.ts';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import { call, connected, envelope, open, selectionOf, serve } from './soap-service.ts';

async function codecOf(coordinate: string): Promise<SoapCodec> {
  const { subschema } = await open('features.wsdl');
  return new SoapCodec(subschema.operations.get(coordinate)?.wire as SoapWire);
}

const again = (codec: SoapCodec, args: Record<string, unknown>): unknown => {
  const decoded = codec.decode(codec.encode(args), undefined);
  return decoded.kind === 'value' ? JSON.parse(JSON.stringify(decoded.value)) : decoded;
};

test('every feature of a schema has a type, and what has no field is said', async () => {
  const { subschema } = await open('features.wsdl');
  expect(validateSchema(subschema.schema)).toEqual([]);
  expect(printSchema(subschema.schema)).toMatchSnapshot();
  expect(subschema.issues.filter(({ code }) => code !== 'EFFECT_GUESSED')).toMatchSnapshot();
  expect(subschema.described).toBe(5);
});

test('values of every feature come back equal', async () => {
  const codec = await codecOf('Query.echo');
  const args = {
    car: { wheels: 4, doors: 5 },
    note: 'n',
    from: '2026-01-01',
    right: 1,
    more: 2,
    items: [{ on: 'a' }, { off: 'b' }, { on: 'c' }, { on: 'd' }],
    level: '7',
    words: 'MID',
    price: { value: '8.5', currency: 'CHF' },
    text: { text: 'hello ', b: ['bold'] },
    restricted: { a: 'x' },
    tree: { label: 'r', child: [{ label: 'c', child: [] }] },
    flag: true,
    version: '2',
    free: { '@k': 'v', item: ['1', { deep: 'x' }] },
    thing: { inner: { x: 1 } },
    any: ['<z:one xmlns:z="urn:z"><z:two/></z:one>'],
    mark: 'm',
    lang: 'de',
    levelAttribute: 3,
    anyAttributes: { '{urn:a}k': 'v' },
  };
  const content = 'hello <n3:b xmlns:n3="urn:f">bold</n3:b>';
  expect(again(codec, args)).toEqual({ ...args, text: { ...args.text, content } });
});

test('mixed content keeps its order in a field of its own, in both directions', async () => {
  const codec = await codecOf('Query.echo');
  const base = { from: '2026-01-01', left: 1 };
  const content = 'a &lt; <b xmlns="urn:f" x="1">bold</b><!-- c --> and <i:b xmlns:i="urn:f">more</i:b> end';
  const xml = codec.encode({ ...base, text: { content } });
  expect(xml).toContain(`:text>${content}</`);
  expect(again(codec, { ...base, text: { content } })).toMatchObject({
    text: { content, text: 'a <  and  end', b: ['bold', 'more'] },
  });
  expect(again(codec, { ...base, text: { content: '' } })).toMatchObject({ text: { content: '', text: '', b: [] } });
  // What is around the element declares its prefixes; each element of the answer stands by itself.
  const answer = '<e:Everything xmlns:e="urn:f"><e:from>2026-01-01</e:from><e:text>x<e:b/>y</e:text></e:Everything>';
  expect(codec.decode(envelope(answer), selectionOf('{ text { content } }'))).toEqual({
    kind: 'value',
    value: { text: { content: 'x<e:b xmlns:e="urn:f"/>y' } },
  });
  expect(() => codec.encode({ ...base, text: { content, b: ['c'] } })).toThrow('is all of the content: give no b');
  expect(codec.encode({ ...base, text: { content, b: [], text: null } })).toBe(xml);
  expect(() => codec.encode({ ...base, text: { content: '<b>' } })).toThrow('"Para.content"');
});

test('a choice takes one branch', async () => {
  const codec = await codecOf('Query.echo');
  const base = { from: '2026-01-01' };
  expect(() => codec.encode({ ...base, left: 1, right: 1 })).toThrow('"Everything" takes only one of left, right');
  expect(() => codec.encode(base)).toThrow('"Everything" needs one of left, right, more');
  expect(() => codec.encode({ ...base, left: 1, car: { wheels: 1, doors: 1 }, bike: { wheels: 2 } })).toThrow(
    'only one of',
  );
});

test('facets, fixed values and fragments are checked on input', async () => {
  const codec = await codecOf('Query.echo');
  const base = { from: '2026-01-01', left: 1 };
  expect(() => codec.encode({ ...base, version: '3' })).toThrow('must be "2"');
  expect(() => codec.encode({ ...base, price: { value: '9.01', currency: 'x' } })).toThrow('must be at most 9');
  for (const any of ['text', '<a>', '<a/>text', '<!DOCTYPE a><a/>', '<soap:Body/>', '']) {
    expect(() => codec.encode({ ...base, any: [any] }), any).toThrow('"Everything.any"');
  }
  for (const free of [{ 'a b': 1 }, { '@xmlns:x': 'y' }, '\u0001']) {
    expect(() => codec.encode({ ...base, free })).toThrow('"Everything.free"');
  }
});

test('rpc style wraps its parts, without their namespace', async () => {
  const codec = await codecOf('Mutation.swap');
  const xml = codec.encode({ one: { label: 'l' }, two: 2 });
  expect(xml).toMatch(/<(n\d+):swap|<(n\d+):Swap/);
  expect(xml).toMatch(
    /<soap:Body><(n\d+):Swap><one><(n\d+):label>l<\/\2:label><\/one><two>2<\/two><\/\1:Swap><\/soap:Body>/,
  );
  expect(xml).toContain('="urn:rpc"');
  const answer = xml.replaceAll(':Swap>', ':SwapResponse>');
  expect(codec.decode(answer, undefined)).toMatchObject({ value: { one: { label: 'l' }, two: 2 } });
});

test('a one-way operation answers true as soon as its message is taken', async () => {
  await using server = await serve(() => ({ status: 202, body: '' }));
  await using source = await connected('features.wsdl', { endpoint: server.url });
  expect(await call(source, 'Mutation.send', { from: '2026-01-01', left: 1 })).toBe(true);
});

test('globs decide between query and mutation, and say which may be repeated', async () => {
  const { subschema } = await open('features.wsdl', { queries: ['se*'], mutations: ['echo'] });
  expect([...subschema.operations.values()].map(({ coordinate, idempotent }) => [coordinate, idempotent])).toEqual([
    ['Mutation.echo', false],
    ['Query.send', true],
    ['Mutation.swap', false],
    ['Query.qEcho', false],
  ]);
});

test('globs decide which operations have a field', async () => {
  const named = async (options: Partial<SoapOptions>): Promise<readonly string[]> => {
    const { subschema } = await open('features.wsdl', options);
    return [...subschema.operations.keys()];
  };
  expect(await named({ include: ['e*', 'swap'] })).toEqual(['Query.echo', 'Mutation.swap']);
  expect(await named({ exclude: ['*cho'] })).toEqual(['Mutation.send', 'Mutation.swap']);
  expect(await named({ include: ['s*'], exclude: ['swap'] })).toEqual(['Mutation.send']);
  const { subschema } = await open('features.wsdl', { include: ['swap'] });
  expect(subschema.described).toBe(5);
  expect(printSchema(subschema.schema)).not.toContain('echo');
});

test('globs that fit no operation are reported, with the ones that may be meant', async () => {
  const { subschema } = await open('features.wsdl', {
    include: ['*'],
    exclude: ['sned'],
    queries: ['get*', 'echo'],
    mutations: ['swop*'],
    responseHeaders: ['echo'],
  });
  expect(subschema.issues.filter(({ code }) => code === 'UNRESOLVED')).toEqual(
    [
      'exclude has "sned", which fits no operation. Did you mean "send"?',
      'queries has "get*", which fits no operation.',
      'mutations has "swop*", which fits no operation. Did you mean "swap"?',
      'responseHeaders has "echo", which fits no operation whose answer has declared headers.',
    ].map((message) => ({ severity: 'warning', code: 'UNRESOLVED', message, at: 'features.wsdl' })),
  );
});

test('without an address the endpoint is asked for', async () => {
  await using source = await connected('features.wsdl');
  await expect(call(source, 'Mutation.send', { from: '2026-01-01', left: 1 })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('set endpoint'),
  });
});

test('a port that does not exist is an error with the ones that do', async () => {
  const { subschema } = await open('customers.wsdl', { port: 'Customer' });
  expect(subschema.issues).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      message: 'There is no port "Customer"; there are CustomersService/CustomersPort.',
    }),
  );
});
