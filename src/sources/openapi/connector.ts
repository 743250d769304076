import { GatewayError } from '../../errors/gateway-error.ts';
import { createHttpClient, type HttpResponse } from '../shared/http-client.ts';
import type { Call, CallConnector, Operation, SourceIO } from '../source.ts';
import { encodeRequest } from './codec/request.ts';
import { ResponseReader } from './codec/response.ts';
import type { OpenApiDescription } from './describe.ts';
import { fromStatus, malformed } from './fault.ts';
import type { OpenApiOptions } from './options.ts';
import { contentKind, essence } from './translate/media.ts';
import type { OpenApiWire, WireContent, WireResponse } from './wire.ts';

const MAX_ERROR_TEXT = 8_192;

/** Sends calls over HTTP. Nothing is opened before the first one. */
export function connect(
  options: OpenApiOptions,
  _description: OpenApiDescription,
  _io: SourceIO,
): CallConnector<OpenApiWire> {
  const client = createHttpClient({
    ...(options.tls === undefined ? undefined : { tls: options.tls }),
    ...(options.maxResponseBytes === undefined ? undefined : { maxResponseBytes: options.maxResponseBytes }),
  });
  const prepared = new WeakMap<Operation<OpenApiWire>, PreparedOperation>();
  const prepare = (operation: Operation<OpenApiWire>): PreparedOperation => {
    const known = prepared.get(operation) ?? new PreparedOperation(operation, options);
    prepared.set(operation, known);
    return known;
  };
  return {
    takes: 'calls',
    async call(call, report) {
      const operation = prepare(call.operation);
      const request = operation.request(call);
      const response = await client.request(request);
      if (report !== undefined) report.status = String(response.status);
      return operation.answer(response, call);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** One operation with its origin resolved and its response readers at hand. */
class PreparedOperation {
  readonly #wire: OpenApiWire;
  readonly #options: OpenApiOptions;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #baseQuery: string;
  readonly #readers = new Map<WireContent, ResponseReader>();

  constructor(operation: Operation<OpenApiWire>, options: OpenApiOptions) {
    const { wire } = operation;
    this.#wire = wire;
    this.#options = options;
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
  }

  request(call: Call<OpenApiWire>) {
    const encoded = encodeRequest(this.#wire, call.args);
    const query = this.#baseQuery === '' ? encoded.query : [this.#baseQuery, ...encoded.query];
    const path = `${this.#basePath}${encoded.path.startsWith('/') ? '' : '/'}${encoded.path}`;
    const content = encoded.body?.content;
    if (content !== undefined && typeof content === 'object' && 'parts' in content) {
      throw new GatewayError('INTERNAL_SERVER_ERROR', 'Multipart bodies are not supported yet.');
    }
    return {
      method: encoded.method as 'GET',
      origin: this.#origin,
      path: query.length === 0 ? path : `${path}?${query.join('&')}`,
      headers: {
        accept: this.#wire.accept,
        'accept-encoding': 'gzip, deflate, br',
        ...this.#options.headers,
        ...call.forwarded,
        ...encoded.headers,
        ...(encoded.cookies.length === 0 ? undefined : { cookie: encoded.cookies.join('; ') }),
        ...(encoded.body === undefined ? undefined : { 'content-type': encoded.body.mediaType }),
      },
      ...(content === undefined ? undefined : { body: content }),
      signal: call.signal,
    };
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
