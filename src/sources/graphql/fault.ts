import type { ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { retryAfterMs } from '../shared/retry-after.ts';

const MAX_TEXT = 8_192;

const BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'UPSTREAM_UNAUTHORIZED'],
  [403, 'UPSTREAM_UNAUTHORIZED'],
  [408, 'UPSTREAM_TIMEOUT'],
  [429, 'UPSTREAM_THROTTLED'],
  [502, 'UPSTREAM_UNAVAILABLE'],
  [503, 'UPSTREAM_UNAVAILABLE'],
  [504, 'UPSTREAM_TIMEOUT'],
]);

/** By `extensions.code` of an upstream's error, as GraphQL servers commonly write it. */
const BY_CODE: ReadonlyMap<string, ErrorCode> = new Map([
  ['UNAUTHENTICATED', 'UPSTREAM_UNAUTHORIZED'],
  ['UNAUTHORIZED', 'UPSTREAM_UNAUTHORIZED'],
  ['FORBIDDEN', 'UPSTREAM_UNAUTHORIZED'],
  ['BAD_USER_INPUT', 'UPSTREAM_REJECTED'],
  ['BAD_REQUEST', 'UPSTREAM_REJECTED'],
  ['NOT_FOUND', 'UPSTREAM_REJECTED'],
  ['CONFLICT', 'UPSTREAM_REJECTED'],
  ['GRAPHQL_PARSE_FAILED', 'UPSTREAM_REJECTED'],
  ['GRAPHQL_VALIDATION_FAILED', 'UPSTREAM_REJECTED'],
  ['OPERATION_RESOLUTION_FAILURE', 'UPSTREAM_REJECTED'],
  ['RATE_LIMITED', 'UPSTREAM_THROTTLED'],
  ['THROTTLED', 'UPSTREAM_THROTTLED'],
  ['TOO_MANY_REQUESTS', 'UPSTREAM_THROTTLED'],
  ['SERVICE_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE'],
  ['TIMEOUT', 'UPSTREAM_TIMEOUT'],
  ['GATEWAY_TIMEOUT', 'UPSTREAM_TIMEOUT'],
]);

/** An HTTP answer that carries no GraphQL result. */
export function fromStatus(
  status: number,
  retryAfterHeader: string | string[] | undefined,
  text: string,
  graphqlErrors: readonly unknown[] | undefined,
  now: number,
): GatewayError {
  const known = BY_STATUS.get(status);
  const code =
    known ?? (status >= 500 ? 'UPSTREAM_FAILED' : status >= 400 ? 'UPSTREAM_REJECTED' : 'UPSTREAM_MALFORMED');
  const wait = retryAfterMs(retryAfterHeader, now);
  return new GatewayError(code, `The upstream service answered with status ${status}.`, {
    protocol: { httpStatus: status, text: text.slice(0, MAX_TEXT), ...(graphqlErrors && { graphqlErrors }) },
    facts: { httpStatus: status },
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/** An answer that is no GraphQL result, or does not fit the document: never handed on as data. */
export function malformed(what: string, status: number, text: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_MALFORMED',
    `The upstream service answered with ${what}, which is no GraphQL result.`,
    {
      protocol: { httpStatus: status, text: text.slice(0, MAX_TEXT) },
    },
  );
}

/** An entry of an upstream's `errors`: its text stays in `protocol`. */
export function fromUpstreamError(error: object): GatewayError {
  const extensions: unknown = 'extensions' in error ? error.extensions : undefined;
  const given: unknown =
    typeof extensions === 'object' && extensions !== null && 'code' in extensions ? extensions.code : undefined;
  const code = BY_CODE.get(String(given)) ?? 'UPSTREAM_FAILED';
  const text = 'message' in error && typeof error.message === 'string' ? error.message.slice(0, MAX_TEXT) : undefined;
  return new GatewayError(code, undefined, {
    protocol: { graphqlErrors: [bounded(error)], ...(text !== undefined && { text }) },
  });
}

/** The error as it came, or its message alone where it is large. */
function bounded(error: object): unknown {
  const text = JSON.stringify(error);
  if (text.length <= MAX_TEXT) return error;
  return { message: 'message' in error ? String(error.message).slice(0, MAX_TEXT) : '' };
}
