import { type ExecutionResult, GraphQLError } from 'graphql';
import type { JwtClaims } from '../config/jwt-claims.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { Canceller } from '../utils/cancel-signal.ts';
import { lowerCaseNames } from '../utils/lower-case-names.ts';
import type { Authenticate } from './caller.ts';
import type { ExecutionContext } from './execution-context.ts';
import type { Executor } from './executor-contract.ts';

/** One operation, as code asks it. */
export interface GatewayRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The caller's headers: what sources forward, and what rules and templates read. A token in them is verified, as one of a client's is. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `context.jwt` of rules and templates: claims that the caller of this function vouches for. Then no token is looked for. */
  readonly jwt?: JwtClaims;
  /** `context.user` of rules and templates. */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Adds `extensions.trace` to the answer. Default: false. */
  readonly trace?: boolean;
  /** Cancels the operation and its upstream calls. */
  readonly signal?: AbortSignal;
}

/** Answers one operation without a server: prepares it, gives it a context of its own and a deadline. */
export async function answerRequest(
  executor: Executor,
  request: GatewayRequest,
  deadlineMs: number,
  authenticate?: Authenticate,
): Promise<ExecutionResult> {
  const headers = lowerCaseNames(request.headers);
  let { jwt } = request;
  if (jwt === undefined && authenticate !== undefined) {
    try {
      jwt = (await authenticate({ headers }))?.jwt;
    } catch (thrown) {
      const { message, extensions } = GatewayError.from(thrown);
      return { errors: [new GraphQLError(message, { extensions })] };
    }
  }
  const prepared = executor.prepare(request.query, request.operationName);
  if ('errors' in prepared) return { errors: prepared.errors as NonNullable<ExecutionResult['errors']> };
  const now = performance.now();
  const canceller = new Canceller();
  const timer = setTimeout(() => canceller.abort(new GatewayError('DEADLINE_EXCEEDED')), deadlineMs);
  const leave = (): void => canceller.abort(new GatewayError('CANCELLED'));
  if (request.signal?.aborted) leave();
  request.signal?.addEventListener('abort', leave, { once: true });
  const context: ExecutionContext = {
    headers,
    signal: canceller.signal,
    deadline: now + deadlineMs,
    startedAt: now,
    trace: request.trace === true ? [] : undefined,
    jwt,
    user: request.user ?? {},
  };
  try {
    return await executor.execute(prepared, request.variables, context);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', leave);
  }
}
