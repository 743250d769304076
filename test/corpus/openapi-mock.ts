import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type PrismOperation, readOperations, requireMock } from './openapi-mock-operations.ts';
import { watchSchemas } from './openapi-schemas.ts';

/** What Prism has to say of one exchange. */
export interface Verdict {
  /** Why the request does not keep to the description. */
  readonly request: readonly string[];
  /** Why the answer that it made itself does not, or cannot be told; only asked where the gateway takes it for wrong. */
  answer(): readonly string[];
  /** Schemas of the request that it could not read, and held nothing against. */
  readonly unread: readonly string[];
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
  /** Which operation comes next: a request for another one is refused. */
  expect(operation: { readonly method: string; readonly path: string }): void;
  /** Of the exchanges since it was last asked, oldest first. */
  verdicts(): readonly Verdict[];
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

type ValidateOutput = (of: {
  resource: PrismOperation;
  element: unknown;
}) => { readonly _tag: 'Left'; readonly left: readonly Violation[] } | { readonly _tag: 'Right' };

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

/**
 * Prism, which knows nothing of this project, behind a socket: it holds every request against the description, answers from the
 * description alone, and holds its answer against it too. Its own server is not used: it never answers a request that makes a
 * validator throw.
 */
export async function startMock(file: string, knotted = false): Promise<Mock> {
  const { createInstance } = requireMock('@stoplight/prism-http') as {
    createInstance(config: unknown, components: unknown): Prism;
  };
  const { serialize } = requireMock('@stoplight/prism-http-server/dist/serialize') as {
    serialize(body: unknown, mediaType: unknown): string | undefined;
  };
  const { validateOutput } = requireMock('@stoplight/prism-http/dist/validator') as { validateOutput: ValidateOutput };
  const Ajv = createRequire(requireMock.resolve('@stoplight/prism-http'))('ajv/dist/core') as { default: never };
  const schemas = watchSchemas(Ajv.default);
  const { XMLValidator } = requireMock('fast-xml-parser') as { XMLValidator: { validate(text: string): unknown } };
  const operations = await readOperations(file, knotted);
  const silent = (): undefined => undefined;
  const logger = {
    ...{ info: silent, warn: silent, debug: silent, trace: silent, fatal: silent, success: silent, error: silent },
    child: () => logger,
  };
  const config = { validateRequest: true, validateResponse: false, checkSecurity: true, errors: false, isProxy: false };
  const prism = createInstance(config, { logger });
  let mock: object = { dynamic: false };
  let expected: readonly PrismOperation[] = operations;
  let verdicts: Verdict[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    schemas.unread();
    let verdict: Verdict = { request: [], answer: () => [], unread: [], failure: undefined, status: 0, body: '' };
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
          answer: () => {
            schemas.unread();
            const wrong = judged.flatMap((resource) => violations(validateOutput({ resource, element: output })));
            return [...wrong, ...schemas.unread()];
          },
        };
        const headers = Object.entries(output.headers ?? {}).filter(
          ([, value]) => value !== null && value !== undefined,
        );
        const typeHeader = headers.find(([name]) => name.toLowerCase() === 'content-type');
        if (typeHeader !== undefined) typeHeader[1] = withoutRange(String(typeHeader[1]), output.body);
        const mediaType = typeHeader?.[1];
        const body = serialize(output.body, serializable(mediaType, output.body)) ?? '';
        for (const [name, value] of headers) response.setHeader(name, String(value));
        response.writeHead(output.statusCode).end(body);
        verdict = { ...verdict, status: output.statusCode, body };
      }
    } catch (error) {
      verdict = { ...verdict, failure: String(error) };
      if (!response.headersSent) response.writeHead(500).end();
    }
    verdicts.push({ ...verdict, unread: schemas.unread() });
  }

  const server = createServer((request, response) => void answer(request, response));
  // A connection that is idle while a document is thought about must not end just when it is used again.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerBy(origin) {
      mock = { dynamic: false, ignoreExamples: origin === 'schemas' };
    },
    expect({ method, path }) {
      // The description may tell operations apart by what no path has: `/a#b`, `/a?b`.
      expected = operations
        .filter((it) => it.path === path && it.method.toUpperCase() === method)
        .map((it) => ({ ...it, path: path.split(/[?#]/, 1)[0] ?? path }));
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

/** It names the range that is described; a message has one type. */
function withoutRange(mediaType: string, body: unknown): string {
  const [type = '', subtype = ''] = mediaType.split(';', 1)[0]?.trim().split('/') ?? [];
  if (subtype !== '*') return mediaType;
  if (type === '*') return typeof body === 'string' ? 'text/plain' : 'application/json';
  return `${type}/${{ text: 'plain', application: 'json' }[type] ?? 'png'}`;
}

/** The type by which its serialiser knows what to write: it knows few, and `text/*` takes text alone. */
function serializable(mediaType: unknown, body: unknown): unknown {
  const type = String(mediaType);
  if (/\bxml\b/.test(type)) return 'application/xml';
  const known = type.includes('json') || (type.startsWith('text/') && typeof body === 'string');
  return known || mediaType === undefined ? mediaType : 'application/json';
}

const violations = (judged: ReturnType<ValidateOutput>): string[] =>
  judged._tag === 'Left' ? judged.left.filter(isError).map(explain) : [];
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
