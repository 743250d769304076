import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Files, hashOf, type Part, type StartOptions, startFiles, upload } from './upload-kit.ts';

const ALBUM =
  'mutation ($input: CreateAlbumInput!) { createAlbum(input: $input) { parts { name filename type text size hash } } }';
const BLOB = 'mutation ($file: Upload!) { putBlob(name: "a", input: $file) { parts { name type size hash } } }';

const text = (content: string, type = 'text/plain'): Blob => new Blob([content], { type });
const file = (name: string, content: string, filename: string, type = 'text/plain'): Part => ({
  name,
  filename,
  type,
  text: null as never,
  size: content.length,
  hash: hashOf(Buffer.from(content)),
});

/** Two fields, of which the second's file is sent first. */
const SECOND_COMES_FIRST = {
  query: `mutation ($a: Upload!, $b: Upload!) {
    first: putBlob(name: "a", input: $a) { parts { size } }
    second: putBlob(name: "b", input: $b) { parts { size } }
  }`,
  variables: { a: null, b: null },
  map: { b: ['variables.b'], a: ['variables.a'] },
};

describe.each([
  ['the fast lane', {}],
  ['the lane of Apollo Server', { apollo: true }],
] satisfies [string, StartOptions][])('by %s', (_, options) => {
  let files: Files;
  beforeEach(async () => {
    files = await startFiles(options);
  });
  afterEach(() => files[Symbol.asyncDispose]());

  it('a file becomes the body of a call', async () => {
    const { status, json } = await upload(files.url, {
      query: BLOB,
      variables: { file: null },
      map: { 0: ['variables.file'] },
      files: [['0', text('hello')]],
    });
    expect(json).toEqual({
      data: {
        putBlob: {
          parts: [{ name: 'body', type: 'application/octet-stream', size: 5, hash: hashOf(Buffer.from('hello')) }],
        },
      },
    });
    expect(status).toBe(200);
    expect(files.calls).toHaveLength(1);
  });

  it('files and texts become the parts of a body, whatever their places', async () => {
    const { json } = await upload(files.url, {
      query: ALBUM,
      variables: { input: { cover: null, title: 'Häuser', pages: [null, null], meta: { year: 1999 } } },
      map: { c: ['variables.input.cover'], p0: ['variables.input.pages.0'], p1: ['variables.input.pages.1'] },
      files: [
        ['c', text('cover', 'image/png'), 'ü "q".png'],
        ['p0', text('page 0'), '0.txt'],
        ['p1', text('page 1'), '1.txt'],
      ],
    });
    expect(json.errors).toBeUndefined();
    expect(json.data?.createAlbum?.parts).toEqual([
      expect.objectContaining({ name: 'title', text: 'Häuser' }),
      expect.objectContaining({ name: 'meta', text: '{"year":1999}' }),
      file('cover', 'cover', 'ü "q".png', 'image/png'),
      file('pages', 'page 0', '0.txt'),
      file('pages', 'page 1', '1.txt'),
    ]);
  });

  it('files of different names may come in any order, however large', async () => {
    const [cover, back] = ['c'.repeat(3_000_000), 'b'.repeat(3_000_000)];
    const { json } = await upload(files.url, {
      query: ALBUM,
      variables: { input: { cover: null, back: null } },
      map: { b: ['variables.input.back'], c: ['variables.input.cover'] },
      files: [
        ['b', text(back)],
        ['c', text(cover)],
      ],
    });
    expect(json.errors).toBeUndefined();
    expect(json.data?.createAlbum?.parts).toEqual([file('back', back, 'b.txt'), file('cover', cover, 'c.txt')]);
  });

  it('files of one list keep their order, though they come in another', async () => {
    const { json } = await upload(files.url, {
      query: ALBUM,
      variables: { input: { pages: [null, null, null] } },
      map: { 2: ['variables.input.pages.2'], 0: ['variables.input.pages.0'], 1: ['variables.input.pages.1'] },
      files: ['2', '1', '0'].map((name) => [name, text(name.repeat(200_000))] as const),
    });
    expect(json.errors).toBeUndefined();
    expect(json.data?.createAlbum?.parts).toEqual(
      ['0', '1', '2'].map((name) => file('pages', name.repeat(200_000), `${name}.txt`)),
    );
  });

  it('fields that use files in another order than they come in wait for nothing', async () => {
    const { json } = await upload(files.url, {
      ...SECOND_COMES_FIRST,
      files: [
        ['b', text('bb')],
        ['a', text('a'.repeat(2_000_000))],
      ],
    });
    expect(json).toEqual({ data: { first: { parts: [{ size: 2_000_000 }] }, second: { parts: [{ size: 2 }] } } });
  });

  it('a file that came too early to be kept fails its own field', async () => {
    const { json } = await upload(files.url, {
      ...SECOND_COMES_FIRST,
      files: [
        ['b', text('b'.repeat(2_000_000))],
        ['a', text('a')],
      ],
    });
    expect(json.data).toEqual({ first: { parts: [{ size: 1 }] }, second: null });
    expect(json.errors).toEqual([
      expect.objectContaining({
        message:
          'The file of variables.b came before one that was needed earlier, and does not fit into the 1048576 bytes that are kept of such files. Send files in the order in which the operation uses them.',
        path: ['second'],
        extensions: { code: 'PAYLOAD_TOO_LARGE', source: 'files' },
      }),
    ]);
  });

  it('a file that the map puts at two places is used at both', async () => {
    const { json } = await upload(files.url, {
      query: ALBUM,
      variables: { input: { cover: null, back: null } },
      map: { 0: ['variables.input.cover', 'variables.input.back'] },
      files: [['0', text('both'.repeat(100_000))]],
    });
    expect(json.errors).toBeUndefined();
    expect(json.data?.createAlbum?.parts).toEqual(
      ['cover', 'back'].map((name) => file(name, 'both'.repeat(100_000), '0.txt')),
    );
  });

  it('a variable that two fields use is passed on once, and the second says so', async () => {
    const { json } = await upload(files.url, {
      query: `mutation ($file: Upload!) {
        first: putBlob(name: "a", input: $file) { parts { size } }
        second: putBlob(name: "b", input: $file) { parts { size } }
      }`,
      variables: { file: null },
      map: { 0: ['variables.file'] },
      files: [['0', text('once')]],
    });
    expect(json.data).toEqual({ first: { parts: [{ size: 4 }] }, second: null });
    expect(json.errors?.[0]).toMatchObject({ path: ['second'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(json.errors?.[0]?.message).toContain('Send it twice');
  });

  it('files that nobody needs disturb nobody', async () => {
    const { json } = await upload(files.url, {
      query: BLOB,
      variables: { file: null, unused: null },
      map: { 1: ['variables.unused'], 0: ['variables.file'] },
      files: [
        ['unknown', text('x'.repeat(2_000_000))],
        ['1', text('y'.repeat(2_000_000))],
        ['0', text('z')],
      ],
    });
    expect(json).toMatchObject({ data: { putBlob: { parts: [{ size: 1 }] } } });
  });

  it('a file that does not come fails the field that needs it', async () => {
    const { json } = await upload(files.url, {
      query: BLOB,
      variables: { file: null },
      map: { 0: ['variables.file'] },
      files: [],
    });
    expect(json).toMatchObject({
      data: { putBlob: null },
      errors: [
        {
          message: 'The body is not valid multipart/form-data: the map names the part "0", which did not come.',
          path: ['putBlob'],
          extensions: { code: 'BAD_REQUEST', source: 'files' },
        },
      ],
    });
  });

  it('a type that the service leaves open is the one of the file', async () => {
    const send = (blob: Blob) =>
      upload(files.url, {
        query: 'mutation ($file: Upload!) { addPicture(input: $file) { parts { type } } }',
        variables: { file: null },
        map: { 0: ['variables.file'] },
        files: [['0', blob]],
      });
    const types = await Promise.all([send(text('x', 'image/webp')), send(text('x', ''))]);
    expect(types.map(({ json }) => json.data?.addPicture?.parts[0]?.type)).toEqual([
      'image/webp',
      'application/octet-stream',
    ]);
  });

  it('an operation without a file may be sent the same way', async () => {
    const { json } = await upload(files.url, { query: '{ status { parts { size } } }', map: {}, files: [] });
    expect(json).toEqual({ data: { status: { parts: [{ size: 0 }] } } });
  });

  it('equal uploads under way are two calls', async () => {
    const query = 'query ($file: Upload!) { findSimilar(input: $file) { parts { hash } } }';
    const both = await Promise.all(
      ['same', 'same'].map((content) =>
        upload(files.url, {
          query,
          variables: { file: null },
          map: { 0: ['variables.file'] },
          files: [['0', text(content)]],
        }),
      ),
    );
    for (const { json } of both) expect(json.errors).toBeUndefined();
    expect(files.calls).toHaveLength(2);
  });

  it('a value that is no file is refused before anything is sent', async () => {
    const values = ['text', 1, {}, { createReadStream: 'x' }, { promise: {} }, ['x']];
    for (const value of values) {
      const response = await fetch(files.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: BLOB, variables: { file: value } }),
      });
      expect(await response.json()).toMatchObject({
        errors: [
          { message: expect.stringContaining('An Upload must be a file'), extensions: { code: 'BAD_USER_INPUT' } },
        ],
      });
    }
    expect(files.calls).toHaveLength(0);
  });
});
