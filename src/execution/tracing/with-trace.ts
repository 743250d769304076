import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor, UpstreamReport } from '../pipeline.ts';
import { traceEntry } from './trace-entry.ts';

/** Notes every call that goes upstream, once for each chunk of a batch. Free where the request does not ask for it. */
export function withTrace(): Interceptor {
  return (next) => (call) => {
    const { trace } = call.context;
    if (trace === undefined) return next(call);
    const report: UpstreamReport = { tries: 0 };
    const began = performance.now();
    const note = (status: string) => trace.push(traceEntry(call, began, { status, tries: report.tries }));
    return next({ ...call, report }).then(
      (value) => {
        note(report.status ?? 'OK');
        return value;
      },
      (error: unknown) => {
        note(report.status ?? GatewayError.from(error).code);
        throw error;
      },
    );
  };
}
