import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor } from '../pipeline.ts';
import { pause } from './pause.ts';

/**
 * Never more than `burst` calls at once and `perSecond` on average, so that a provider's quota holds. A call waits its turn; one whose
 * turn comes after its deadline is refused at once, with the time to wait. A token bucket, kept as the time at which it is full again.
 */
export function withRateLimit(perSecond: number, burst: number): Interceptor {
  const interval = 1000 / perSecond;
  const tolerance = (burst - 1) * interval;
  let full = 0;
  return (next) => (call) => {
    const now = performance.now();
    const wait = full - tolerance - now;
    if (now + wait >= call.deadline) {
      return Promise.reject(
        new GatewayError('UPSTREAM_THROTTLED', `The calls to "${call.source}" have reached the rate that it allows.`, {
          source: call.source,
          coordinate: call.operation.coordinate,
          retryAfterMs: Math.ceil(wait),
          transient: false,
        }),
      );
    }
    // The turn of a call that is cancelled while it waits is not given to another: those behind it have theirs already.
    full = Math.max(full, now) + interval;
    return wait <= 0 ? next(call) : pause(Math.ceil(wait), call.signal).then(() => next(call));
  };
}
