import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor, PipelineCall } from '../pipeline.ts';
import type { BreakerSettings } from './resilience-settings.ts';
import { RollingCounts } from './rolling-counts.ts';
import { type SourceHealth, stateOf } from './source-health.ts';

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

/** The window of a source without a breaker, whose calls are only counted. */
const COUNTED_MS = 10_000;

export interface BreakerStage {
  readonly stage: Interceptor;
  /** How the calls went lately. */
  readonly health: () => SourceHealth;
}

/**
 * Counts how the calls of a source go, and stops asking one of whose calls within a rolling window too many failed, so that it can recover and
 * nobody waits for it. After a while a few probes go through; when all succeed the source is asked as before. `onChange` is told when it
 * stops and when it asks as before; not of probes that fail. Without settings it counts and never stops.
 */
export function withBreaker(
  settings: BreakerSettings | undefined,
  timeoutMs: number,
  onChange?: (isOpen: boolean) => void,
): BreakerStage {
  const breaker = new Breaker(settings, onChange);
  const stage: Interceptor = (next) => (call) => {
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
  return { stage, health: () => breaker.health() };
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
  readonly #settings: BreakerSettings | undefined;
  /** First: successes. Second: failures. */
  readonly #counts: RollingCounts;
  readonly #onChange: ((isOpen: boolean) => void) | undefined;
  #state: 'closed' | 'open' | 'half-open' = 'closed';
  #openUntil = 0;
  #probesLeft = 0;
  #successes = 0;
  #failedLast = false;
  #lastError: { readonly code: ErrorCode; readonly at: number } | undefined;
  /** What it was opened by. */
  #opened = { calls: 0, failures: 0 };

  constructor(settings: BreakerSettings | undefined, onChange: ((isOpen: boolean) => void) | undefined) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#counts = new RollingCounts(settings?.windowMs ?? COUNTED_MS);
  }

  health(): SourceHealth {
    const now = performance.now();
    const { first, second } = this.#counts.read(now);
    // An open one knows that its time is up only when it is asked for something.
    const state = this.#state === 'open' && now >= this.#openUntil ? 'half-open' : this.#state;
    const known = {
      breaker: this.#settings === undefined ? 'off' : state,
      ...(state === 'closed' ? { calls: first + second, failures: second } : this.#opened),
      ...(this.#lastError && {
        lastError: { code: this.#lastError.code, agoMs: Math.round(now - this.#lastError.at) },
      }),
    } as const;
    return { state: stateOf(known, this.#failedLast), ...known };
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
    if (this.#probesLeft === 0) return refusal(call, this.#settings?.openForMs ?? 0);
    this.#probesLeft -= 1;
    return undefined;
  }

  succeeded(generation: number): void {
    if (generation !== this.generation) return;
    this.#failedLast = false;
    if (this.#state === 'closed') this.#counts.addFirst(performance.now());
    else if (++this.#successes === PROBES) {
      this.#enter('closed');
      this.#onChange?.(false);
    }
  }

  failed(generation: number, thrown: unknown): void {
    if (generation !== this.generation) return;
    const error = GatewayError.from(thrown);
    if (ERROR_CODES[error.code].phase === 'upstream') this.#lastError = { code: error.code, at: performance.now() };
    if (SILENT.has(error.code)) {
      if (this.#state === 'half-open') this.#probesLeft += 1;
    } else if (!FAILURES.has(error.code) || !error.transient) this.succeeded(generation);
    else this.#count();
  }

  #count(): void {
    const settings = this.#settings;
    this.#failedLast = true;
    if (this.#state === 'half-open' && settings !== undefined) {
      this.#open(settings);
      return;
    }
    const counts = this.#counts;
    counts.addSecond(performance.now());
    const calls = counts.first + counts.second;
    if (settings === undefined || calls < settings.minimumCalls || counts.second < calls * settings.threshold) return;
    this.#opened = { calls, failures: counts.second };
    this.#open(settings);
    this.#onChange?.(true);
  }

  #open({ openForMs }: BreakerSettings): void {
    this.#enter('open');
    this.#openUntil = performance.now() + openForMs;
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
