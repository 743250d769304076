import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import type { Channel } from './channel.ts';
import {
  CANCELLED,
  INTERNAL,
  type RpcHandle,
  type RpcRequest,
  type RpcSink,
  type RpcStatus,
  UNAVAILABLE,
} from './exchange.ts';
import { FrameReader, frame, gunzipMessage, gzipFrame, unknownFrame } from './frames.ts';
import type { Connection } from './session.ts';
import { grpcTimeout, plainStatus, statusOf, statusOfHttp, statusOfReset } from './status.ts';

/** How calls go out. */
export interface Http2TransportOptions {
  readonly authority: string;
  readonly secure: boolean;
  readonly waitForReady: boolean;
  readonly maxReceiveBytes: number;
  /** Messages of at least this many bytes are sent compressed; undefined: none. */
  readonly gzipFrom: number | undefined;
  readonly userAgent: string;
}

/** One call over a channel, on one stream after another where the server refused the first unseen. */
export class Http2Call implements RpcHandle {
  readonly #channel: Channel;
  readonly #options: Http2TransportOptions;
  readonly #request: RpcRequest;
  #sink: RpcSink | undefined;
  #stream: ClientHttp2Stream | undefined;
  #done = false;
  #paused = false;
  readonly #onAbort = (): void => this.cancel();

  constructor(channel: Channel, options: Http2TransportOptions, request: RpcRequest, sink: RpcSink) {
    this.#channel = channel;
    this.#options = options;
    this.#request = request;
    this.#sink = sink;
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  begin(tries: number): void {
    const ready = this.#channel.ready();
    if (ready !== undefined) {
      this.#send(ready, tries);
      return;
    }
    this.#channel.open(this.#request.signal, this.#options.waitForReady).then(
      (connection) => {
        if (!this.#done) this.#send(connection, tries);
      },
      (error: unknown) => this.#end({ ...plainStatus(UNAVAILABLE, 'no connection', error), unprocessed: true }),
    );
  }

  pause(): void {
    this.#paused = true;
    this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#stream?.resume();
  }

  cancel(): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#end(plainStatus(CANCELLED, 'cancelled'));
  }

  #end(status: RpcStatus): void {
    if (this.#done) return;
    this.#done = true;
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(status);
  }

  #headers(): OutgoingHttpHeaders {
    const { authority, secure, gzipFrom, userAgent } = this.#options;
    const { path, metadata, deadline } = this.#request;
    return {
      ...metadata,
      ':method': 'POST',
      ':scheme': secure ? 'https' : 'http',
      ':authority': authority,
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
      'user-agent': userAgent,
      'grpc-accept-encoding': 'identity,gzip',
      ...(deadline < Number.POSITIVE_INFINITY
        ? { 'grpc-timeout': grpcTimeout(deadline - performance.now()) }
        : undefined),
      ...(gzipFrom === undefined ? undefined : { 'grpc-encoding': 'gzip' }),
    };
  }

  #send(connection: Connection, tries: number): void {
    const { session } = connection;
    if (session === undefined || session.closed || session.destroyed) {
      this.#again(tries, plainStatus(UNAVAILABLE, 'the connection was closed'));
      return;
    }
    let stream: ClientHttp2Stream;
    try {
      stream = session.request(this.#headers(), { endStream: false });
    } catch (error) {
      // A connection that began to close between the look at it and the request: nothing was sent.
      if (session.closed || session.destroyed)
        this.#again(tries, plainStatus(UNAVAILABLE, 'the connection was closed'));
      else this.#end(plainStatus(INTERNAL, 'the request could not be sent', error));
      return;
    }
    this.#stream = stream;
    if (this.#paused) stream.pause();
    connection.calls += 1;
    this.#listen(stream, session, connection, tries);
    this.#write(stream);
  }

  #write(stream: ClientHttp2Stream): void {
    const { messages } = this.#request;
    const { gzipFrom } = this.#options;
    const last = messages.length - 1;
    messages.forEach((message, index) => {
      const framed = gzipFrom !== undefined && message.length >= gzipFrom ? gzipFrame(message) : frame(message);
      if (index === last) stream.end(framed);
      else stream.write(framed);
    });
    if (last < 0) stream.end();
  }

  #listen(stream: ClientHttp2Stream, session: ClientHttp2Session, connection: Connection, tries: number): void {
    let status: RpcStatus | undefined;
    let failure: unknown;
    let answered = false;
    let gzip = false;
    const { maxReceiveBytes } = this.#options;
    const reader = new FrameReader(maxReceiveBytes, (flags, message) => {
      if (this.#done) return;
      if (flags === 0) this.#sink?.message(message);
      else if (flags === 1 && gzip) this.#sink?.message(gunzipMessage(message, maxReceiveBytes));
      else throw unknownFrame();
    });
    stream.on('response', (headers) => {
      answered = true;
      gzip = headers['grpc-encoding'] === 'gzip';
      const contentType = headers['content-type'] ?? '';
      const httpStatus = headers[':status'] ?? 0;
      status = statusOf(headers);
      if (status === undefined && (httpStatus !== 200 || !contentType.startsWith('application/grpc'))) {
        stream.close(constants.NGHTTP2_CANCEL);
        this.#end(statusOfHttp(httpStatus, contentType));
      }
    });
    stream.on('trailers', (trailers) => {
      status ??= statusOf(trailers);
    });
    stream.on('data', (chunk: Buffer) => {
      if (this.#done) return;
      try {
        reader.push(chunk);
      } catch (error) {
        stream.close(constants.NGHTTP2_CANCEL);
        this.#end(plainStatus(INTERNAL, 'a message could not be taken', error));
      }
    });
    stream.on('error', (error) => {
      failure = error;
    });
    stream.on('close', () => {
      // Node keeps a closed stream until the next full collection: it shall keep nothing of ours.
      stream.removeAllListeners();
      stream.on('error', ignore);
      connection.calls -= 1;
      if (this.#done) return;
      const code = stream.rstCode ?? 0;
      if (status?.code === 0 && !reader.complete) status = plainStatus(INTERNAL, 'the answer ends inside a message');
      const final =
        status ??
        (session.destroyed
          ? plainStatus(UNAVAILABLE, 'the connection was lost', failure)
          : lost(code, failure, answered));
      if (final.unprocessed === true) this.#again(tries, final);
      else this.#end(final);
    });
  }

  /** What the server never saw is sent again, on another connection if need be. */
  #again(tries: number, status: RpcStatus): void {
    if (this.#done) return;
    if (tries === 0) this.#end(status);
    else this.begin(tries - 1);
  }
}

/** Without a listener an error would end the process. */
function ignore(): void {}

/** A stream that closed without a status. */
function lost(code: number, failure: unknown, answered: boolean): RpcStatus {
  if (code !== 0 && failure === undefined) return statusOfReset(code);
  if (code === constants.NGHTTP2_REFUSED_STREAM) return statusOfReset(code, failure);
  const nodeCode = (failure as { code?: string } | undefined)?.code ?? '';
  if (nodeCode === 'ERR_HTTP2_STREAM_ERROR') return statusOfReset(code, failure);
  if (failure === undefined && answered) return plainStatus(INTERNAL, 'the stream ended without a status');
  return plainStatus(UNAVAILABLE, 'the connection was lost', failure);
}
