import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, select, startUpstream } from './harness.ts';

const pet = {
  type: 'object',
  xml: { name: 'pet' },
  properties: {
    id: { type: 'integer', format: 'int64', xml: { attribute: true } },
    name: { type: 'string' },
    tags: { type: 'array', xml: { wrapped: true, name: 'tagList' }, items: { type: 'string', xml: { name: 'tag' } } },
    photo_urls: { type: 'array', xml: { name: 'photo' }, items: { type: 'string' } },
    sold: { type: 'boolean' },
  },
};

const responding = (mediaType: string, schema: unknown): Record<string, unknown> => ({
  responses: { '200': { description: 'ok', content: { [mediaType]: { schema } } } },
});
const sending = (mediaType: string, schema: unknown, encoding?: unknown): Record<string, unknown> => ({
  requestBody: { required: true, content: { [mediaType]: { schema, encoding } } },
});

describe('responses', () => {
  const answer = async (
    mediaType: string,
    schema: unknown,
    body: string | Uint8Array,
    contentType = mediaType,
  ): Promise<unknown> => {
    await using upstream = await startUpstream(() => ({ body, headers: { 'content-type': contentType } }));
    await using source = await open(
      'd.json',
      { endpoint: upstream.url },
      { 'd.json': describing(responding(mediaType, schema)) },
    );
    return await source.call('Query.test');
  };

  it('reads XML by its annotations', async () => {
    const xml =
      '<?xml version="1.0"?><!-- c --><p:pet xmlns:p="u" id="9007199254740993"><name>A &amp; <![CDATA[<B>]]></name><tagList><tag>x</tag><tag>y</tag></tagList><photo>1</photo><photo>2</photo><sold>true</sold></p:pet>';
    expect(await answer('application/xml', pet, xml)).toEqual({
      id: '9007199254740993',
      name: 'A & <B>',
      tags: ['x', 'y'],
      photoUrls: ['1', '2'],
      sold: true,
    });
  });

  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><pet><name>&x;</name></pet>', 'document type'],
    ['<pet><name></pet>', 'tags that do not match'],
    [`${'<a>'.repeat(10_000)}`, 'nested too deeply'],
    ['<pet>&evil;</pet>', 'unknown entity'],
    ['no xml', 'text outside'],
  ])('refuses %s', async (xml, reason) => {
    await expect(answer('application/xml', pet, xml.length > 1000 ? xml : xml)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining(reason),
    });
  });

  it('reads text, bytes and lines of JSON', async () => {
    expect(await answer('text/plain', { type: 'string' }, 'hällo')).toBe('hällo');
    expect(await answer('image/png', { type: 'string', format: 'binary' }, Buffer.from([1, 2, 255]))).toBe('AQL/');
    expect(
      await answer(
        'application/x-ndjson',
        { type: 'object', properties: { a_b: { type: 'integer' } } },
        '{"a_b":1}\n\n{"a_b":2}\n',
      ),
    ).toEqual([{ aB: 1 }, { aB: 2 }]);
  });

  it.each<[string, object, string, unknown]>([
    ['an integer', { type: 'integer' }, '42', 42],
    ['an integer and the end of its line', { type: 'integer' }, ' -7\r\n', -7],
    ['a large integer', { type: 'integer', format: 'int64' }, '9007199254740993', '9007199254740993'],
    ['a number', { type: 'number' }, '1.50', 1.5],
    ['a number with an exponent', { type: 'number' }, '-1e-3', -0.001],
    ['a decimal', { type: 'number', format: 'decimal' }, '0.10000000000000000001', '0.10000000000000000001'],
    ['a boolean', { type: 'boolean' }, 'true', true],
    ['a boolean in capitals', { type: 'boolean' }, 'False\n', false],
    ['a number of an enumeration', { type: 'integer', enum: [1, 2] }, '2', '_2'],
    ['nothing', { type: 'integer', nullable: true }, '', null],
  ])('reads what text says: %s', async (_, schema, body, expected) => {
    expect(await answer('text/plain', schema, body, 'text/plain; charset=utf-8')).toEqual(expected);
  });

  it.each<[string, string]>([
    ['integer', 'many'],
    ['integer', '1.5'],
    ['integer', ''],
    ['integer', '0x10'],
    ['number', 'NaN'],
    ['number', '1,5'],
    ['boolean', '1'],
    ['boolean', '"true"'],
  ])('refuses text that is no %s: %s', async (type, body) => {
    await expect(answer('text/plain', { type }, body)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining(`text that is no ${type}`),
    });
  });

  it('types the answer by what the text says, also beside another one', async () => {
    const content = (type: string, schema: unknown) => ({ description: '', content: { [type]: { schema } } });
    const responses = { '200': content('text/plain', { type: 'integer' }), '201': content('application/json', pet) };
    await using upstream = await startUpstream(() => ({ body: '3', headers: { 'content-type': 'text/plain' } }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ responses }) });
    expect(await source.call('Query.test')).toEqual({ __typename: 'IntValue', value: 3 });
    const one = describing(responding('text/plain', { type: 'boolean' }));
    await using other = await open('d.json', { endpoint: upstream.url }, { 'd.json': one });
    expect(String(other.subschema.schema.getQueryType()?.getFields().test?.type)).toBe('Boolean');
  });

  it('reads compressed answers', async () => {
    await using upstream = await startUpstream(() => ({
      body: gzipSync('"ok"'),
      headers: { 'content-encoding': 'gzip' },
    }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({}) });
    expect(await source.call('Query.test')).toBe('ok');
  });

  it('takes an undocumented content type for an error', async () => {
    await expect(
      answer('application/json', { type: 'object', properties: { a: { type: 'string' } } }, '<html>', 'text/html'),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining('the content type text/html'),
    });
  });

  const text = { type: 'string' };
  it.each([
    ['text', text, 'a "b"', 'text/plain', 'a "b"'],
    ['text that could be JSON', text, '"a"', 'text/plain; charset=utf-8', '"a"'],
    ['a word of an enumeration', { type: 'string', enum: ['in-use'] }, 'in-use', 'text/plain', 'IN_USE'],
    ['text of a type that nothing names', text, 'a,b', 'text/csv', 'a,b'],
    ['JSON', text, '"a"', 'application/json', 'a'],
    ['JSON that calls itself text', { type: 'integer' }, '5', 'text/plain', 5],
    ['text where anything may come', {}, 'OK', 'text/plain', 'OK'],
    ['JSON that calls itself text where anything may come', {}, '{"a":1}', 'text/plain', { a: 1 }],
  ])(
    'described by a range of types are read as what they say they are: %s',
    async (_, schema, body, type, expected) => {
      expect(await answer('*/*', schema, body, type)).toEqual(expected);
    },
  );

  it.each([
    ['an object cannot be text', pet, 'OK', 'text/plain', 'no JSON'],
    ['an object cannot be a page', pet, '<html>', 'text/html', 'the content type text/html'],
    ['text cannot be an image', text, 'x', 'image/png', 'the content type image/png'],
  ])('described by a range of types keep to the schema: %s', async (_, schema, body, type, message) => {
    await expect(answer('*/*', schema, body, type)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it('without a described body may be text', async () => {
    await using upstream = await startUpstream(() => ({ body: 'OK', headers: { 'content-type': 'text/plain' } }));
    const document = describing({ responses: { '200': { description: 'ok' } } });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(await source.call('Query.test')).toBe('OK');
  });

  it('without a schema may be nothing', async () => {
    await using upstream = await startUpstream(() => ({ body: '' }));
    const responses = { '200': { description: 'ok', content: { 'application/json': {} } } };
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ responses }) });
    expect(await source.call('Query.test')).toBe(null);
  });

  it('joins different successes in a union', async () => {
    let status = 200;
    await using upstream = await startUpstream(() => ({
      status,
      body: status === 200 ? '{"id":"1","done":true}' : '{"job_id":"7"}',
    }));
    const document = describing({
      responses: {
        ...jsonResponse({
          title: 'Done',
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string' }, done: { type: 'boolean' } },
        }),
        ...jsonResponse(
          { title: 'Accepted', type: 'object', required: ['job_id'], properties: { job_id: { type: 'string' } } },
          '202',
        ),
      },
    });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    expect(await source.call('Query.test')).toEqual({ __typename: 'Done', id: '1', done: true });
    status = 202;
    expect(await source.call('Query.test', {}, { selection: select('jobId') })).toEqual({
      __typename: 'Accepted',
      jobId: '7',
    });
  });

  it('names the type of bytes and of text where another success is an object', async () => {
    const accepted = { title: 'Accepted', type: 'object', properties: { job: { type: 'string' } } };
    const bytes = { 'image/png': { schema: { type: 'string', format: 'binary' } } };
    await using upstream = await startUpstream(() => ({ body: 'PNG', headers: { 'content-type': 'image/png' } }));
    const responses = { '200': { description: 'ok', content: bytes }, ...jsonResponse(accepted, '202') };
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ responses }) });
    const type = source.subschema.schema.getQueryType()?.getFields().test?.type;
    expect(String(type)).toBe('TestResult');
    expect(await source.call('Query.test')).toEqual({ __typename: expect.any(String), value: 'UE5H' });
  });

  it.each([
    [301, 'UPSTREAM_MALFORMED'],
    [401, 'UPSTREAM_UNAUTHORIZED'],
    [403, 'UPSTREAM_UNAUTHORIZED'],
    [404, 'UPSTREAM_REJECTED'],
    [429, 'UPSTREAM_THROTTLED'],
    [500, 'UPSTREAM_FAILED'],
    [503, 'UPSTREAM_UNAVAILABLE'],
    [504, 'UPSTREAM_TIMEOUT'],
  ])('status %i is %s', async (status, code) => {
    await using upstream = await startUpstream(() => ({
      status,
      body: '{}',
      headers: { 'retry-after': '2', location: 'http://evil' },
    }));
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({}) });
    await expect(source.call('Query.test')).rejects.toMatchObject({
      code,
      retryAfterMs: 2000,
      extensions: { httpStatus: status },
    });
    expect(upstream.received).toHaveLength(1);
  });

  it('gives the URL of bytes instead of them on request', async () => {
    await using upstream = await startUpstream(() => ({ body: 'PNG', headers: { 'content-type': 'image/png' } }));
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'size', in: 'query', schema: { type: 'string' } },
    ];
    const content = { 'image/png': { schema: { type: 'string', format: 'binary' } } };
    const responses = { '200': { description: 'ok', content } };
    const document = {
      ...describing({ parameters, responses, security: [{ key: [] }] }, { path: '/images/{id}' }),
      components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } },
    };
    const options = { endpoint: `${upstream.url}/v1`, auth: { key: { apiKey: 'secret' } }, binaryLinks: ['test'] };
    await using source = await open('d.json', options, { 'd.json': document });
    expect(String(source.subschema.schema.getQueryType()?.getFields().test?.type)).toBe('URI');
    expect(await source.call('Query.test', { id: 'a/b', size: 'x&y' })).toBe(
      `${upstream.url}/v1/images/a%2Fb?size=x%26y`,
    );
    await expect(source.call('Query.test', { id: '..' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(upstream.received).toEqual([]);
  });

  it('gives described headers on request', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"', headers: { 'x-total-count': '42' } }));
    const document = describing({
      responses: {
        '200': {
          description: 'ok',
          headers: { 'X-Total-Count': { schema: { type: 'integer' } } },
          content: { 'application/json': { schema: { type: 'string' } } },
        },
      },
    });
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, responseHeaders: ['*'] },
      { 'd.json': document },
    );
    expect(await source.call('Query.test')).toEqual({ body: 'ok', headers: { xTotalCount: 42 } });
  });
});

