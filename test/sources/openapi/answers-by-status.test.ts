import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, type Reply, startUpstream } from './harness.ts';

const named = (title: string, property: string): Record<string, unknown> => ({
  title,
  type: 'object',
  properties: { id: { type: 'string' }, [property]: { type: 'string' } },
});

/** What `test` answers to one reply, by the responses that are described. */
async function answerTo(responses: Record<string, unknown>, reply: Reply, lenient = false): Promise<unknown> {
  await using upstream = await startUpstream(() => reply);
  const options = { endpoint: upstream.url, nullability: lenient ? 'lenient' : 'described' } as const;
  await using source = await open('d.json', options, { 'd.json': describing({ responses }) });
  return await source.call('Query.test');
}

describe('answers of several statuses', () => {
  const responses = { ...jsonResponse(named('Done', 'result')), ...jsonResponse(named('Accepted', 'job'), '202') };

  it('are told apart by their status where their structures are alike', async () => {
    expect(await answerTo(responses, { status: 200, body: '{"id":"1"}' })).toEqual({ __typename: 'Done', id: '1' });
    expect(await answerTo(responses, { status: 202, body: '{"id":"1"}' })).toEqual({ __typename: 'Accepted', id: '1' });
  });

  it('are told apart by their media type', async () => {
    const content = {
      'application/vnd.a+json': { schema: named('A', 'a') },
      'application/vnd.b+json': { schema: named('B', 'b') },
    };
    const reply = { body: '{"id":"1"}', headers: { 'content-type': 'application/vnd.b+json' } };
    expect(await answerTo({ '200': { description: '', content } }, reply)).toEqual({ __typename: 'B', id: '1' });
  });

  it('keep their types beside one that is open', async () => {
    const open200 = { '200': { description: 'ok', content: { 'application/json': {} } } };
    const several = { ...open200, ...jsonResponse(named('Accepted', 'job'), '202') };
    await using source = await open(
      'd.json',
      { endpoint: 'http://x' },
      { 'd.json': describing({ responses: several }) },
    );
    expect(printSchema(source.subschema.schema)).toContain('union TestResult = JSONValue | Accepted');
    expect(source.subschema.issues.map((it) => it.message)).toEqual(['This became JSON: the response has no schema.']);
    expect(await answerTo(several, { body: '{"id":"1","job":"2"}' })).toEqual({
      __typename: 'JSONValue',
      value: { id: '1', job: '2' },
    });
    expect(await answerTo(several, { status: 202, body: '{"id":"1"}' })).toMatchObject({ __typename: 'Accepted' });
  });

  it('keep what tells the members of one of them apart', async () => {
    const kinds = { oneOf: ['a', 'b'].map((kind) => ({ ...named(kind, 'x'), properties: { kind: { const: kind } } })) };
    const several = { ...jsonResponse(named('Other', 'y')), ...jsonResponse(kinds, '202') };
    expect(await answerTo(several, { status: 202, body: '{"kind":"b"}' })).toMatchObject({ __typename: 'B' });
  });

  it('may be a list of lines', async () => {
    const content = { 'application/x-ndjson': { schema: named('Row', 'r') } };
    const several = { '200': { description: '', content }, ...jsonResponse(named('Accepted', 'job'), '202') };
    const reply = { body: '{"id":"1"}\n{"id":"2"}', headers: { 'content-type': 'application/x-ndjson' } };
    expect(await answerTo(several, reply)).toEqual({
      __typename: expect.any(String),
      value: [{ id: '1' }, { id: '2' }],
    });
  });
});

describe('a status without content', () => {
  it('is an error where only others are described, unless all may be null', async () => {
    const responses = jsonResponse(named('Done', 'result'));
    await expect(answerTo(responses, { status: 204 })).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining('no content, by the status 204'),
    });
    expect(await answerTo(responses, { status: 204 }, true)).toBeNull();
  });

  it('is null where it is described, also by a range', async () => {
    const responses = jsonResponse(named('Done', 'result'));
    const described = { ...responses, '204': { description: 'none' } };
    expect(await answerTo(described, { status: 204 })).toBeNull();
    expect(await answerTo(jsonResponse(named('Done', 'result'), '2XX'), { status: 204 })).toBeNull();
  });
});

