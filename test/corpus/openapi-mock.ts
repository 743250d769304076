import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'openapi');
const require = createRequire(join(folder, 'package.json'));

/** `npm ci --prefix test/corpus/openapi` brings what judges. */
export const mockInstalled = existsSync(join(folder, 'node_modules/@stoplight/prism-http'));

/** What Prism has to say of one exchange. */
export interface Verdict {
  /** Why the request does not keep to the description. */
  readonly request: readonly string[];
  /** Why the answer that it made itself does not. */
  readonly answer: readonly string[];
  /** Why it could make no answer. */
  readonly failure: string | undefined;
  /** Status of the answer; 0 where nothing arrived. */
  readonly status: number;
  readonly body: string;
}

export interface Mock extends AsyncDisposable {
  readonly url: string;
  /** What the answers to come are made of: the examples of the description, or its schemas. */
  answerBy(origin: 'examples' | 'schemas'): void;
  /** Which operation comes next. Only needed where the description tells operations apart by what no request has (`/a#b`). */
  expect(operation: { readonly method: string; readonly path: string }): void;
  /** Of the exchanges since it was last asked, oldest first. */
  verdicts(): readonly Verdict[];
}

interface PrismOperation {
  readonly method: string;
  readonly path: string;
  readonly request?: { readonly body?: { readonly contents?: readonly { readonly mediaType: string }[] } };
  readonly responses: { headers?: { readonly name: string }[] }[];
}

interface Violation {
  readonly path?: readonly (string | number)[];
  readonly message: string;
  readonly severity: number;
}

interface Exchange {
  readonly output: { readonly statusCode: number; readonly headers?: Record<string, unknown>; readonly body?: unknown };
  readonly validations: { readonly input: readonly Violation[]; readonly output: readonly Violation[] };
}

type Answer = { readonly _tag: 'Left'; readonly left: Problem } | { readonly _tag: 'Right'; readonly right: Exchange };

interface Problem extends Error {
  readonly status?: number;
  readonly detail?: string;
  readonly additional?: {
    readonly validation?: readonly { readonly location?: readonly string[]; readonly message: string }[];
  };
}

interface Prism {
  request(input: unknown, operations: readonly PrismOperation[], config: unknown): () => Promise<Answer>;
}

/** Described headers that say how a message is sent: the mock would send them without doing what they say. */
const FRAMING = /^(connection|content-encoding|content-length|date|keep-alive|transfer-encoding|upgrade)$/i;

/**
 * Prism, which knows nothing of this project, behind a socket: it holds every request against the description, answers from the
 * description alone, and holds its answer against it too. Its own server is not used: it never answers a request that makes a
 * validator throw.
 */
