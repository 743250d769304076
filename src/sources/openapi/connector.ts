import { Readable } from 'node:stream';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import { createHttpClient, type HttpRequest, type HttpResponse } from '../shared/http-client.ts';
import type { Call, CallConnector, Operation, SourceIO } from '../source.ts';
import { multipartBody, openFile } from './codec/multipart.ts';
import { type EncodedBody, encodeRequest } from './codec/request.ts';
import { ResponseReader } from './codec/response.ts';
import { type AppliedCredentials, Credentials } from './connector/credentials.ts';
import type { OpenApiDescription } from './describe.ts';
import { fromStatus, malformed } from './fault.ts';
import type { OpenApiOptions } from './options.ts';
import { IssueCollector } from './translate/issue-collector.ts';
import { contentKind, essence } from './translate/media.ts';
import { References } from './translate/references.ts';
import { readSecuritySchemes } from './translate/security-schemes.ts';
import type { OpenApiWire, WireContent, WireResponse } from './wire.ts';

const MAX_ERROR_TEXT = 8_192;

/** Sends calls over HTTP. Nothing is opened before the first one. */
export function connect(
  options: OpenApiOptions,
  description: OpenApiDescription,
  _io: SourceIO,
): CallConnector<OpenApiWire> {
  const client = createHttpClient({
    ...(options.tls === undefined ? undefined : { tls: options.tls }),
    ...(options.maxResponseBytes === undefined ? undefined : { maxResponseBytes: options.maxResponseBytes }),
  });
  const references = new References(description, new IssueCollector());
  const credentials = new Credentials(options, readSecuritySchemes(description, references));
  const prepared = new WeakMap<Operation<OpenApiWire>, PreparedOperation>();
  const prepare = (operation: Operation<OpenApiWire>): PreparedOperation => {
    const known = prepared.get(operation) ?? new PreparedOperation(operation, options, credentials);
    prepared.set(operation, known);
    return known;
  };
  return {
    takes: 'calls',
    async call(call, report) {
      const operation = prepare(call.operation);
      const { request, credentials: applied } = await operation.request(call);
      const response = await client.request(request);
      if (report !== undefined) report.status = String(response.status);
      if (response.status === 401) applied?.reject?.();
      return operation.answer(response, call);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([client[Symbol.asyncDispose](), credentials[Symbol.asyncDispose]()]);
    },
  };
}

/** One operation with its origin resolved and its response readers at hand. */
class PreparedOperation {
  readonly #wire: OpenApiWire;
  readonly #options: OpenApiOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #baseQuery: string;
  readonly #credentials: ((signal: CancelSignal) => Promise<AppliedCredentials>) | undefined;
  readonly #readers = new Map<WireContent, ResponseReader>();

  constructor(operation: Operation<OpenApiWire>, options: OpenApiOptions, credentials: Credentials) {
    const { wire } = operation;
    this.#wire = wire;
    this.#options = options;
    this.#headers = lowerCase(options.headers);
    if (wire.server === undefined || !URL.canParse(wire.server)) {
      throw new GatewayError(
        'CONFIG_INVALID',
        'This source has no endpoint: its description names no absolute server URL. Set "endpoint" in its options.',
      );
    }
    const url = new URL(wire.server);
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#baseQuery = url.search.slice(1);
    this.#credentials = credentials.for(wire.security);
  }

