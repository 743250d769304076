import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BOUNDARY,
  beforeFile,
  type Files,
  formOf,
  lastBoundary,
  MULTIPART,
  PREFLIGHT,
  partHead,
  startFiles,
  type UploadRequest,
  upload,
} from './upload-kit.ts';

const one: UploadRequest = {
  query: 'mutation ($file: Upload!) { putBlob(name: "a", input: $file) { parts { size } } }',
  variables: { file: null },
  map: { 0: ['variables.file'] },
  files: [['0', new Blob(['x'])]],
};
const bodyOf = async (response: Response): Promise<unknown> => ({
  status: response.status,
  ...((await response.json()) as object),
});
const refused = (status: number, message: unknown, code = 'BAD_REQUEST') => ({
  status,
  errors: [{ message, extensions: { code } }],
});

describe('a request with files is refused', () => {
  let files: Files;
  beforeEach(async () => {
    files = await startFiles({
      server: { uploads: { files: 2, fileSize: '10kb', concurrency: 2 } },
      limits: { body: '4kb' },
    });
  });
  afterEach(() => files[Symbol.asyncDispose]());

  const send = async (body: RequestInit['body'], headers: Record<string, string> = MULTIPART): Promise<unknown> =>
    bodyOf(await fetch(files.url, { method: 'POST', headers, body: body ?? null }));

  it('without a header that a form of another site cannot send', async () => {
    const answer = await fetch(files.url, { method: 'POST', body: formOf(one) });
    expect(await bodyOf(answer)).toEqual(refused(400, expect.stringContaining('may have been forged')));
    expect(files.calls).toHaveLength(0);
  });

  it('when it is compressed, is asked for by GET, or wants events', async () => {
    expect(await send(gzipSync('x'), { ...MULTIPART, 'content-encoding': 'gzip' })).toEqual(
      refused(415, expect.stringContaining('must not be compressed')),
    );
    const byGet = await fetch(`${files.url}?query={status{parts{size}}}`, { headers: MULTIPART });
    expect(byGet.status).toBe(415);
    expect(await send(formOf(one), { ...PREFLIGHT, accept: 'text/event-stream' })).toEqual(
      refused(406, 'An operation with files is not answered by events.'),
    );
  });

  it('when it is a batch', async () => {
    const body = `${partHead('operations')}[]${partHead('map')}{}${lastBoundary}`;
    expect(await send(body)).toEqual(refused(400, expect.stringContaining('Batched operations')));
  });

  it.each<[map: UploadRequest['map'], message: string]>([
    ['[]', 'The part "map" must be a JSON object'],
    ['null', 'The part "map" must be a JSON object'],
    ['{', 'not valid JSON'],
    ['{"__proto__":["variables.file"]}', '__proto__'],
    ['{"0":"variables.file"}', 'a list of paths'],
    ['{"0":[]}', 'a list of paths'],
    ['{"0":[1]}', 'a list of paths'],
    [{ 0: ['file'] }, 'a path begins with "variables."'],
    [{ 0: ['query'] }, 'a path begins with'],
    [{ 0: ['variables'] }, 'a path begins with'],
    [{ 0: ['0.variables.file'] }, 'a path begins with'],
    [{ 0: ['variables.fill'] }, 'has no null there'],
    [{ 0: ['variables.file.deeper'] }, 'has no null there'],
    [{ 0: ['variables.text'] }, 'has no null there'],
    [{ 0: ['variables.list.1'] }, 'has no null there'],
    [{ 0: ['variables.list.length'] }, 'has no null there'],
    [{ 0: ['variables.list.-1'] }, 'has no null there'],
    [{ 0: ['variables.__proto__.polluted'] }, 'has no null there'],
    [{ 0: ['variables.constructor.prototype.x'] }, 'has no null there'],
    [{ 0: ['variables.file'], 1: ['variables.file'] }, 'has no null there'],
  ])('with the map %j', async (map, message) => {
    const { status, json } = await upload(files.url, {
      ...one,
      variables: { file: null, text: 'x', list: [null] },
      map,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain(JSON.stringify(message).slice(1, -1));
    expect(json).not.toHaveProperty('data');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(files.calls).toHaveLength(0);
  });

  it.each([
    ['a body that is none', 'x', 'ends before its last part does'],
    ['an empty body', '', 'ends before its last part does'],
    ['a body that does not begin with its boundary', 'x'.repeat(3000), 'does not begin with its boundary'],
    ['no parts', `--${BOUNDARY}--\r\n`, '"operations" is missing'],
    ['the parts in another order', `${partHead('map')}{}${partHead('operations')}{}${lastBoundary}`, 'is not "map"'],
    ['no map', `${partHead('operations')}{}${lastBoundary}`, '"map" is missing'],
    ['a part without a name', `\r\n--${BOUNDARY}\r\n\r\nx${lastBoundary}`, 'a part has no header'],
    [
      'an encoded part',
      `${partHead('operations', undefined, 'content-transfer-encoding: base64\r\n')}e30=${lastBoundary}`,
      'content-transfer-encoding',
    ],
    ['endless headers', partHead('operations', undefined, 'x: '.padEnd(20_000, 'y')), 'headers of a part are too long'],
    ['text behind a boundary', `\r\n--${BOUNDARY}x\r\n\r\n`, 'begins with its boundary'],
    ['a body that ends in the operation', `${partHead('operations')}{`, 'ends before its last part does'],
  ])('with %s', async (_, body, message) => {
    expect(await send(body)).toEqual(refused(400, expect.stringContaining(message)));
  });

  it('with a boundary that is none', async () => {
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      `multipart/form-data; boundary=${'x'.repeat(71)}`,
    ]) {
      expect(await send('x', { ...PREFLIGHT, 'content-type': type })).toEqual(
        refused(400, expect.stringContaining('no boundary')),
      );
    }
  });

  it('when its operation is too long', async () => {
    const body = `${partHead('operations')}"${'x'.repeat(5000)}"${lastBoundary}`;
    expect(await send(body)).toEqual(
      refused(413, 'The part "operations" is larger than 4096 bytes.', 'PAYLOAD_TOO_LARGE'),
    );
  });

  it('when it has too many files, or one file at too many places', async () => {
    const answers = await Promise.all(
      [
        { 0: ['variables.a'], 1: ['variables.b'], 2: ['variables.c'] },
        { 0: ['variables.a', 'variables.b', 'variables.c'] },
      ].map((map) => upload(files.url, { ...one, variables: { a: null, b: null, c: null }, map, files: [] })),
    );
    for (const { status, json } of answers) {
      expect({ status, ...json }).toEqual(
        refused(413, 'The request has more than 2 files. Send fewer at a time.', 'PAYLOAD_TOO_LARGE'),
      );
    }
  });

  it('when it announces more than all files may have', async () => {
    expect(await send(new Uint8Array(100_000))).toEqual(
      refused(413, expect.stringContaining('larger than'), 'PAYLOAD_TOO_LARGE'),
    );
  });

  it('when one file is too large, which its field says, and the service never has all of it', async () => {
    const { status, json } = await upload(files.url, { ...one, files: [['0', new Blob(['x'.repeat(10_241)])]] });
    expect({ status, ...json }).toMatchObject({
      status: 200,
      data: { putBlob: null },
      errors: [
        {
          message: 'The file of variables.file is larger than 10240 bytes.',
          extensions: { code: 'PAYLOAD_TOO_LARGE', source: 'files' },
        },
      ],
    });
    for (const call of files.calls) expect(await call.ended).toBe(false);
    const { json: whole } = await upload(files.url, { ...one, files: [['0', new Blob(['x'.repeat(10_240)])]] });
    expect(whole).toEqual({ data: { putBlob: { parts: [{ size: 10_240 }] } } });
  });

  it('when its document is invalid, whatever it sends', async () => {
    const { status, json } = await upload(files.url, { ...one, query: 'mutation ($file: Upload!) { nope(f: $file) }' });
    expect(status).toBe(400);
    expect(json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('when two parts have the name of one file', async () => {
    const { json } = await upload(files.url, {
      ...one,
      query:
        'mutation ($file: Upload!, $b: Upload!) { a: putBlob(name: "a", input: $file) { parts { size } } b: putBlob(name: "b", input: $b) { parts { size } } }',
      variables: { file: null, b: null },
      map: { 0: ['variables.file'], 1: ['variables.b'] },
      files: [
        ['0', new Blob(['x'])],
        ['0', new Blob(['y'])],
      ],
    });
    expect(json).toMatchObject({
      data: { a: { parts: [{ size: 1 }] }, b: null },
      errors: [{ message: expect.stringContaining('two parts named "0"'), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('when the body ends inside of a file, which its service never takes for whole', async () => {
    const answer = await send(`${beforeFile(one.query)}half`);
    expect(answer).toMatchObject({
      data: { putBlob: null },
      errors: [
        { message: expect.stringContaining('ends before its last part does'), extensions: { code: 'BAD_REQUEST' } },
      ],
    });
    for (const call of files.calls) expect(await call.ended).toBe(false);
  });
});

describe('files are not taken', () => {
  const send = async (files: Files): Promise<unknown> =>
    bodyOf(await fetch(files.url, { method: 'POST', headers: PREFLIGHT, body: formOf(one) }));

  it('by a graph that has no argument for them', async () => {
    await using files = await startFiles({ withoutUploads: true });
    expect(await send(files)).toEqual(refused(415, expect.stringContaining('no argument of it has the type Upload')));
  });

  it('where they are switched off', async () => {
    await using files = await startFiles({ server: { uploads: false } });
    expect(await send(files)).toEqual(refused(415, expect.stringContaining('switched off')));
  });
});
