import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { giveRoom, isInRoom } from '../../utils/byte-room.ts';
import { TokenRefusal } from '../authentication/token-refusal.ts';
import { HttpProblem } from './request-guard.ts';

/** One whole answer, before its type is negotiated. */
export interface HttpAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to a request that never began to execute: `errors` and no `data`. */
export function refusal(errors: readonly GraphQLFormattedError[], status = statusOf(errors)): HttpAnswer {
  return { status, body: JSON.stringify({ errors }), headers: {} };
}

/** The same for a thrown error. What is not a `GatewayError` is masked. */
export function refusalOf(thrown: unknown): HttpAnswer {
  const error = GatewayError.from(thrown);
  const formatted = { message: error.message, extensions: error.extensions };
  const headers = error instanceof HttpProblem || error instanceof TokenRefusal ? error.headers : retryAfter(error);
  const { phase, httpStatus } = ERROR_CODES[error.code];
  const status = error instanceof HttpProblem ? error.status : httpStatus;
  // Only the errors of one request have a status of their own; an upstream error that ends a request is still a failed request.
  return { ...refusal([formatted], phase === 'upstream' ? 502 : status), headers };
}

/** HTTP status of a request that failed as a whole, by the code of its first error. */
export function statusOf(errors: readonly GraphQLFormattedError[]): number {
  const code = errors[0]?.extensions?.code;
  const status = typeof code === 'string' && code in ERROR_CODES ? ERROR_CODES[code as ErrorCode].httpStatus : 400;
  return status === 200 ? 400 : status;
}

const SAY_WHEN: ReadonlySet<ErrorCode> = new Set(['OVERLOADED', 'RATE_LIMITED', 'AUTHENTICATION_UNAVAILABLE']);

function retryAfter(error: GatewayError): Readonly<Record<string, string>> {
  if (!SAY_WHEN.has(error.code)) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000))) };
}

/**
 * Sends an answer whole, as the type that was negotiated; nothing where the client has gone. `end`: the exchange ends only when this has
 * resolved, though the client has the answer before.
 */
export function sendAnswer(
  response: ServerResponse,
  type: string,
  { status, body, headers }: HttpAnswer,
  others?: Readonly<Record<string, string>>,
  end?: Promise<unknown>,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...others,
    ...headers,
    ...(others?.vary !== undefined && headers.vary !== undefined && { vary: `${others.vary}, ${headers.vary}` }),
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  });
  if (end === undefined) {
    // Only now, with the last byte in the system's hands.
    if (typeof body !== 'string' && isInRoom(body)) response.end(body, () => giveRoom(body));
    else response.end(body);
    return;
  }
  response.write(body);
  end.finally(() => response.end()).catch(() => undefined);
}
