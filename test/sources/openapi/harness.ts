import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openapi } from '../../../src/sources/openapi/index.ts';
import type { OpenApiOptions } from '../../../src/sources/openapi/options.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import type { Selection, SourceIO, Subschema } from '../../../src/sources/source.ts';

export const here = dirname(fileURLToPath(import.meta.url));

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
}

/** An upstream that records what it is sent. */
export async function startUpstream(
  answer: (request: Received, response: ServerResponse) => Reply | undefined,
): Promise<Upstream> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      received.push(got);
      const reply = answer(got, response);
      if (reply === undefined) return;
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface OpenSource extends AsyncDisposable {
  readonly subschema: Subschema;
  call(coordinate: string, args?: Record<string, unknown>, options?: CallOptions): Promise<unknown>;
}

export interface CallOptions {
  readonly selection?: Selection;
  readonly forwarded?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Opens a source of files below this folder, or of documents given as objects or text. */
export async function open(
  description: string,
  options: Omit<OpenApiOptions, 'description'> = {},
  files?: Readonly<Record<string, unknown>>,
): Promise<OpenSource> {
  const definition = openapi(description, options);
  const opened = await definition.open(
    definition.options,
    files === undefined ? createNodeSourceIO(here) : memoryIO(files),
  );
  const connector = opened.connect();
  if (connector.takes !== 'calls') throw new Error('An OpenAPI source takes calls.');
  return {
    subschema: opened.subschema,
    call: async (coordinate, args = {}, { selection, forwarded = {}, signal = new AbortController().signal } = {}) => {
      const operation = opened.subschema.operations.get(coordinate);
      if (operation === undefined) throw new Error(`There is no ${coordinate}.`);
      return connector.call({ operation, args, selection, forwarded, signal, deadline: performance.now() + 10_000 });
    },
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

/** Files and URLs from memory: text, bytes, or objects, which become JSON. */
export function memoryIO(files: Readonly<Record<string, unknown>>): SourceIO {
  const read = (path: string): Uint8Array => {
    const content = files[path];
    if (content === undefined) throw new Error(`${path} cannot be read: there is no such file.`);
    if (content instanceof Uint8Array) return content;
    return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  };
  return {
    baseDir: '/',
    readFile: async (path) => read(path),
    listFiles: async () => [],
    fetch: async (url) => ({ url, status: 200, headers: {}, body: read(url.href) }),
  };
}

/** `select('id,lines{sku}')` as execution gives it. */
export function select(text: string): Selection {
  let position = 0;
  const parse = (): Selection => {
    const fields = new Map<string, Selection | null>();
    while (position < text.length && text[position] !== '}') {
      const name = /^\w+/.exec(text.slice(position))?.[0] ?? '';
      position += name.length;
      let inner: Selection | null = null;
      if (text[position] === '{') {
        position += 1;
        inner = parse();
        position += 1;
      }
      fields.set(name, inner);
      if (text[position] === ',') position += 1;
    }
    return { fields, key: text };
  };
  return parse();
}

/** A description of one operation. */
export function describing(
  operation: Readonly<Record<string, unknown>>,
  more: {
    path?: string;
    method?: string;
    schemas?: Record<string, unknown>;
    version?: string;
    parameters?: unknown[];
  } = {},
): Record<string, unknown> {
  return {
    openapi: more.version ?? '3.0.3',
    info: { title: 'Test', version: '1' },
    paths: {
      [more.path ?? '/test']: {
        [more.method ?? 'get']: {
          operationId: 'test',
          responses: { '200': { description: 'ok', content: { 'application/json': { schema: { type: 'string' } } } } },
          ...operation,
        },
      },
    },
    components: { schemas: more.schemas ?? {} },
  };
}

export const jsonResponse = (schema: unknown, status = '200'): Record<string, unknown> => ({
  [status]: { description: 'ok', content: { 'application/json': { schema } } },
});
