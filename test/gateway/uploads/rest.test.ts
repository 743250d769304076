import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../../src/server/create-server.ts';
import { rest } from '../../../src/sources/rest/index.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import { answerWithParts, hashOf, upload } from './upload-kit.ts';

const sdl = `
type Query { status: Receipt @rest(get: "/status") }
type Mutation {
  put(name: String!, file: Upload!): Receipt @rest(put: "/blobs/{args.name}", body: "{args.file}")
  picture(file: Upload!): Receipt @rest(post: "/pictures", headers: ["content-type: image/png"], body: "{args.file}")
  send(title: String, file: Upload!, more: [Upload!], meta: Meta): Receipt
    @rest(post: "/albums", body: "{\\"title\\": \\"{args.title}\\", \\"main\\": \\"{args.file}\\", \\"more\\": \\"{args.more}\\", \\"meta\\": \\"{args.meta}\\", \\"fixed\\": 1, \\"tags\\": [\\"a\\", \\"b\\"]}")
  album(input: Album!): Receipt @rest(post: "/albums", body: "{args.input}")
}
input Album { title: String cover: Upload meta: Meta }
input Meta { year: Int thumb: Upload }
type Receipt { parts: [Part!]! }
type Part { name: String filename: String type: String text: String size: Int hash: String }
`;

async function start() {
  const sent: string[] = [];
  const upstream = createServer((request, response) => {
    sent.push(`${request.method} ${request.url}`);
    answerWithParts(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const gateway = await createGateway({ sources: { files: rest(sdl, { endpoint }) } }, { mode: 'development' });
  const server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
  return {
    url: await server.listen(),
    sent,
    async [Symbol.asyncDispose]() {
      await server.close({ force: true });
      await gateway[Symbol.asyncDispose]();
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
    },
  };
}

const PARTS = '{ parts { name filename type text size } }';
const png = new Blob(['png'], { type: 'image/webp' });

describe('files of a REST service without a description', () => {
  it('are the whole body where the body is a file', async () => {
    await using service = await start();
    const send = (field: string) =>
      upload(service.url, {
        query: `mutation ($file: Upload!) { ${field} { parts { name type hash } } }`,
        variables: { file: null },
        map: { 0: ['variables.file'] },
        files: [['0', png]],
      });
    const hash = hashOf(Buffer.from('png'));
    expect((await send('put(name: "a", file: $file)')).json).toEqual({
      data: { put: { parts: [{ name: 'body', type: 'image/webp', hash }] } },
    });
    expect((await send('picture(file: $file)')).json).toEqual({
      data: { picture: { parts: [{ name: 'body', type: 'image/png', hash }] } },
    });
    expect(service.sent).toEqual(['PUT /blobs/a', 'POST /pictures']);
  });

  it('are parts where they are members of the body', async () => {
    await using service = await start();
    const { json } = await upload(service.url, {
      query: `mutation ($file: Upload!, $more: [Upload!]) { send(title: "T", file: $file, more: $more, meta: { year: 1 }) ${PARTS} }`,
      variables: { file: null, more: [null, null] },
      map: { 0: ['variables.file'], 1: ['variables.more.0'], 2: ['variables.more.1'] },
      files: [
        ['0', png],
        ['1', new Blob(['1'])],
        ['2', new Blob(['22'])],
      ],
    });
    expect(json.errors).toBeUndefined();
    const text = (name: string, value: string) => ({ name, text: value, filename: null, type: null, size: null });
    const file = (name: string, filename: string, type: string, size: number) => ({
      ...{ name, filename, type, size },
      text: null,
    });
    expect(json.data?.send?.parts).toEqual([
      text('title', 'T'),
      text('meta', '{"year":1}'),
      text('fixed', '1'),
      text('tags', 'a'),
      text('tags', 'b'),
      file('main', '0.txt', 'image/webp', 3),
      file('more', '1.txt', 'application/octet-stream', 1),
      file('more', '2.txt', 'application/octet-stream', 2),
    ]);
  });

  it('are parts where the body is an input with files', async () => {
    await using service = await start();
    const { json } = await upload(service.url, {
      query: `mutation ($input: Album!) { album(input: $input) ${PARTS} }`,
      variables: { input: { title: 'T', cover: null } },
      map: { 0: ['variables.input.cover'] },
      files: [['0', png]],
    });
    expect(json.data?.album?.parts.map(({ name }) => name)).toEqual(['title', 'cover']);
  });

  it('are refused where they would be inside of JSON', async () => {
    await using service = await start();
    const { json } = await upload(service.url, {
      query: `mutation ($input: Album!) { album(input: $input) ${PARTS} }`,
      variables: { input: { meta: { thumb: null } } },
      map: { 0: ['variables.input.meta.thumb'] },
      files: [['0', png]],
    });
    expect(json).toMatchObject({
      data: { album: null },
      errors: [{ message: 'The argument "meta" is sent as JSON, in which there can be no file.' }],
    });
    expect(service.sent).toEqual([]);
  });

  it.each([
    ['@rest(post: "/x/{args.file}")', 'a path'],
    ['@rest(post: "/x?f={args.file}")', 'a query'],
    ['@rest(post: "/x", headers: ["x: {args.file}"])', 'a header'],
    ['@rest(post: "/x", body: "{\\"a\\": \\"<{args.file}>\\"}")', 'a text'],
    ['@rest(post: "/x", body: "[\\"{args.file}\\"]")', 'a list'],
    ['@rest(post: "/x", body: "{\\"a\\": {\\"b\\": \\"{args.file}\\"}}")', 'a nested object'],
  ])('are no part of what has no place for them: %s', async (directive, place) => {
    const definition = rest(
      `type Query { a: Int @rest(get: "/a") } type Mutation { send(file: Upload!): Int ${directive} }`,
      { endpoint: 'http://localhost' },
    );
    const { subschema } = await definition.open(definition.options, createNodeSourceIO('.'));
    expect(subschema.issues).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: `Mutation.send puts the file {args.file} into ${place}: it can only be the body, or a member of a body that is an object.`,
      }),
    ]);
  });
});
