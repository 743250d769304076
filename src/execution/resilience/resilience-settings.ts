import { parseDuration } from '../../config/duration.ts';
import type { BreakerOptions, Duration, ResilienceOptions } from '../../sources/source.ts';

/** What one source's pipeline is built from: defaults filled in, durations in milliseconds. */
export interface ResilienceSettings {
  readonly timeoutMs: number;
  /** Undefined: a try has the whole call's time. */
  readonly tryTimeoutMs: number | undefined;
  /** Further tries of a safe call. */
  readonly retries: number;
  /** Idempotent writes are tried again too. */
  readonly retryWrites: boolean;
  readonly concurrency: number;
  readonly queue: number;
  readonly breaker: BreakerSettings | undefined;
  readonly rate: RateSettings | undefined;
}

export interface RateSettings {
  readonly perSecond: number;
  /** Undefined: no second has more than `perSecond`. */
  readonly burst: number | undefined;
}

export interface BreakerSettings {
  readonly threshold: number;
  readonly minimumCalls: number;
  readonly windowMs: number;
  readonly openForMs: number;
}

/** A source's own options stand before those for all sources; the breaker's are merged one by one. Durations were checked with the configuration. */
export function resilienceSettings(own: ResilienceOptions = {}, all: ResilienceOptions = {}): ResilienceSettings {
  const options = { ...all, ...own };
  const timeoutMs = milliseconds(options.timeout, 10_000);
  const tryTimeoutMs = milliseconds(options.tryTimeout, timeoutMs);
  return {
    timeoutMs,
    tryTimeoutMs: tryTimeoutMs < timeoutMs ? tryTimeoutMs : undefined,
    retries: options.retries === false ? 0 : (options.retries ?? 2),
    retryWrites: options.retryWrites ?? false,
    concurrency: options.concurrency ?? 64,
    queue: options.queue ?? 2_048,
    breaker: breakerSettings(own.breaker, all.breaker),
    rate: options.rate && { perSecond: options.rate.perSecond, burst: options.rate.burst },
  };
}

/** The part that one of several processes has of what a source takes from all of them together. */
export function shareOf(settings: ResilienceSettings, processes = 1): ResilienceSettings {
  if (processes <= 1) return settings;
  const { concurrency, rate } = settings;
  return {
    ...settings,
    concurrency: Math.max(1, Math.floor(concurrency / processes)),
    rate: rate && {
      // Whole calls where there are as many: a part of a call would be one more in some seconds.
      perSecond: rate.perSecond < processes ? rate.perSecond / processes : Math.floor(rate.perSecond / processes),
      burst: rate.burst && Math.max(1, Math.floor(rate.burst / processes)),
    },
  };
}

function breakerSettings(
  own: false | BreakerOptions | undefined,
  all: false | BreakerOptions | undefined,
): BreakerSettings | undefined {
  if (own === false || (own === undefined && all === false)) return undefined;
  const options = { ...(all === false ? undefined : all), ...own };
  return {
    threshold: options.threshold ?? 0.5,
    minimumCalls: options.minimumCalls ?? 20,
    windowMs: milliseconds(options.window, 10_000),
    openForMs: milliseconds(options.openFor, 5_000),
  };
}

function milliseconds(duration: Duration | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : (parseDuration(duration) ?? otherwise);
}
