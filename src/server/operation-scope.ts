import type { IncomingHttpHeaders } from 'node:http';
import type { ContextFunction, IncomingRequest } from '../config/gateway-config.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Caller } from '../execution/caller.ts';
import type { BodyProgress, ExecutionContext } from '../execution/execution-context.ts';
import { atTime } from '../utils/at-time.ts';
import { Canceller, type CancelSignal } from '../utils/cancel-signal.ts';

/** Why an operation ends whose client has left. */
export const CLIENT_GONE = 'The client has gone.';

/**
 * The life of one operation: the signal that ends it, and the context made for it alone. It aborts with `DEADLINE_EXCEEDED` after
 * `deadlineMs`; Infinity for none (a subscription). Dispose it when done.
 */
export class OperationScope implements Disposable {
  readonly #canceller = new Canceller();
  /** On the clock of `performance.now()`. */
  readonly startedAt = performance.now();
  readonly #deadlineMs: number;
  readonly #userContext: ContextFunction | undefined;
  readonly #body: BodyProgress | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #stopExpiry: (() => void) | undefined;

  /** `body`: what still comes in while the operation runs. */
  constructor(deadlineMs: number, userContext: ContextFunction | undefined, body?: BodyProgress) {
    this.#deadlineMs = deadlineMs;
    this.#userContext = userContext;
    this.#body = body;
    if (Number.isFinite(deadlineMs)) this.#timer = setTimeout(expire, deadlineMs, this.#canceller).unref();
  }

  get signal(): CancelSignal {
    return this.#canceller;
  }

  /** Ends the operation early; the reason is `CANCELLED`. */
  cancel(message?: string): void {
    this.#canceller.abort(new GatewayError('CANCELLED', message));
  }

  /**
   * A fresh context; a promise of one only where the user's own function has to be asked, which rejects with what that threw. `request` is
   * called only then.
   */
  context(
    headers: Readonly<Record<string, string>>,
    traced: boolean,
    request: () => IncomingRequest,
    caller?: Caller,
  ): ExecutionContext | Promise<ExecutionContext> {
    const userContext = this.#userContext;
    if (userContext === undefined) return this.#contextOf(headers, traced, NO_USER, caller);
    return (async () => {
      const asked = caller === undefined ? request() : { ...request(), jwt: caller.jwt };
      return this.#contextOf(headers, traced, await userContext(asked), caller);
    })();
  }

  /** A subscription ends with the token that it was begun with; the reason is `SUBSCRIPTION_JWT_EXPIRED`. */
  endWith(caller: Caller | undefined): void {
    if (caller === undefined) return;
    this.#stopExpiry = atTime(caller.expiresAt, () => {
      this.#canceller.abort(new GatewayError('SUBSCRIPTION_JWT_EXPIRED'));
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#stopExpiry?.();
  }

  #contextOf(
    headers: Readonly<Record<string, string>>,
    traced: boolean,
    user: Readonly<Record<string, unknown>>,
    caller: Caller | undefined,
  ): ExecutionContext {
    return {
      headers,
      signal: this.#canceller,
      deadline: this.startedAt + this.#deadlineMs,
      startedAt: this.startedAt,
      trace: traced ? [] : undefined,
      // There from the start: a copy with one property more costs microseconds.
      cachePolicy: undefined,
      fallbacks: undefined,
      body: this.#body,
      jwt: caller?.jwt,
      user,
    };
  }
}

const NO_USER: Readonly<Record<string, unknown>> = Object.freeze({});

function expire(canceller: Canceller): void {
  canceller.abort(new GatewayError('DEADLINE_EXCEEDED'));
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
