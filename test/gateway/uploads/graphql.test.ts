import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { createServer as createGatewayServer, type InterlaceServer } from '../../../src/server/create-server.ts';
import { graphql } from '../../../src/sources/graphql/index.ts';
import { upload } from './upload-kit.ts';

const typeDefs = `
  scalar Upload
  type Query { a: Int same(file: Upload!): String }
  input Album { title: String pages: [Upload!] cover: Upload }
  type Mutation { addFile(file: Upload!): String addAlbum(input: Album!): [String!]! }
`;
const shown = async (file: File | null | undefined): Promise<string> =>
  file ? `${file.name} ${file.type} ${await file.text()}` : 'none';

describe('files of a GraphQL source', () => {
  let calls = 0;
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs,
      resolvers: {
        Query: { same: (_: unknown, { file }: { file: File }) => shown(file) },
        Mutation: {
          addFile: (_: unknown, { file }: { file: File }) => shown(file),
          addAlbum: (_: unknown, { input }: { input: { title?: string; pages?: File[]; cover?: File } }) =>
            Promise.all([input.title ?? '', shown(input.cover), ...(input.pages ?? []).map(shown)]),
        },
      },
    }),
  });
  const upstream = createServer((request, response) => {
    calls += 1;
    yoga(request, response);
  });
  let gateway: Gateway;
  let server: InterlaceServer;
  let url: string;

  async function start(config: Partial<GatewayConfig> = {}): Promise<void> {
    const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/graphql`;
    gateway = await createGateway({ sources: { albums: graphql(endpoint) }, ...config }, { mode: 'development' });
    server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1' });
    url = await server.listen();
    calls = 0;
  }

  beforeEach(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
  afterEach(async () => {
    await server.close({ force: true });
    await gateway[Symbol.asyncDispose]();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  });

  it('are sent on in a multipart request', async () => {
    await start();
    const { json } = await upload(url, {
      query: `mutation ($file: Upload!, $input: Album!) { addFile(file: $file) addAlbum(input: $input) }`,
      variables: { file: null, input: { title: 'T', cover: null, pages: [null, null] } },
      map: {
        f: ['variables.file'],
        c: ['variables.input.cover'],
        0: ['variables.input.pages.0'],
        1: ['variables.input.pages.1'],
      },
      files: ['f', 'c', '0', '1'].map((name) => [name, new Blob([`file ${name}`], { type: 'text/x' })] as const),
    });
    expect(json).toEqual({
      data: {
        addFile: 'f.txt text/x file f',
        addAlbum: ['T', 'c.txt text/x file c', '0.txt text/x file 0', '1.txt text/x file 1'],
      },
    });
  });

  it('are one part where one file is used twice', async () => {
    await start();
    const { json } = await upload(url, {
      query: 'mutation ($input: Album!) { addAlbum(input: $input) }',
      variables: { input: { cover: null, pages: [null] } },
      map: { 0: ['variables.input.cover', 'variables.input.pages.0'] },
      files: [['0', new Blob(['x'], { type: 'text/x' })]],
    });
    expect(json).toEqual({ data: { addAlbum: ['', '0.txt text/x x', '0.txt text/x x'] } });
    expect(calls).toBe(1);
  });

  it('are never answered from the cache, nor by the call of an equal file', async () => {
    await start({ cache: { 'Query.same': { ttl: '1m' } } });
    const ask = () =>
      upload(url, {
        query: 'query ($file: Upload!) { same(file: $file) }',
        variables: { file: null },
        map: { 0: ['variables.file'] },
        files: [['0', new Blob(['x'], { type: 'text/x' })]],
      });
    for (const { json } of [...(await Promise.all([ask(), ask()])), await ask()]) {
      expect(json).toEqual({ data: { same: '0.txt text/x x' } });
    }
    expect(calls).toBe(3);
  });
});
