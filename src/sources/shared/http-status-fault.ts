import type { ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { retryAfterMs } from './retry-after.ts';

const MAX_TEXT = 8_192;

interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
}

const BY_STATUS: ReadonlyMap<number, Fault> = new Map([
  [401, { code: 'UPSTREAM_UNAUTHORIZED', message: 'The upstream service did not accept the credentials (401).' }],
  [403, { code: 'UPSTREAM_UNAUTHORIZED', message: 'The upstream service refused access (403).' }],
  [404, { code: 'UPSTREAM_REJECTED', message: 'The upstream service has nothing there (404).' }],
  [408, { code: 'UPSTREAM_TIMEOUT', message: 'The upstream service gave up waiting for the request (408).' }],
  [409, { code: 'UPSTREAM_REJECTED', message: 'The upstream service found a conflict (409).' }],
  [410, { code: 'UPSTREAM_REJECTED', message: 'The upstream service has nothing there any more (410).' }],
  [429, { code: 'UPSTREAM_THROTTLED', message: 'The upstream service is limiting the rate of calls (429).' }],
  [502, { code: 'UPSTREAM_UNAVAILABLE', message: 'The way to the upstream service is broken (502).' }],
  [503, { code: 'UPSTREAM_UNAVAILABLE', message: 'The upstream service is unavailable (503).' }],
  [504, { code: 'UPSTREAM_TIMEOUT', message: 'The upstream service got no answer in time (504).' }],
]);

function faultOf(status: number): Fault {
  const known = BY_STATUS.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return { code: 'UPSTREAM_FAILED', message: `The upstream service failed (${status}).` };
  if (status >= 400)
    return { code: 'UPSTREAM_REJECTED', message: `The upstream service rejected the call (${status}).` };
  if (status >= 300) {
    return {
      code: 'UPSTREAM_MALFORMED',
      message: `The upstream service redirected (${status}); redirects are not followed.`,
    };
  }
  return {
    code: 'UPSTREAM_MALFORMED',
    message: `The upstream service answered with the undocumented status ${status}.`,
  };
}

/** An HTTP answer that is no success as a `GatewayError`; `body` is the decoded body of a documented error. */
export function fromStatus(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
  body: unknown,
  now: number = Date.now(),
): GatewayError {
  const { code, message } = faultOf(status);
  const wait = retryAfterMs(headers['retry-after'], now);
  return new GatewayError(code, message, {
    protocol: {
      httpStatus: status,
      ...(text === '' ? undefined : { text: text.slice(0, MAX_TEXT) }),
      ...(body === undefined ? undefined : { body }),
    },
    facts: { httpStatus: status },
    ...(wait === undefined ? undefined : { retryAfterMs: wait }),
  });
}

/** An answer whose status is a success, and whose body is not what was described. */
export function malformed(reason: string, status: number, text: string, cause?: unknown): GatewayError {
  return new GatewayError(
    'UPSTREAM_MALFORMED',
    `The upstream service answered with something its description does not allow: ${reason}.`,
    {
      protocol: { httpStatus: status, text: text.slice(0, MAX_TEXT) },
      facts: { httpStatus: status },
      ...(cause === undefined ? undefined : { cause }),
    },
  );
}
