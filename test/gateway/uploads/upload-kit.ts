import { createHash } from 'node:crypto';
import {
  type Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, json } from 'node:stream/consumers';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { createGateway } from '../../../src/gateway.ts';
import { createServer as createGatewayServer } from '../../../src/server/create-server.ts';
import { openapi } from '../../../src/sources/openapi/index.ts';

const description = new URL('files.openapi.yaml', import.meta.url).pathname;

/** A part of a body, as a service understood it. */
export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly text?: string;
  readonly size?: number;
  readonly hash?: string;
}

export interface Exchange {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Resolves when the exchange has ended: true where the whole body came. */
  readonly ended: Promise<boolean>;
}

export interface Files extends AsyncDisposable {
  readonly url: string;
  /** Of the service itself. */
  readonly upstreamUrl: string;
  readonly calls: Exchange[];
  /** What the service does with a call. Default: it reads everything and answers with what came. */
  answer: (request: IncomingMessage, response: ServerResponse) => unknown;
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

/** Reads everything; answers with what came. */
export async function answerWithParts(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const type = String(request.headers['content-type']);
  const body = await buffer(request).catch(() => undefined);
  if (body === undefined) return;
  const parts: Part[] = [];
  if (type.startsWith('multipart/')) {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') parts.push({ name, text: value });
      else {
        const bytes = new Uint8Array(await value.arrayBuffer());
        parts.push({ name, filename: value.name, type: value.type, size: bytes.length, hash: hashOf(bytes) });
      }
    }
  } else parts.push({ name: 'body', type, size: body.length, hash: hashOf(body) });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ parts }));
}

export interface StartOptions extends Partial<Omit<GatewayConfig, 'sources'>> {
  /** True: everything goes through Apollo Server's pipeline. */
  readonly apollo?: boolean;
  /** True: the graph has no operation that takes a file. */
  readonly withoutUploads?: boolean;
}

/** A service that takes files, and a gateway in front of it. */
export async function startFiles({ apollo, withoutUploads, ...config }: StartOptions = {}): Promise<Files> {
  const calls: Exchange[] = [];
  const upstream = createServer((request, response) => {
    calls.push({
      path: request.url ?? '',
      headers: request.headers,
      ended: new Promise((resolve) => request.once('close', () => resolve(request.complete))),
    });
    request.on('error', () => undefined);
    files.answer(request, response);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const gateway = await createGateway(
    {
      ...config,
      sources: {
        files: openapi(description, {
          endpoint: upstreamUrl,
          queries: ['findSimilar'],
          ...(withoutUploads === true && { include: ['status'] }),
        }),
      },
    },
    { mode: 'development' },
  );
  const server = await createGatewayServer(gateway, {
    port: 0,
    host: '127.0.0.1',
    ...(apollo === true && { plugins: [{ requestDidStart: async () => ({}) }] }),
  });
  const files: Files = {
    url: await server.listen(),
    upstreamUrl,
    calls,
    answer: answerWithParts,
    async [Symbol.asyncDispose]() {
      await server.close({ force: true });
      await gateway[Symbol.asyncDispose]();
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
    },
  };
  return files;
}

export interface UploadRequest {
  readonly query: string;
  readonly variables?: unknown;
  readonly map: Readonly<Record<string, readonly string[]>> | string;
  /** In the order in which they are sent. */
  readonly files: readonly (readonly [name: string, file: Blob, filename?: string])[];
}

/** As clients build it (apollo-upload-client and others): operations, map, files. */
export function formOf({ query, variables, map, files }: UploadRequest): FormData {
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, variables }));
  form.append('map', typeof map === 'string' ? map : JSON.stringify(map));
  for (const [name, file, filename] of files) form.append(name, file, filename ?? `${name}.txt`);
  return form;
}

export const PREFLIGHT = { 'apollo-require-preflight': 'true' };

export async function upload(
  url: string,
  request: UploadRequest,
  headers: Readonly<Record<string, string>> = PREFLIGHT,
): Promise<{ readonly status: number; readonly json: Answer }> {
  const response = await fetch(url, { method: 'POST', headers, body: formOf(request) });
  return { status: response.status, json: (await response.json()) as Answer };
}

export interface Answer {
  readonly data?: Readonly<Record<string, { readonly parts: readonly Part[] } | null>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export const BOUNDARY = 'boundary-of-the-test';
export const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...PREFLIGHT };

/** The beginning of a part, as text. */
export const partHead = (name: string, filename?: string, more = ''): string =>
  `\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n${more}\r\n`;
export const lastBoundary = `\r\n--${BOUNDARY}--\r\n`;

/** Operations and map, and the head of the first file: what a client sends before the bytes of `variables.file`. */
export const beforeFile = (query: string, map: unknown = { 0: ['variables.file'] }): string =>
  `${partHead('operations')}${JSON.stringify({ query, variables: { file: null } })}${partHead('map')}${JSON.stringify(map)}${partHead('0', 'a.txt')}`;

/** A request whose body is written piece by piece. */
export interface SlowRequest {
  /** Resolves once the operating system has taken the bytes. */
  write(bytes: string | Uint8Array): Promise<void>;
  end(bytes?: string): void;
  /** Breaks the connection. */
  destroy(): void;
  readonly answer: Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly json: Answer }>;
  /** Whether the connection had served another request before. */
  readonly reused: boolean;
  /** Resolves once the connection has ended. */
  readonly closed: Promise<void>;
}

export function slowRequest(
  url: string,
  headers: Readonly<Record<string, string>> = MULTIPART,
  agent: Agent | false = false,
): SlowRequest {
  const sent = request(url, { method: 'POST', headers, agent });
  const answer = new Promise<Awaited<SlowRequest['answer']>>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      json(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, json: body as Answer }),
        reject,
      );
    });
  });
  answer.catch(() => undefined);
  return {
    write: (bytes) => new Promise((resolve) => sent.write(bytes, () => resolve())),
    end: (bytes) => sent.end(bytes),
    destroy: () => sent.destroy(),
    get reused() {
      return sent.reusedSocket;
    },
    answer,
    closed: new Promise((resolve) => sent.once('close', resolve)),
  };
}