export async function startMock(file: string): Promise<Mock> {
  const { createInstance, getHttpOperationsFromSpec } = require('@stoplight/prism-http') as {
    createInstance(config: unknown, components: unknown): Prism;
    getHttpOperationsFromSpec(document: unknown): Promise<PrismOperation[]>;
  };
  const { serialize } = require('@stoplight/prism-http-server/dist/serialize') as {
    serialize(body: unknown, mediaType: unknown): string | undefined;
  };
  const { XMLValidator } = require('fast-xml-parser') as { XMLValidator: { validate(text: string): unknown } };
  const operations = await getHttpOperationsFromSpec(file).catch(() => getHttpOperationsFromSpec(mended(file)));
  for (const { responses } of operations) {
    for (const response of responses) {
      response.headers = response.headers?.filter(({ name }) => !FRAMING.test(name)) ?? [];
    }
  }
  const silent = (): undefined => undefined;
  const logger = {
    ...{ info: silent, warn: silent, debug: silent, trace: silent, fatal: silent, success: silent, error: silent },
    child: () => logger,
  };
  const config = { validateRequest: true, validateResponse: true, checkSecurity: true, errors: false, isProxy: false };
  const prism = createInstance(config, { logger });
  let mock: object = { dynamic: false };
  let expected: readonly PrismOperation[] = operations;
  let verdicts: Verdict[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let verdict: Verdict = { request: [], answer: [], failure: undefined, status: 0, body: '' };
    try {
      const input = await readInput(request);
      const isXml = /\bxml\b/.test(request.headers['content-type'] ?? '');
      if (isXml && XMLValidator.validate(String(input.body)) !== true) throw new Error('The body is no XML.');
      const judged = isXml ? expected.map(withoutSchema) : expected;
      const answered = await prism.request(input, judged, { ...config, mock: { ...mock } })();
      if (answered._tag === 'Left') {
        const { left } = answered;
        const refused = (left.status ?? 500) < 500;
        verdict = refused
          ? { ...verdict, request: explainProblem(left) }
          : { ...verdict, failure: explainProblem(left).join('; ') };
        response.writeHead(left.status ?? 500).end();
      } else {
        const { output, validations } = answered.right;
        verdict = {
          ...verdict,
          request: validations.input.filter(isError).map(explain),
          answer: validations.output.filter(isError).map(explain),
        };
        const headers = Object.entries(output.headers ?? {}).filter(
          ([, value]) => value !== null && value !== undefined,
        );
        const mediaType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
        const body = serialize(output.body, serializable(mediaType, output.body)) ?? '';
        for (const [name, value] of headers) response.setHeader(name, String(value));
        response.writeHead(output.statusCode).end(body);
        verdict = { ...verdict, status: output.statusCode, body };
      }
    } catch (error) {
      verdict = { ...verdict, failure: String(error) };
      if (!response.headersSent) response.writeHead(500).end();
    }
    verdicts.push(verdict);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerBy(origin) {
      mock = { dynamic: false, ignoreExamples: origin === 'schemas' };
    },
    expect({ method, path }) {
      const written = path.split('#', 1)[0] ?? path;
      expected =
        written === path
          ? operations
          : operations
              .filter((it) => it.path === path && it.method.toUpperCase() === method)
              .map((it) => ({ ...it, path: written }));
    },
    verdicts() {
      const taken = verdicts;
      verdicts = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** It reads no XML: of such a body it is only asked for the type. */
function withoutSchema(operation: PrismOperation): PrismOperation {
  const { request } = operation;
  const contents = request?.body?.contents?.map(({ mediaType }) => ({ mediaType }));
  return { ...operation, request: { ...request, body: { ...request?.body, ...(contents && { contents }) } } };
}

/** The type by which its serialiser knows what to write: it knows few, and `text/*` takes text alone. */
function serializable(mediaType: unknown, body: unknown): unknown {
  const type = String(mediaType);
  if (/\bxml\b/.test(type)) return 'application/xml';
  const known = type.includes('json') || (type.startsWith('text/') && typeof body === 'string');
  return known || mediaType === undefined ? mediaType : 'application/json';
}

/** The document without its references to nothing, which would keep the whole of it from being served. */
function mended(file: string): unknown {
  const root: unknown = load(readFileSync(file, 'utf8'));
  const mend = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mend);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string' && !exists(root, file, value.$ref)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, mend(it)]));
  };
  return mend(root);
}

function exists(root: unknown, file: string, reference: string): boolean {
  const [path = '', pointer = ''] = reference.split('#');
  if (/^\w+:/.test(path)) return true;
  if (path !== '') return existsSync(join(dirname(file), path));
  const keys = decodeURIComponent(pointer).split('/').slice(1);
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value !== undefined;
}

const isError = ({ severity }: Violation): boolean => severity === 0;
const explain = ({ path = [], message }: Violation): string => `${path.join('.')} ${message}`.trim();

function explainProblem({ name, message, detail, additional }: Problem): string[] {
  const kind = name.replace(/^.*#/, '');
  const reasons = additional?.validation?.map(({ location = [], message }) => `${location.join('.')} ${message}`);
  return (reasons ?? [detail ?? message]).map((reason) => `${kind}: ${reason}`);
}

/** A request as Prism takes it. */
async function readInput(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://mock');
  const names = [...new Set(searchParams.keys())];
  const isJson = /^application\/(json|[^;]+\+json)\b/.test(request.headers['content-type'] ?? '');
  return {
    method: request.method?.toLowerCase(),
    url: {
      path: pathname,
      query: Object.fromEntries(
        names.map((name) => {
          const values = searchParams.getAll(name);
          return [name, values.length === 1 ? values[0] : values];
        }),
      ),
    },
    // Without a length it would not look at the content type.
    headers: { ...request.headers, ...(bytes.length === 0 ? undefined : { 'content-length': String(bytes.length) }) },
    body: bytes.length === 0 ? null : isJson ? JSON.parse(bytes.toString()) : bytes.toString(),
  };
}
