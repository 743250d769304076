import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Agent, Dispatcher } from 'undici';
import { GatewayError } from '../../errors/gateway-error.ts';
import { giveRoom, takeRoom } from '../../utils/byte-room.ts';
import { type CancelSignal, toAbortSignal } from '../../utils/cancel-signal.ts';
import type { TlsOptions } from '../source.ts';
import { fromNetworkError } from './network-fault.ts';
import { tlsConnectOptions } from './tls.ts';

export interface HttpClientOptions {
  readonly tls?: TlsOptions;
  /** Largest body after decompression, in bytes. Default 10 MB. */
  readonly maxResponseBytes?: number;
  /** Most connections per origin. Default: as many as are needed. */
  readonly connections?: number;
  /** Milliseconds to establish a connection, TLS included. Default 2,000. */
  readonly connectTimeoutMs?: number;
  /** Path of a Unix domain socket to connect to, whatever the origin says. */
  readonly socketPath?: string;
}

export interface HttpRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Scheme, host and port: `https://api.example.com`. */
  readonly origin: string;
  /** Path and query, already encoded; begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array | Readable;
  /** Bounds the whole exchange; its reason is what the request rejects with. */
  readonly signal: CancelSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; a repeated header is a list. */
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. Whoever has read it, and kept nothing that refers to it, may give its room back (`giveRoom`). */
  readonly body: Buffer;
}

export interface HttpStreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As received. Ending the iteration early closes the exchange. */
  readonly body: AsyncIterable<Buffer>;
}

/**
 * HTTP/1.1 to one upstream: keep-alive, no redirects, no retries, bounded answers. Rejects with a `GatewayError`
 * (`UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_MALFORMED`) or with the signal's reason; any status is an answer.
 */
export interface HttpClient extends AsyncDisposable {
  request(request: HttpRequest): Promise<HttpResponse>;
  stream(request: HttpRequest): Promise<HttpStreamResponse>;
}

const DEFAULT_MAX_BYTES = 10_000_000;

const DECODERS: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

const EMPTY = Buffer.alloc(0);

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const maxBytes = options.maxResponseBytes ?? DEFAULT_MAX_BYTES;
  const connect = {
    timeout: options.connectTimeoutMs ?? 2_000,
    ...(options.socketPath === undefined ? undefined : { socketPath: options.socketPath }),
    ...tlsConnectOptions(options.tls),
  };
  let agent: Agent | undefined;
  // Loaded beside whatever else a start waits for; who only reads descriptions from files never comes here.
  const opened = openAgent({
    // `concurrency` bounds calls; a bound here would let streams, which stay open, take the connections of calls.
    connections: options.connections ?? null,
    pipelining: 1,
    // The caller's signal bounds the exchange as a whole; these only bound inactivity.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 16_384,
    keepAliveTimeout: 30_000,
    connect,
  });
  opened.then(
    (it) => {
      agent = it;
    },
    () => undefined,
  );

  return {
    request: async (request) => {
      const to = agent ?? (await opened);
      const exchange = new Promise<HttpResponse>((resolve, reject) => {
        to.dispatch(
          dispatchOptions(request),
          new Collector(request.signal, maxBytes, resolve, (error) => reject(fromNetworkError(error))),
        );
      });
      const { body } = request;
      // Undici leaves a stream alone that it has not begun to read.
      const response = await (typeof body === 'object' && 'destroy' in body
        ? exchange.finally(() => body.destroy())
        : exchange);
      const encoding = response.headers['content-encoding'];
      return encoding === undefined || encoding === 'identity' || response.body.length === 0
        ? response
        : { ...response, body: await decompress(response.body, encoding, maxBytes) };
    },
    stream: async (request) => {
      const to = agent ?? (await opened);
      request.signal.throwIfAborted();
      const abort = toAbortSignal(request.signal);
      try {
        const answer = await to.request({ ...dispatchOptions(request), signal: abort.signal });
        return { status: answer.statusCode, headers: answer.headers, body: streamedBody(answer.body, abort) };
      } catch (error) {
        abort.release();
        throw request.signal.aborted ? request.signal.reason : fromNetworkError(error);
      }
    },
    [Symbol.asyncDispose]: async () => (await opened).destroy(),
  };
}

async function openAgent(options: Agent.Options): Promise<Agent> {
  const { Agent: Undici } = await import('undici');
  return new Undici(options);
}

function dispatchOptions(request: HttpRequest): Dispatcher.DispatchOptions {
  return {
    origin: request.origin,
    path: request.path,
    method: request.method,
    headers: request.headers ?? null,
    body: request.body ?? null,
  };
}

/** One exchange: gathers the body, within the limit, and stops when the signal says so. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #signal: CancelSignal;
  readonly #maxBytes: number;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  /** What has arrived: one chunk as it came, or the first `#length` bytes of a buffer that has room for more. */
  #body: Buffer = EMPTY;
  #length = 0;
  #announced = 0;

  constructor(
    signal: CancelSignal,
    maxBytes: number,
    resolve: (response: HttpResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#signal = signal;
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    // Also while the request still waits for a connection: undici would only look at it afterwards.
    if (signal.aborted) this.#reject(signal.reason);
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => {
    this.#reject(this.#signal.reason);
    this.#controller?.abort(GatewayError.from(this.#signal.reason));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(GatewayError.from(this.#signal.reason));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const announced = Number(headers['content-length']);
    if (announced > this.#maxBytes) controller.abort(tooLarge(this.#maxBytes));
    else if (announced > 0) this.#announced = announced;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const start = this.#length;
    const end = start + chunk.length;
    this.#length = end;
    if (end > this.#maxBytes) controller.abort(tooLarge(this.#maxBytes));
    else if (start === 0) this.#body = chunk;
    else {
      if (end > this.#body.length) this.#makeRoom(start, end);
      chunk.copy(this.#body, start);
    }
  }

  /** Chunks are copied as they come: kept until the end they would outlive what collects them cheaply, and stand beside their copy. */
  #makeRoom(start: number, end: number): void {
    const larger = takeRoom(Math.max(this.#announced, end, Math.min(this.#maxBytes, 2 * start)));
    this.#body.copy(larger, 0, 0, start);
    giveRoom(this.#body);
    this.#body = larger;
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    const body = this.#body.length === this.#length ? this.#body : this.#body.subarray(0, this.#length);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#reject(this.#signal.aborted ? this.#signal.reason : error);
  }
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', `The upstream service answered with more than ${maxBytes} bytes.`);
}

async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decode = DECODERS.get(encoding.trim().toLowerCase());
  if (decode === undefined) {
    throw new GatewayError('UPSTREAM_MALFORMED', 'The upstream service answered with an unknown content encoding.', {
      protocol: { text: encoding },
    });
  }
  try {
    // The limit holds for the decompressed size: a small body may unfold to any size.
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new GatewayError('UPSTREAM_MALFORMED', 'The upstream service answered with a broken compressed body.', {
      cause: error,
    });
  }
}

async function* streamedBody(
  body: AsyncIterable<Buffer>,
  abort: ReturnType<typeof toAbortSignal>,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : fromNetworkError(error);
  } finally {
    abort.release();
  }
}
