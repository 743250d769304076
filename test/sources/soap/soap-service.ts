import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import type { SoapOptions } from '../../../src/sources/soap/options.ts';
import type { CallConnector, Selection, Subschema } from '../../../src/sources/source.ts';
import type { OpenedSource } from '../../../src/sources/source-definition.ts';

export const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));

export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface SoapServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: Recorded[];
}

/** A service on a free port that answers as the test says. */
export async function serve(answer: (request: Recorded) => Answer | string): Promise<SoapServer> {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const recorded = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: bytes.toString('utf8'),
        bytes,
      };
      requests.push(recorded);
      const given = answer(recorded);
      const { status = 200, headers = {}, body } = typeof given === 'string' ? { body: given } : given;
      response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', ...headers });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/service`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function open(
  file: string,
  options: Partial<SoapOptions> = {},
  baseDir = fixtures,
): Promise<OpenedSource> {
  const definition = soap(file, options);
  return definition.open(definition.options, createNodeSourceIO(baseDir));
}

/** Calls one operation as execution would; `query` is a selection set such as `{ id name }`. */
export async function call(
  source: { subschema: Subschema; connector: CallConnector<unknown> },
  coordinate: string,
  args: Record<string, unknown>,
  query?: string,
  forwarded: Record<string, string> = {},
): Promise<unknown> {
  const operation = source.subschema.operations.get(coordinate);
  if (operation === undefined) throw new Error(`no operation ${coordinate}`);
  return source.connector.call({
    operation,
    args,
    selection: query === undefined ? undefined : selectionOf(query),
    forwarded,
    signal: AbortSignal.timeout(10_000),
    deadline: performance.now() + 10_000,
  });
}

export async function connected(
  file: string,
  options: Partial<SoapOptions> = {},
  baseDir = fixtures,
): Promise<{ subschema: Subschema; connector: CallConnector<unknown> } & AsyncDisposable> {
  const opened = await open(file, options, baseDir);
  const connector = opened.connect();
  if (connector.takes !== 'calls') throw new Error('not a call connector');
  return { subschema: opened.subschema, connector, [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose]() };
}

export function selectionOf(query: string): Selection {
  const document: DocumentNode = parse(query);
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('not a selection set');
  return toSelection(definition.selectionSet);
}

function toSelection(set: SelectionSetNode): Selection {
  const fields = new Map<string, Selection | null>();
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      if (node.name.value !== '__typename') {
        fields.set(node.name.value, node.selectionSet === undefined ? null : toSelection(node.selectionSet));
      }
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      for (const [name, inner] of toSelection(node.selectionSet).fields) fields.set(name, inner);
    }
  }
  return { fields, key: '' };
}

export const envelope = (body: string, header = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body>${body}</s:Body></s:Envelope>`;