describe('requests', () => {
  const send = async (
    operation: Record<string, unknown>,
    input: unknown,
  ): Promise<{ type: string | undefined; body: string }> => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    await using source = await open(
      'd.json',
      { endpoint: upstream.url },
      { 'd.json': describing(operation, { method: 'post' }) },
    );
    await source.call('Mutation.test', { input });
    return { type: upstream.received[0]?.headers['content-type'], body: String(upstream.received[0]?.body) };
  };

  it('writes XML by its annotations', async () => {
    const { type, body } = await send(sending('application/xml', pet), {
      id: '7',
      name: '</name>]]>&"',
      tags: ['x', 'y'],
      photoUrls: ['1', '2'],
    });
    expect(type).toBe('application/xml');
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><pet id="7"><name>&lt;/name&gt;]]&gt;&amp;&quot;</name><tagList><tag>x</tag><tag>y</tag></tagList><photo>1</photo><photo>2</photo></pet>',
    );
  });

  it('writes forms', async () => {
    const schema = {
      type: 'object',
      properties: {
        a_b: { type: 'string' },
        list: { type: 'array', items: { type: 'string' } },
        o: { type: 'object', properties: { x: { type: 'integer' } } },
      },
    };
    const { type, body } = await send(sending('application/x-www-form-urlencoded', schema), {
      aB: 'x y&z',
      list: ['1', '2'],
      o: { x: 1 },
    });
    expect(type).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(body)]).toEqual([
      ['a_b', 'x y&z'],
      ['list', '1'],
      ['list', '2'],
      ['o', '{"x":1}'],
    ]);
  });

  it('joins a list of a form as its style does where nothing else is said', async () => {
    const list = { type: 'array', items: { type: 'string' } };
    const schema = { type: 'object', properties: { a: list, b: list, c: list } };
    const encoding = { a: { style: 'pipeDelimited' }, b: { style: 'form' }, c: { style: 'form', explode: false } };
    const input = { a: ['1', '2'], b: ['1', '2'], c: ['1', '2'] };
    const form = await send(sending('application/x-www-form-urlencoded', schema, encoding), input);
    expect(form.body).toBe('a=1%7C2&b=1&b=2&c=1,2');
    const { type, body } = await send(sending('multipart/form-data', schema, encoding), input);
    const parts = await new Response(body, { headers: { 'content-type': type ?? '' } }).formData();
    expect([...parts]).toEqual([
      ['a', '1|2'],
      ['b', '1'],
      ['b', '2'],
      ['c', '1,2'],
    ]);
  });

  it('streams files in multipart bodies', async () => {
    const schema = {
      type: 'object',
      properties: {
        file: { type: 'string', format: 'binary' },
        meta: { type: 'object', properties: { a_b: { type: 'integer' } } },
      },
    };
    const upload = Promise.resolve({
      filename: 'a"\r\nb.txt',
      mimetype: 'text/plain',
      createReadStream: () => Readable.from([Buffer.from('he'), Buffer.from('llo')]),
    });
    const { type, body } = await send(
      sending('multipart/form-data', schema, { meta: { contentType: 'application/json' } }),
      { file: upload, meta: { aB: 1 } },
    );
    const form = await new Response(body, { headers: { 'content-type': type ?? '' } }).formData();
    const file = form.get('file');
    expect(file).toBeInstanceOf(File);
    if (file instanceof File) expect([file.type, await file.text()]).toEqual(['text/plain', 'hello']);
    expect(body).toContain('filename="a%22%0D%0Ab.txt"');
    expect(body).toContain('content-type: application/json\r\n\r\n{"a_b":1}\r\n');
  });

  it('sends a file as the whole body, and text', async () => {
    expect(
      await send(sending('application/octet-stream', { type: 'string', format: 'binary' }), new Blob(['abc'])),
    ).toEqual({ type: 'application/octet-stream', body: 'abc' });
    expect(await send(sending('text/plain', { type: 'string' }), 'hi')).toEqual({ type: 'text/plain', body: 'hi' });
  });

  it.each<[object, unknown, string]>([
    [{ type: 'integer' }, 5, '5'],
    [{ type: 'integer', format: 'int64' }, '9007199254740993', '9007199254740993'],
    [{ type: 'number' }, 0.5, '0.5'],
    [{ type: 'boolean' }, false, 'false'],
    [{ type: 'string', enum: ['in-use'] }, 'IN_USE', 'in-use'],
  ])('sends as text %o', async (schema, input, body) => {
    expect(await send(sending('text/plain', schema), input)).toEqual({ type: 'text/plain', body });
  });

  it('never claims that a streamed body may be sent again', async () => {
    const document = describing(
      sending('multipart/form-data', { type: 'object', properties: { f: { type: 'string', format: 'binary' } } }),
      { method: 'put' },
    );
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(source.subschema.operations.get('Mutation.test')?.idempotent).toBe(false);
  });
});
