import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
import { openapi } from '../../../src/sources/openapi/index.ts';
import { startFiles } from './upload-kit.ts';

const description = new URL('files.openapi.yaml', import.meta.url).pathname;
const streamed = (content: string) => ({
  filename: 'a.txt',
  mimetype: 'text/plain',
  createReadStream: () => Readable.from([Buffer.from(content)]),
});

it('files of other origins are taken too: Blob, File, graphql-upload', async () => {
  await using files = await startFiles();
  await using gateway = await createGateway(
    { sources: { files: openapi(description, { endpoint: files.upstreamUrl, queries: ['findSimilar'] }) } },
    { mode: 'development' },
  );
  class Upload {
    readonly promise = Promise.resolve(streamed('upload'));
  }
  const { data, errors } = await gateway.request({
    query: 'mutation ($input: CreateAlbumInput!) { createAlbum(input: $input) { parts { name filename type size } } }',
    variables: {
      input: {
        cover: new Blob(['blob']),
        back: new File(['file!'], 'f.png', { type: 'image/png' }),
        pages: [Promise.resolve(streamed('promised')), streamed('plain'), new Upload()],
      },
    },
  });
  expect(errors).toBeUndefined();
  expect(data?.createAlbum).toEqual({
    parts: expect.arrayContaining([
      { name: 'cover', filename: 'file', type: 'application/octet-stream', size: 4 },
      { name: 'back', filename: 'f.png', type: 'image/png', size: 5 },
      { name: 'pages', filename: 'a.txt', type: 'text/plain', size: 8 },
      { name: 'pages', filename: 'a.txt', type: 'text/plain', size: 5 },
      { name: 'pages', filename: 'a.txt', type: 'text/plain', size: 6 },
    ]),
  });
});

it('two of them that look alike are two calls', async () => {
  await using files = await startFiles();
  await using gateway = await createGateway(
    { sources: { files: openapi(description, { endpoint: files.upstreamUrl, queries: ['findSimilar'] }) } },
    { mode: 'development' },
  );
  const query = 'query ($file: Upload!) { findSimilar(input: $file) { parts { size } } }';
  const answers = await Promise.all(
    ['a', 'bb'].map((content) => gateway.request({ query, variables: { file: streamed(content) } })),
  );
  expect(answers.map(({ data }) => data?.findSimilar)).toEqual([{ parts: [{ size: 1 }] }, { parts: [{ size: 2 }] }]);
  expect(files.calls).toHaveLength(2);
});

it('a file inside of a part that is JSON is refused before anything is sent', async () => {
  await using files = await startFiles();
  await using gateway = await createGateway(
    { sources: { files: openapi(description, { endpoint: files.upstreamUrl }) } },
    { mode: 'development' },
  );
  const { errors } = await gateway.request({
    query: 'mutation ($input: CreateAlbumInput!) { createAlbum(input: $input) { parts { size } } }',
    variables: { input: { meta: { thumb: new Blob(['x']) } } },
  });
  expect(errors?.[0]?.message).toBe('The argument "meta" is sent as JSON, in which there can be no file.');
  expect(files.calls).toHaveLength(0);
});
