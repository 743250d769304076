import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

const BRAND = Symbol.for('interlace.GatewayError');

/** What the foreign protocol said. Logged always; sent to a client only where the operator opted in. */
export interface ProtocolDetail {
  readonly httpStatus?: number;
  /** SOAP 1.1 `faultcode` or SOAP 1.2 `Code/Value`, local name; `detail` decoded by the declared fault message. */
  readonly soapFault?: {
    /** Local names: `Client`, `Sender`; the subcodes of SOAP 1.2, outermost first. */
    readonly code: string;
    readonly subcodes?: readonly string[];
    readonly reason: string;
    readonly actor?: string;
    readonly detail?: unknown;
    /** What stands beside the declared fault's detail. */
    readonly otherDetail?: unknown;
  };
  /** gRPC status code number and name, with the decoded `google.rpc.Status` details. */
  readonly grpcStatus?: { readonly code: number; readonly name: string; readonly details?: readonly unknown[] };
  /** The decoded body of a documented error response. */
  readonly body?: unknown;
  /** Errors of a GraphQL upstream. */
  readonly graphqlErrors?: readonly unknown[];
  /** The upstream's own text. */
  readonly text?: string;
}

export interface GatewayErrorOptions {
  readonly cause?: unknown;
  /** Name of the source in the configuration. */
  readonly source?: string;
  /** Schema coordinate of the operation, such as `Query.order`. */
  readonly coordinate?: string;
  readonly protocol?: ProtocolDetail;
  /** Milliseconds to wait before trying again, as the upstream asked (Retry-After, RetryInfo). */
  readonly retryAfterMs?: number;
  /** Overrides the table, where one occurrence is known to be (not) worth another try. */
  readonly transient?: boolean;
  /** More facts for `extensions`, always safe to send. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of the gateway. `message` is written by us and safe to show to a client; whatever an upstream said is in
 * `protocol` and `cause`, which are never sent unless the operator opted in.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly source: string | undefined;
  readonly coordinate: string | undefined;
  readonly protocol: ProtocolDetail | undefined;
  readonly retryAfterMs: number | undefined;
  readonly transient: boolean;
  readonly facts: Readonly<Record<string, unknown>> | undefined;
  readonly [BRAND] = true;

  constructor(code: ErrorCode, message?: string, options: GatewayErrorOptions = {}) {
    super(
      message ?? ERROR_CODES[code].publicMessage,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'GatewayError';
    this.code = code;
    this.source = options.source;
    this.coordinate = options.coordinate;
    this.protocol = options.protocol;
    this.retryAfterMs = options.retryAfterMs;
    this.transient = options.transient ?? ERROR_CODES[code].transient;
    this.facts = options.facts;
  }

  /** What a client may see of this error besides its message; graphql-js lifts it into the response. */
  get extensions(): Record<string, unknown> {
    return {
      code: this.code,
      ...(this.source === undefined ? undefined : { source: this.source }),
      ...(this.retryAfterMs === undefined ? undefined : { retryAfterMs: this.retryAfterMs }),
      ...this.facts,
    };
  }

  /** The same error with its place filled in where it was not known yet. */
  at(place: { source?: string; coordinate?: string }): GatewayError {
    const source = this.source ?? place.source;
    const coordinate = this.coordinate ?? place.coordinate;
    if (source === this.source && coordinate === this.coordinate) return this;
    const moved = new GatewayError(this.code, this.message, {
      transient: this.transient,
      ...(this.cause === undefined ? undefined : { cause: this.cause }),
      ...(source === undefined ? undefined : { source }),
      ...(coordinate === undefined ? undefined : { coordinate }),
      ...(this.protocol === undefined ? undefined : { protocol: this.protocol }),
      ...(this.retryAfterMs === undefined ? undefined : { retryAfterMs: this.retryAfterMs }),
      ...(this.facts === undefined ? undefined : { facts: this.facts }),
    });
    if (this.stack !== undefined) moved.stack = this.stack;
    return moved;
  }

  /** True for a `GatewayError` of this or another copy of the package. */
  static is(value: unknown): value is GatewayError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /**
   * The `GatewayError` inside `value`: itself, or the first one found along `originalError` and `cause` (stitching wraps an error
   * several levels deep), else undefined.
   */
  static find(value: unknown): GatewayError | undefined {
    const seen = new Set<unknown>();
    const queue: unknown[] = [value];
    for (let current = queue.shift(); current !== undefined && seen.size < 32; current = queue.shift()) {
      if (typeof current !== 'object' || current === null || seen.has(current)) continue;
      if (GatewayError.is(current)) return current;
      seen.add(current);
      if ('originalError' in current) queue.push(current.originalError);
      if ('cause' in current) queue.push(current.cause);
    }
    return undefined;
  }

  /** Any thrown value as a `GatewayError`; what is not ours becomes a masked `INTERNAL_SERVER_ERROR` with the value as its cause. */
  static from(value: unknown): GatewayError {
    return GatewayError.find(value) ?? new GatewayError('INTERNAL_SERVER_ERROR', undefined, { cause: value });
  }
}
