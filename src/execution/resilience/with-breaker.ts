import type { ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor, PipelineCall } from '../pipeline.ts';
import type { BreakerSettings } from './resilience-settings.ts';
import { RollingCounts } from './rolling-counts.ts';

/** Calls that a source gets while it is tried out, and that must all succeed for it to be trusted again. */
const PROBES = 3;

/** The source itself is ill. What it rejects, what we cancel and what it throttles says nothing about its health. */
const FAILURES: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_FAILED']);

/** A caller who leaves, a request whose time is up and a file that does not come tell nothing, not even that the source is well. */
const SILENT: ReadonlySet<ErrorCode> = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'OVERLOADED',
  'UPSTREAM_THROTTLED',
  'BAD_REQUEST',
  'PAYLOAD_TOO_LARGE',
]);

/**
 * Stops asking a source of whose calls within a rolling window too many failed, so that it can recover and nobody waits for it. After a
 * while a few probes go through; when all succeed the source is asked as before. `onChange` is told when it stops and when it asks as
 * before; not of probes that fail.
 */
export function withBreaker(
  settings: BreakerSettings,
  timeoutMs: number,
  onChange?: (isOpen: boolean) => void,
): Interceptor {
  const breaker = new Breaker(settings, onChange);
  return (next) => (call) => {
    const refused = breaker.refuse(call);
    if (refused !== undefined) return Promise.reject(refused);
    const generation = breaker.generation;
    const began = performance.now();
    const answer = next(call);
    answer.then(
      () => breaker.succeeded(generation),
      (error: unknown) => breaker.failed(generation, hadItsTime(call, began, timeoutMs) ? late(error) : error),
    );
    return answer;
  };
}

/**
 * Whether a call had most of the time that it could ever have had, and its client was not still sending what it needs. Where requests have
 * less time than their sources, one that hangs is known by nothing else; a request whose time was nearly up when it called says nothing.
 */
function hadItsTime({ deadline, context }: PipelineCall, began: number, timeoutMs: number): boolean {
  if (context.body !== undefined && !context.body.complete) return false;
  const whole = Math.min(timeoutMs, context.deadline - (context.startedAt ?? -Infinity));
  return deadline - began >= whole / 2;
}

function late(error: unknown): unknown {
  return GatewayError.is(error) && error.code === 'DEADLINE_EXCEEDED' ? new GatewayError('UPSTREAM_TIMEOUT') : error;
}

class Breaker {
  /** Changes with every change of state: what was begun before it counts no more. */
  generation = 0;
  readonly #settings: BreakerSettings;
  /** First: successes. Second: failures. */
  readonly #counts: RollingCounts;
  readonly #onChange: ((isOpen: boolean) => void) | undefined;
  #state: 'closed' | 'open' | 'half-open' = 'closed';
  #openUntil = 0;
  #probesLeft = 0;
  #successes = 0;

  constructor(settings: BreakerSettings, onChange: ((isOpen: boolean) => void) | undefined) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#counts = new RollingCounts(settings.windowMs);
  }

  /** The error of a call that may not go through; a probe's place is taken. */
  refuse(call: PipelineCall): GatewayError | undefined {
    if (this.#state === 'closed') return undefined;
    const now = performance.now();
    if (this.#state === 'open') {
      if (now < this.#openUntil) return refusal(call, this.#openUntil - now);
      this.#enter('half-open');
      this.#probesLeft = PROBES;
      this.#successes = 0;
    }
    if (this.#probesLeft === 0) return refusal(call, this.#settings.openForMs);
    this.#probesLeft -= 1;
    return undefined;
  }

  succeeded(generation: number): void {
    if (generation !== this.generation) return;
    if (this.#state === 'closed') this.#counts.addFirst(performance.now());
    else if (++this.#successes === PROBES) {
      this.#enter('closed');
      this.#onChange?.(false);
    }
  }

  failed(generation: number, thrown: unknown): void {
    if (generation !== this.generation) return;
    const error = GatewayError.from(thrown);
    if (SILENT.has(error.code)) {
      if (this.#state === 'half-open') this.#probesLeft += 1;
    } else if (!FAILURES.has(error.code) || !error.transient) this.succeeded(generation);
    else if (this.#state === 'half-open') this.#open();
    else {
      const counts = this.#counts;
      counts.addSecond(performance.now());
      const calls = counts.first + counts.second;
      const { minimumCalls, threshold } = this.#settings;
      if (calls < minimumCalls || counts.second < calls * threshold) return;
      this.#open();
      this.#onChange?.(true);
    }
  }

  #open(): void {
    this.#enter('open');
    this.#openUntil = performance.now() + this.#settings.openForMs;
  }

  #enter(state: 'closed' | 'open' | 'half-open'): void {
    this.#state = state;
    this.generation += 1;
    this.#counts.clear();
  }
}

function refusal(call: PipelineCall, wait: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `"${call.source}" is not asked for a while, because its calls failed.`,
    {
      source: call.source,
      coordinate: call.operation.coordinate,
      retryAfterMs: Math.ceil(wait),
    },
  );
}
