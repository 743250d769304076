import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor, PipelineCall } from '../pipeline.ts';
import { pause } from './pause.ts';
import type { RateSettings } from './resilience-settings.ts';

/** Most turns of a window that are remembered one by one: with more, the window is shorter. */
const LARGEST_WINDOW = 10_000;

/**
 * Never more calls than the source takes, so that a provider's quota holds. A call waits its turn; one whose turn comes after its
 * deadline is refused, at once where that is known, with the time to wait.
 */
export function withRateLimit({ perSecond, burst }: RateSettings): Interceptor {
  const turns = burst === undefined ? windowed(perSecond) : bucket(perSecond, burst);
  return (next) => (call) => {
    const now = performance.now();
    const at = Math.max(now, turns.next());
    if (at >= call.deadline) return Promise.reject(refusal(call, at - now));
    // The turn of a call that is cancelled while it waits is not given to another: those behind it have theirs already.
    const turn = turns.take(at);
    const send = (): Promise<unknown> => {
      turn.began();
      const answer = next(call);
      answer.then(turn.ended, turn.ended);
      return answer;
    };
    return turn.time() <= now ? send() : waitFor(turn, call).then(send);
  };
}

async function waitFor(turn: Turn, call: PipelineCall): Promise<void> {
  try {
    for (let wait = Infinity; wait > 0; ) {
      const now = performance.now();
      wait = turn.time() - now;
      if (now + wait >= call.deadline) throw refusal(call, wait);
      if (wait > 0) await pause(Math.ceil(wait), call.signal);
    }
  } catch (error) {
    // It is not sent at all.
    turn.ended();
    throw error;
  }
}

function refusal(call: PipelineCall, wait: number): GatewayError {
  return new GatewayError('UPSTREAM_THROTTLED', `The calls to "${call.source}" have reached the rate that it allows.`, {
    source: call.source,
    coordinate: call.operation.coordinate,
    retryAfterMs: Math.ceil(wait),
    transient: false,
  });
}

/** When calls may be made, on the clock of `performance.now()`. */
interface Turns {
  /** The earliest time of the next one, as far as is known. */
  next(): number;
  /** Takes the next turn, at a time not before it. */
  take(at: number): Turn;
}

interface Turn {
  /** When its call may be made. Until then it may get later. */
  time(): number;
  began(): void;
  ended(): void;
}

/**
 * No second, wherever it begins, has more than `perSecond`, where the provider counts: a call that has to connect first arrives later than
 * those behind it, on connections that are there, so that the second counts from when a call has ended, which is when it must have arrived.
 * Of one that takes long it is believed that it arrived within the window in which it was sent.
 */
function windowed(perSecond: number): Turns {
  const size = Math.min(LARGEST_WINDOW, Math.max(1, Math.floor(perSecond)));
  const windowMs = (1000 * size) / perSecond;
  const taken: (Sent | undefined)[] = Array(size).fill(undefined);
  let oldest = 0;
  const after = (sent: Sent | undefined): number =>
    sent === undefined
      ? -Infinity
      : Math.min(Math.max(sent.at, sent.end ?? performance.now()), sent.at + windowMs) + windowMs;
  return {
    next: () => after(taken[oldest]),
    take(at) {
      const before = taken[oldest];
      const own: Sent = { at, end: undefined };
      taken[oldest] = own;
      oldest = (oldest + 1) % size;
      return {
        time: () => Math.max(at, after(before)),
        began() {
          own.at = performance.now();
        },
        ended() {
          own.end = performance.now();
        },
      };
    },
  };
}

interface Sent {
  /** When it is to be sent, then when it was. */
  at: number;
  end: number | undefined;
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
      return { time: () => at, began() {}, ended() {} };
    },
  };
}
