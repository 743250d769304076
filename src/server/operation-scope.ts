import type { IncomingHttpHeaders } from 'node:http';
import type { ContextFunction, IncomingRequest } from '../config/gateway-config.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ExecutionContext } from '../execution/execution-context.ts';
import { Canceller, type CancelSignal } from '../utils/cancel-signal.ts';

/** The life of one operation: the signal that ends it, and the context made for it alone. */
export interface OperationScope extends Disposable {
  readonly signal: CancelSignal;
  /** Ends the operation early; the reason is `CANCELLED`. */
  cancel(message?: string): void;
  /** A fresh context. Rejects with what the user's own function threw, masked unless it is a `GatewayError`. */
  context(request: IncomingRequest, traced: boolean): Promise<ExecutionContext>;
}

/** Opens a scope that aborts with `DEADLINE_EXCEEDED` after `deadlineMs`; Infinity for none (a subscription). Dispose it when done. */
export function openScope(deadlineMs: number, userContext: ContextFunction | undefined): OperationScope {
  const canceller = new Canceller();
  const startedAt = performance.now();
  const deadline = startedAt + deadlineMs;
  const timer = Number.isFinite(deadlineMs)
    ? setTimeout(() => canceller.abort(new GatewayError('DEADLINE_EXCEEDED')), deadlineMs).unref()
    : undefined;
  return {
    signal: canceller.signal,
    cancel: (message) => canceller.abort(new GatewayError('CANCELLED', message)),
    async context(request, traced) {
      return {
        headers: request.headers,
        signal: canceller.signal,
        deadline,
        startedAt,
        trace: traced ? [] : undefined,
        jwt: undefined,
        user: userContext === undefined ? {} : await userContext(request),
      };
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Header values as single texts: repeated headers are joined as HTTP joins them. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = Object.create(null);
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') flat[name] = value;
    else if (value !== undefined) flat[name] = value.join(', ');
  }
  return flat;
}
