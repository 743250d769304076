import type { CancelSignal } from '../../../utils/cancel-signal.ts';

/** What a call says of itself when it is over; codes are those of gRPC. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  /** Bytes of a `google.rpc.Status`. */
  readonly details: Buffer | undefined;
  /** Milliseconds that the server asks to wait (`grpc-retry-pushback-ms`); negative: do not try again. */
  readonly pushbackMs: number | undefined;
  /** The server never saw the call: it may be made again whatever it does. */
  readonly unprocessed?: boolean;
  readonly cause?: unknown;
}

export interface RpcRequest {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly metadata: Readonly<Record<string, string | readonly string[]>>;
  /** More than one message may go or come. */
  readonly streaming: boolean;
  /** One after another, each with five bytes free in front of it. */
  readonly messages: readonly Buffer[];
  readonly signal: CancelSignal;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
}

/** Takes what an upstream sends. */
export interface RpcSink {
  message(message: Buffer): void;
  /** Called once, last; never after the signal has aborted. */
  end(status: RpcStatus): void;
}

/** A running call. */
export interface RpcHandle {
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** One way to speak to an upstream. */
export interface Transport extends AsyncDisposable {
  /** Never throws for what happens on the way: it calls `end`. */
  start(request: RpcRequest, sink: RpcSink): RpcHandle;
}

export const OK = 0;
export const CANCELLED = 1;
export const UNKNOWN = 2;
export const PERMISSION_DENIED = 7;
export const RESOURCE_EXHAUSTED = 8;
export const UNIMPLEMENTED = 12;
export const INTERNAL = 13;
export const UNAVAILABLE = 14;
export const UNAUTHENTICATED = 16;
