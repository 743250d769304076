import { GatewayError } from '../../../errors/gateway-error.ts';
import type { CancelSignal } from '../../../utils/cancel-signal.ts';
import { lowerCaseNames } from '../../../utils/lower-case-names.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http-client.ts';
import { fileBody, multipartBody } from '../../shared/multipart-body.ts';
import { encodeText } from '../../shared/url-text.ts';
import type { Call, Operation, Selection } from '../../source.ts';
import { decodeHeaders } from '../codec/headers.ts';
import { queryPairs } from '../codec/parameter.ts';
import { projectedNames } from '../codec/projection.ts';
import { type EncodedBody, encodeRequest, ResponseReader } from '../codec.ts';
import { fromStatus, malformed } from '../fault.ts';
import type { OpenApiOptions } from '../options.ts';
import type { OpenApiWire, WireContent, WireResponse } from '../wire.ts';
import { BodyReader } from './body-reader.ts';
import type { AppliedCredentials, Credentials } from './credentials.ts';
import { type PageRequest, paginate } from './paginate.ts';

const MAX_ERROR_TEXT = 8_192;

/** One operation with its origin resolved and its response readers at hand. */
export class PreparedOperation {
  readonly #wire: OpenApiWire;
  readonly #options: OpenApiOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #baseQuery: string;
  readonly #credentials: ((signal: CancelSignal) => Promise<AppliedCredentials>) | undefined;
  /** The operation only says that it was done. */
  readonly #succeeds: boolean;
  readonly #undescribed: WireContent;
  readonly #describesEncoding: boolean;
  #items: ResponseReader | undefined;
  readonly #bodies: BodyReader;

