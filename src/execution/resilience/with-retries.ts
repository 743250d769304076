import { ERROR_CODES } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Handler, Interceptor, PipelineCall } from '../pipeline.ts';
import { pause } from './pause.ts';
import { RollingCounts } from './rolling-counts.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;
/** An upstream that asks for more patience than this gets none: its error goes to the caller, with the time to wait. */
const LONGEST_RETRY_AFTER_MS = 2_000;
const BUDGET_WINDOW_MS = 10_000;
const BUDGET_SHARE = 0.2;
const BUDGET_FLOOR = 3;

/**
 * Tries a safe call (a read that may be repeated; with `writes` also a write that may be) again when its error is transient: after a random part of an exponentially growing delay, never earlier than
 * the upstream asks, never past the deadline, and never so often that retries exceed a fifth of the source's calls, which is what
 * keeps an outage from being made worse.
 */
export function withRetries(retries: number, writes: boolean, budget: RetryBudget): Interceptor {
  return (next) => (call) => {
    budget.countCall();
    const { effect, idempotent } = call.operation;
    return idempotent && (writes || effect === 'read') ? attempt(next, call, budget, retries, 0) : next(call);
  };
}

function attempt(
  next: Handler,
  call: PipelineCall,
  budget: RetryBudget,
  retries: number,
  made: number,
): Promise<unknown> {
  const answer = next(call);
  if (made === retries) return answer;
  return answer.catch((thrown: unknown) => {
    const delay = delayBefore(thrown, made);
    if (delay === undefined || call.signal.aborted || performance.now() + delay >= call.deadline || !budget.take())
      throw thrown;
    return pause(delay, call.signal).then(() => attempt(next, call, budget, retries, made + 1));
  });
}

/** Undefined: another try is of no use. */
function delayBefore(thrown: unknown, made: number): number | undefined {
  if (!GatewayError.is(thrown) || !thrown.transient || ERROR_CODES[thrown.code].phase !== 'upstream') return undefined;
  const jittered = Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** made);
  // A clock that differs makes a date in the past, and a header may hold anything.
  const asked = Math.max(0, thrown.retryAfterMs ?? 0) || 0;
  return asked > LONGEST_RETRY_AFTER_MS ? undefined : asked + jittered;
}

/** What all calls of a source share. */
export class RetryBudget {
  /** First: calls. Second: retries. */
  readonly #counts = new RollingCounts(BUDGET_WINDOW_MS);
  /** Retries so far, ever. */
  retries = 0;

  countCall(): void {
    this.#counts.addFirst(performance.now());
  }

  take(): boolean {
    const { first, second } = this.#counts;
    if (second >= Math.max(BUDGET_FLOOR, first * BUDGET_SHARE)) return false;
    this.#counts.addSecond(performance.now());
    this.retries += 1;
    return true;
  }
}
