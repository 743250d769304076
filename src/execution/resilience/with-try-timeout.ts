import { GatewayError } from '../../errors/gateway-error.ts';
import { callWithin, type Interceptor } from '../pipeline.ts';
import { sendsFiles } from '../sends-files.ts';
import { Flight } from './flight.ts';

/** Gives each try its own deadline, inside that of the whole call. Only where it is shorter; else the call's own is enough. */
export function withTryTimeout(tryTimeoutMs: number): Interceptor {
  return (next) => (call) => {
    if (sendsFiles(call)) return next(call);
    const deadline = performance.now() + tryTimeoutMs;
    if (deadline >= call.deadline) return next(call);
    const late = () =>
      new GatewayError('UPSTREAM_TIMEOUT', undefined, { source: call.source, coordinate: call.operation.coordinate });
    return new Flight<unknown>(deadline).start(call.signal, (signal) => next(callWithin(call, signal, deadline)), {
      milliseconds: tryTimeoutMs,
      late,
    });
  };
}
