import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor } from '../pipeline.ts';
import { pause } from './pause.ts';
import type { RateSettings } from './resilience-settings.ts';

/** Most turns of a window that are remembered one by one: with more, the window is shorter. */
const LARGEST_WINDOW = 10_000;

/**
 * Never more calls than the source takes, so that a provider's quota holds. A call waits its turn; one whose turn comes after its
 * deadline is refused at once, with the time to wait.
 */
export function withRateLimit({ perSecond, burst }: RateSettings): Interceptor {
  const turns = burst === undefined ? windowed(perSecond) : bucket(perSecond, burst);
  return (next) => (call) => {
    const now = performance.now();
    const turn = Math.max(now, turns.next());
    if (turn >= call.deadline) {
      return Promise.reject(
        new GatewayError('UPSTREAM_THROTTLED', `The calls to "${call.source}" have reached the rate that it allows.`, {
          source: call.source,
          coordinate: call.operation.coordinate,
          retryAfterMs: Math.ceil(turn - now),
          transient: false,
        }),
      );
    }
    // The turn of a call that is cancelled while it waits is not given to another: those behind it have theirs already.
    turns.take(turn);
    return turn === now ? next(call) : pause(Math.ceil(turn - now), call.signal).then(() => next(call));
  };
}

/** When calls may be made, on the clock of `performance.now()`. */
interface Turns {
  /** The earliest time of the next one. */
  next(): number;
  /** Takes the next turn, at a time not before it. */
  take(at: number): void;
}

/** No second, wherever it begins, has more than `perSecond`: providers that count by the second see no more either. */
function windowed(perSecond: number): Turns {
  const size = Math.min(LARGEST_WINDOW, Math.max(1, Math.floor(perSecond)));
  const windowMs = (1000 * size) / perSecond;
  const taken = new Float64Array(size).fill(-Infinity);
  let oldest = 0;
  return {
    next: () => (taken[oldest] ?? 0) + windowMs,
    take(at) {
      taken[oldest] = at;
      oldest = (oldest + 1) % size;
    },
  };
}

/** `burst` at once, and `perSecond` on average. A token bucket, kept as the time at which it is full again. */
function bucket(perSecond: number, burst: number): Turns {
  const interval = 1000 / perSecond;
  const tolerance = (burst - 1) * interval;
  let full = 0;
  return {
    next: () => full - tolerance,
    take(at) {
      full = Math.max(full, at) + interval;
    },
  };
}
