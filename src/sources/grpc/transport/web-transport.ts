import { GatewayError } from '../../../errors/gateway-error.ts';
import { Canceller } from '../../../utils/cancel-signal.ts';
import { createHttpClient, type HttpClient, type HttpStreamResponse } from '../../shared/http-client.ts';
import { fromNetworkError } from '../../shared/network-fault.ts';
import type { TlsOptions } from '../../source.ts';
import type { Target } from './address.ts';
import {
  CANCELLED,
  INTERNAL,
  type RpcHandle,
  type RpcRequest,
  type RpcSink,
  type RpcStatus,
  type Transport,
  UNAVAILABLE,
} from './exchange.ts';
import { plainStatus } from './status.ts';

export interface WebTransportOptions {
  readonly target: Target;
  readonly secure: boolean;
  readonly tls: TlsOptions | undefined;
  readonly connectTimeoutMs: number;
  readonly dialect: WebDialect;
}

export interface WebRequest {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** A protocol that carries calls in ordinary HTTP exchanges, without trailers. */
export interface WebDialect {
  request(request: RpcRequest): WebRequest;
  /** Hands on the messages of an answer; resolves to the status at its end. `ready` holds the reading back while the sink is paused. */
  read(
    request: RpcRequest,
    response: HttpStreamResponse,
    sink: RpcSink,
    ready: () => Promise<void>,
  ): Promise<RpcStatus>;
}

/** gRPC-Web or Connect over HTTP/1.1. */
export class WebTransport implements Transport {
  readonly #options: WebTransportOptions;
  readonly #client: HttpClient;
  readonly #origins: readonly string[];
  #next = 0;

  constructor(options: WebTransportOptions) {
    this.#options = options;
    const { target, secure, tls, connectTimeoutMs } = options;
    const [first] = target.addresses;
    this.#origins = target.addresses.map(
      ({ host, port }) => `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    );
    this.#client = createHttpClient({
      connectTimeoutMs,
      ...(tls === undefined ? undefined : { tls }),
      ...(first?.path === undefined ? undefined : { socketPath: first.path }),
    });
  }

  start(request: RpcRequest, sink: RpcSink): RpcHandle {
    this.#next = (this.#next + 1) % this.#origins.length;
    const call = new WebCall(request, sink);
    void call.run(this.#client, this.#origins[this.#next] ?? '', this.#options.dialect);
    return call;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#client[Symbol.asyncDispose]());
  }
}

class WebCall implements RpcHandle {
  readonly #request: RpcRequest;
  readonly #sink: RpcSink;
  readonly #canceller = new Canceller();
  #done = false;
  #gate: { readonly promise: Promise<void>; open(): void } | undefined;
  readonly #onAbort = (): void => this.cancel();

  constructor(request: RpcRequest, sink: RpcSink) {
    this.#request = request;
    this.#sink = sink;
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  async run(client: HttpClient, origin: string, dialect: WebDialect): Promise<void> {
    try {
      const { headers, body } = dialect.request(this.#request);
      const { path } = this.#request;
      const response = await client.stream({ method: 'POST', origin, path, headers, body, signal: this.#canceller });
      const sink: RpcSink = {
        message: (message) => {
          if (!this.#done) this.#sink.message(message);
        },
        end: () => undefined,
      };
      this.#end(await dialect.read(this.#request, response, sink, () => this.#gate?.promise ?? Promise.resolve()));
    } catch (error) {
      const fault = fromNetworkError(error);
      this.#end(plainStatus(fault.code === 'UPSTREAM_UNAVAILABLE' ? UNAVAILABLE : INTERNAL, '', error));
    }
  }

  pause(): void {
    if (this.#gate !== undefined) return;
    let open = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#gate = { promise, open };
  }

  resume(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  cancel(): void {
    this.#end(plainStatus(CANCELLED, 'cancelled'));
    this.#canceller.abort(new GatewayError('CANCELLED'));
    this.resume();
  }

  #end(status: RpcStatus): void {
    if (this.#done) return;
    this.#done = true;
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    this.#sink.end(status);
  }
}
