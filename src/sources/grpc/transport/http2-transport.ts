import type { Channel } from './channel.ts';
import type { RpcHandle, RpcRequest, RpcSink, Transport } from './exchange.ts';
import { Http2Call, type Http2TransportOptions } from './http2-call.ts';

/** Times that a call which no server saw is sent again. */
const UNPROCESSED_TRIES = 2;

/** gRPC as it is: HTTP/2 with trailers. */
export class Http2Transport implements Transport {
  readonly #channel: Channel;
  readonly #options: Http2TransportOptions;

  constructor(channel: Channel, options: Http2TransportOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  start(request: RpcRequest, sink: RpcSink): RpcHandle {
    const call = new Http2Call(this.#channel, this.#options, request, sink);
    call.begin(UNPROCESSED_TRIES);
    return call;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#channel[Symbol.asyncDispose]();
  }
}