  constructor(operation: Operation<OpenApiWire>, options: OpenApiOptions, credentials: Credentials) {
    const { wire } = operation;
    this.#wire = wire;
    this.#options = options;
    this.#headers = lowerCaseNames(options.headers);
    this.#bodies = new BodyReader(this.#isLenient);
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
    const { shape } = wire.result;
    this.#succeeds =
      shape.kind === 'scalar' &&
      shape.scalar === 'Boolean' &&
      wire.responses.every((it) => !it.success || it.contents.length === 0);
    this.#describesEncoding = wire.parameters.some(
      (it) => it.in === 'header' && it.name.toLowerCase() === 'accept-encoding',
    );
    this.#undescribed = { mediaType: '*/*', kind: 'json', use: wire.result };
  }

  /** The request, and the credentials in it. Fails before anything is sent when the arguments cannot be. */
  async request(
    call: Call<OpenApiWire>,
    page?: PageRequest,
  ): Promise<{ request: HttpRequest; credentials: AppliedCredentials | undefined }> {
    const encoded = encodeRequest(this.#wire, call.args);
    const credentials = await this.#credentials?.(call.signal);
    const query = [
      this.#baseQuery,
      ...withoutNames(encoded.query, credentials?.query),
      ...this.#projected(call),
      ...(credentials?.query ?? []),
    ].filter((it) => it !== '');
    for (const [name, value] of Object.entries(page?.query ?? {}))
      query.push(`${encodeText(name)}=${encodeText(value)}`);
    const path = page?.target === undefined ? this.#pathOf(encoded.path) : this.#sameOrigin(page.target);
    if (page?.target !== undefined) query.length = 0;
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
        ...(this.#describesEncoding ? undefined : { 'accept-encoding': 'gzip, deflate, br' }),
        ...this.#wire.fixedHeaders,
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

  get isLink(): boolean {
    return this.#wire.isLink;
  }

  /** Where the answer is. */
  link(call: Call<OpenApiWire>): string {
    const { path, query } = encodeRequest(this.#wire, call.args);
    const all = [this.#baseQuery, ...query].filter((it) => it !== '').join('&');
    return `${this.#origin}${this.#pathOf(path)}${all === '' ? '' : `?${all}`}`;
  }

  #pathOf(path: string): string {
    return `${this.#basePath}${path.startsWith('/') ? '' : '/'}${path}`;
  }

  get #isLenient(): boolean {
    return this.#options.nullability === 'lenient';
  }

  get paginates(): boolean {
    return this.#wire.pagination !== undefined;
  }

  /** The connection over as many pages as the call needs. */
  async pages(call: Call<OpenApiWire>, send: (page: PageRequest) => Promise<HttpResponse>): Promise<unknown> {
    const { pagination } = this.#wire;
    if (pagination === undefined) return undefined;
    this.#items ??= new ResponseReader(
      { shape: { kind: 'list', item: pagination.item, constraints: undefined, xml: undefined }, nullable: false },
      'json',
    );
    return paginate(pagination, call.args, call.selection, this.#items, async (page) => {
      const response = await send(page);
      if (response.status >= 200 && response.status <= 299) return response;
      throw this.#fault(response);
    });
  }

  /** The selection in the described fields parameter, unless the caller filled it. */
  #projected(call: Call<OpenApiWire>): string[] {
    const { projection, result } = this.#wire;
    if (projection === undefined || call.selection === undefined) return [];
    const { parameter } = projection;
    if (call.args[parameter.arg] !== undefined && call.args[parameter.arg] !== null) return [];
    const names = projectedNames(projection, result.shape, call.selection);
    if (names === undefined || names.length === 0) return [];
    if (parameter.use.shape.kind === 'list') return queryPairs(parameter, names);
    return [`${encodeText(parameter.name)}=${names.map((name) => encodeText(name)).join(',')}`];
  }

  /** Path and query of a link that the upstream gave; one to elsewhere is not followed, credentials would go with it. */
  #sameOrigin(target: string): string {
    const url = URL.canParse(target, this.#origin + this.#basePath)
      ? new URL(target, `${this.#origin}${this.#basePath}/`)
      : undefined;
    if (url?.origin !== this.#origin) throw malformed('a next link to another origin', 200, target);
    return url.pathname + url.search;
  }

  answer(response: HttpResponse, call: Call<OpenApiWire>): unknown {
    const described = this.#described(response.status);
    if (described?.success === true) {
      const { headers } = this.#wire;
      if (headers === undefined) return this.#success(described, response, call.selection);
      const body = this.#success(described, response, call.selection?.fields.get('body') ?? undefined);
      return { body, headers: decodeHeaders(response.headers, headers) };
    }
    if (response.status === 404 && this.#options.notFound === 'null' && call.operation.effect === 'read') return null;
    throw this.#fault(response);
  }

  #fault(response: HttpResponse): GatewayError {
    const text = response.body.toString('utf8', 0, MAX_ERROR_TEXT);
    return fromStatus(
      response.status,
      response.headers,
      text,
      this.#errorBody(this.#described(response.status), response),
    );
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

  #success(described: WireResponse, response: HttpResponse, selection: Selection | undefined): unknown {
    const { body, status } = response;
    const isEmpty = body.length === 0 && (status === 204 || status === 205);
    if (described.contents.length > 0 && !isEmpty && this.#wire.method !== 'HEAD') {
      return this.#bodies.read(described.contents, response, selection);
    }
    // Without a described body: done, or nothing.
    if (this.#succeeds) return true;
    // `2XX` and `default` may mean a status without content; a status of its own that has content does not.
    if (isEmpty && described.contents.length > 0 && /^\d+$/.test(described.status) && !this.#isLenient)
      throw malformed(`no content, by the status ${status} that it does not have`, status, '');
    if (body.length === 0) return null;
    return this.#bodies.read([this.#undescribed], response, selection);
  }

  #errorBody(described: WireResponse | undefined, response: HttpResponse): unknown {
    if (described === undefined || described.contents.length === 0 || response.body.length === 0) return undefined;
    try {
      return this.#bodies.read(described.contents, response, undefined);
    } catch {
      // The status is what counts; a body that does not fit is in the error's text.
      return undefined;
    }
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
    case 'parts':
      return multipartBody(body.mediaType, body.parts);
    case 'file': {
      const file = await fileBody(body.file);
      return body.mediaType.includes('*') ? file : { ...file, contentType: body.mediaType };
    }
  }
}

/** A credential stands before an argument of the same name: keys are often described as both. */
function withoutNames(pairs: readonly string[], credentials: readonly string[] = []): readonly string[] {
  const names = credentials.map((pair) => pair.slice(0, pair.indexOf('=') + 1));
  return names.length === 0 ? pairs : pairs.filter((pair) => !names.some((name) => pair.startsWith(name)));
}