describe('sequences', () => {
  const row = { type: 'object', properties: { id: { type: 'string' }, big: { type: 'integer', format: 'int64' } } };
  const answer = async (mediaType: string, media: unknown, body: string): Promise<unknown> => {
    await using upstream = await startUpstream(() => ({ body, headers: { 'content-type': mediaType } }));
    const responses = { '200': { description: 'ok', content: { [mediaType]: media } } };
    const document = describing({ responses }, { version: '3.2.0' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    return await source.call('Query.test');
  };

  it('of records may have records of several lines', async () => {
    const body = '\u001e{"id":\n"1"}\n\u001e{"id":"2","big":9007199254740993}\n';
    expect(await answer('application/json-seq', { itemSchema: row }, body)).toEqual([
      { id: '1' },
      { id: '2', big: '9007199254740993' },
    ]);
  });

  it('of events give each event, or what is in its data', async () => {
    const body =
      'event: add\r\ndata: a\r\ndata:b\r\n\r\n: a comment\n\nid: 3\nretry: 10\ndata: {"id":"1"}\n\ndata: [DONE]\n\n';
    const event = {
      type: 'object',
      properties: { event: { type: 'string' }, data: { type: 'string' }, retry: { type: 'integer' } },
    };
    expect(await answer('text/event-stream', { itemSchema: event }, body)).toEqual([
      { event: 'add', data: 'a\nb' },
      { id: '3', retry: 10, data: '{"id":"1"}' },
    ]);
    const payloads = body.slice(body.indexOf('id: 3'));
    expect(await answer('text/event-stream', { schema: row }, payloads)).toEqual([{ id: '1' }]);
    const typed = { ...event, properties: { ...event.properties, data: row } };
    expect(await answer('text/event-stream', { itemSchema: typed }, payloads)).toMatchObject([{ data: { id: '1' } }]);
    expect(await answer('text/event-stream', { schema: { type: 'string' } }, payloads)).toBe(payloads);
  });

  it('are written as lines', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const content = { 'application/jsonl': { itemSchema: row } };
    const document = describing({ requestBody: { content } }, { method: 'post', version: '3.2.0' });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call('Mutation.test', { input: [{ id: '1' }, { id: '2' }] });
    expect(String(upstream.received[0]?.body)).toBe('{"id":"1"}\n{"id":"2"}\n');
  });
});

describe('text', () => {
  it.each([
    ['text/plain; charset=iso-8859-1', 'é', 'é'],
    ['text/plain; charset="utf-8"', Buffer.from('é'), 'é'],
    ['text/plain; charset=unheard-of', Buffer.from('é'), 'é'],
  ])('is read in the character set of %s', async (contentType, body, text) => {
    const content = { 'text/plain': { schema: { type: 'string' } } };
    const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
    const reply = { body: bytes, headers: { 'content-type': contentType } };
    expect(await answerTo({ '200': { description: '', content } }, reply)).toBe(text);
  });

  const declaring = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><r><a>é</a></r>`;

  it.each<[string, Buffer]>([
    ['declares', Buffer.from(declaring('ISO-8859-1'), 'latin1')],
    ['marks with its first bytes', Buffer.from(`\ufeff${declaring('UTF-16')}`, 'utf16le')],
    ['shows by its first bytes', Buffer.from(declaring('UTF-16'), 'utf16le')],
    ['cannot mean by what it declares', Buffer.from(declaring('UTF-16'))],
    ['declares, which nobody knows', Buffer.from(declaring('unheard-of'))],
  ])('of XML is read in the character set that it %s', async (_, body) => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const reply = { body, headers: { 'content-type': 'application/xml' } };
    expect(await answerTo({ '200': { description: '', content: { 'application/xml': { schema } } } }, reply)).toEqual({
      a: 'é',
    });
  });
});

describe('answers of which nothing but the media type is described', () => {
  it.each([
    ['application/pdf', 'Byte', []],
    ['text/csv', 'String', []],
    ['application/json', 'JSON', ['This became JSON: the response has no schema.']],
  ])('are what %s says', async (mediaType, type, messages) => {
    const responses = { '200': { description: '', content: { [mediaType]: { example: 'x' } } } };
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': describing({ responses }) });
    expect(printSchema(source.subschema.schema)).toContain(`test: ${type}\n`);
    expect(source.subschema.issues.map((it) => it.message)).toEqual(messages);
  });

  it('may have no body', async () => {
    expect(
      await answerTo({ '200': { description: '', content: { 'application/json': {} } } }, { body: '' }),
    ).toBeNull();
    await expect(answerTo(jsonResponse({}), { body: '' })).rejects.toThrow('an empty body instead of JSON');
    await expect(answerTo(jsonResponse({ type: 'object' }), { body: '' })).rejects.toThrow('an empty body');
  });
});
