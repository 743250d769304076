import { GatewayError } from '../../errors/gateway-error.ts';
import { holdsUpload } from '../../utils/uploaded-file.ts';
import { callWithin, type Interceptor } from '../pipeline.ts';
import { Flight } from './flight.ts';

/** Gives each try its own deadline, inside that of the whole call. Only where it is shorter; else the call's own is enough. */
export function withTryTimeout(tryTimeoutMs: number): Interceptor {
  return (next) => (call) => {
    // How long it takes to send files is the client's affair, and what cannot be sent again has one try.
    if (call.context.body !== undefined && holdsUpload(call.args)) return next(call);
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