  /** The request, and the credentials in it. Fails before anything is sent when the arguments cannot be. */
  async request(
    call: Call<OpenApiWire>,
  ): Promise<{ request: HttpRequest; credentials: AppliedCredentials | undefined }> {
    const encoded = encodeRequest(this.#wire, call.args);
    const credentials = await this.#credentials?.(call.signal);
    const query = [this.#baseQuery, ...encoded.query, ...(credentials?.query ?? [])].filter((it) => it !== '');
    const path = `${this.#basePath}${encoded.path.startsWith('/') ? '' : '/'}${encoded.path}`;
    const cookies = [call.forwarded.cookie, ...encoded.cookies, ...(credentials?.cookies ?? [])].filter(
      (it) => it !== undefined,
    );
    const { contentType, body } = await openBody(encoded.body);
    const request: HttpRequest = {
      method: encoded.method as HttpRequest['method'],
      origin: this.#origin,
      path: query.length === 0 ? path : `${path}?${query.join('&')}`,
      headers: {
        accept: this.#wire.accept,
        'accept-encoding': 'gzip, deflate, br',
        ...this.#headers,
        ...credentials?.headers,
        ...call.forwarded,
        ...encoded.headers,
        ...(cookies.length === 0 ? undefined : { cookie: cookies.join('; ') }),
        ...(contentType === undefined ? undefined : { 'content-type': contentType }),
      },
      ...(body === undefined ? undefined : { body }),
      signal: call.signal,
    };
    return { request, credentials };
  }

  answer(response: HttpResponse, call: Call<OpenApiWire>): unknown {
    const described = this.#described(response.status);
    if (described?.success === true) return this.#success(described, response, call);
    if (response.status === 404 && this.#options.notFound === 'null' && call.operation.effect === 'read') return null;
    const text = response.body.toString('utf8', 0, MAX_ERROR_TEXT);
    throw fromStatus(response.status, response.headers, text, this.#errorBody(described, response));
  }

  #described(status: number): WireResponse | undefined {
    const responses = this.#wire.responses;
    const found =
      responses.find((it) => it.status === String(status)) ??
      responses.find((it) => it.status === `${String(status).charAt(0)}XX`) ??
      responses.find((it) => it.status === 'default' && (!it.success || (status >= 200 && status < 300)));
    if (found !== undefined && (found.success || status < 200 || status > 299)) return found;
    if (status < 200 || status > 299) return undefined;
    // Services answer 200 where 201 was promised, and the like: the success that has the same content stands for it.
    return responses.find((it) => it.success);
  }

  #success(described: WireResponse, response: HttpResponse, call: Call<OpenApiWire>): unknown {
    const { body, status } = response;
    const answersSuccess = described.contents.length === 0 || this.#wire.method === 'HEAD';
    if (answersSuccess || (body.length === 0 && (status === 204 || status === 205))) {
      return this.#wire.result.shape.kind === 'scalar' && this.#wire.result.shape.scalar === 'Boolean' && answersSuccess
        ? true
        : this.#undescribedBody(response, call);
    }
    return this.#reader(this.#content(described, response)).read(body, call.selection, status);
  }

  /** A success that is described without a body, of an operation that otherwise has one. */
  #undescribedBody(response: HttpResponse, call: Call<OpenApiWire>): unknown {
    if (response.body.length === 0) return null;
    const content: WireContent = { mediaType: '*/*', kind: 'json', use: this.#wire.result };
    return new ResponseReader(content.use, 'json').read(response.body, call.selection, response.status);
  }

  #content(described: WireResponse, response: HttpResponse): WireContent {
    const type = essence(String(response.headers['content-type'] ?? ''));
    const [first] = described.contents;
    const exact = described.contents.find((it) => essence(it.mediaType) === type);
    const content = exact ?? described.contents.find((it) => type === '' || contentKind(type) === it.kind) ?? first;
    if (content === undefined) throw malformed('no body is described', response.status, '');
    const readable =
      exact !== undefined ||
      type === '' ||
      content.kind === contentKind(type) ||
      content.kind === 'bytes' ||
      content.kind === 'text' ||
      ((content.kind === 'json' || content.kind === 'ndjson') &&
        (type === 'text/plain' || type === 'application/octet-stream'));
    if (readable) return content;
    throw malformed(`the content type ${type}`, response.status, response.body.toString('utf8', 0, MAX_ERROR_TEXT));
  }

  #errorBody(described: WireResponse | undefined, response: HttpResponse): unknown {
    if (described === undefined || described.contents.length === 0 || response.body.length === 0) return undefined;
    try {
      return this.#reader(this.#content(described, response)).read(response.body, undefined, response.status);
    } catch {
      // The status is what counts; a body that does not fit is in the error's text.
      return undefined;
    }
  }

  #reader(content: WireContent): ResponseReader {
    const known = this.#readers.get(content) ?? new ResponseReader(content.use, content.kind);
    this.#readers.set(content, known);
    return known;
  }
}

async function openBody(
  body: EncodedBody | undefined,
): Promise<{ contentType: string | undefined; body: NonNullable<HttpRequest['body']> | undefined }> {
  switch (body?.kind) {
    case undefined:
      return { contentType: undefined, body: undefined };
    case 'whole':
      return { contentType: body.mediaType, body: body.content };
    case 'parts': {
      const { contentType, body: stream } = multipartBody(body.mediaType, body.parts);
      return { contentType, body: stream };
    }
    case 'file': {
      const file = await openFile(body.file);
      const own = body.mediaType.includes('*') || body.mediaType === 'application/octet-stream';
      return { contentType: own ? file.mediaType : body.mediaType, body: Readable.from(file.content) };
    }
  }
}

const lowerCase = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
