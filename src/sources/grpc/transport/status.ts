import {
  CANCELLED,
  INTERNAL,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  type RpcStatus,
  UNAUTHENTICATED,
  UNAVAILABLE,
  UNIMPLEMENTED,
  UNKNOWN,
} from './exchange.ts';

type Headers = Readonly<Record<string, string | readonly string[] | number | undefined>>;

function one(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  return typeof value === 'object' ? value[0] : String(value);
}

/** The status in trailers, undefined where they have none. */
export function statusOf(headers: Headers): RpcStatus | undefined {
  const text = one(headers, 'grpc-status');
  if (text === undefined) return undefined;
  const code = /^\d{1,3}$/.test(text) ? Number(text) : UNKNOWN;
  const details = one(headers, 'grpc-status-details-bin');
  const pushback = one(headers, 'grpc-retry-pushback-ms');
  return {
    code,
    message: percentDecode(one(headers, 'grpc-message') ?? ''),
    details: details === undefined ? undefined : Buffer.from(details.split(',')[0] ?? '', 'base64'),
    // What is no number forbids another try, as a negative one does.
    pushbackMs: pushback === undefined ? undefined : /^\d{1,9}$/.test(pushback) ? Number(pushback) : -1,
  };
}

export function plainStatus(code: number, message: string, cause?: unknown): RpcStatus {
  return { code, message, details: undefined, pushbackMs: undefined, ...(cause === undefined ? undefined : { cause }) };
}

/** What an HTTP status without a gRPC status means. */
export function statusOfHttp(httpStatus: number, contentType: string): RpcStatus {
  const text = `HTTP status ${httpStatus}${contentType === '' ? '' : ` with ${contentType.slice(0, 80)}`} instead of a gRPC answer`;
  switch (httpStatus) {
    case 400:
      return plainStatus(INTERNAL, text);
    case 401:
      return plainStatus(UNAUTHENTICATED, text);
    case 403:
      return plainStatus(PERMISSION_DENIED, text);
    case 404:
      return plainStatus(UNIMPLEMENTED, text);
    case 429:
    case 502:
    case 503:
    case 504:
      return plainStatus(UNAVAILABLE, text);
    default:
      return plainStatus(UNKNOWN, text);
  }
}

/** What a stream that was reset means, by its HTTP/2 error code. */
export function statusOfReset(code: number, cause?: unknown): RpcStatus {
  const text = `the stream was reset with HTTP/2 code ${code}`;
  switch (code) {
    case 7:
      return { ...plainStatus(UNAVAILABLE, text, cause), unprocessed: true };
    case 8:
      return plainStatus(CANCELLED, text, cause);
    case 11:
      return plainStatus(RESOURCE_EXHAUSTED, text, cause);
    case 12:
      return plainStatus(PERMISSION_DENIED, text, cause);
    default:
      return plainStatus(INTERNAL, text, cause);
  }
}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The time left as `grpc-timeout` has it: at most eight digits and a unit. */
export function grpcTimeout(milliseconds: number): string {
  const micros = Math.max(1, Math.ceil(milliseconds * 1000));
  if (micros < 100_000_000) return `${micros}u`;
  const millis = Math.ceil(milliseconds);
  return millis < 100_000_000 ? `${millis}m` : `${Math.min(99_999_999, Math.ceil(millis / 1000))}S`;
}
