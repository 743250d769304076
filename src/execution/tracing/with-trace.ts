import { GatewayError } from '../../errors/gateway-error.ts';
import type { TraceEntry } from '../../telemetry/trace.ts';
import type { Interceptor, UpstreamReport } from '../pipeline.ts';
import { traceEntry } from './trace-entry.ts';

/** Notes every call that goes upstream, once for each chunk of a batch. Free where neither the request nor the operator looks. */
export function withTrace(observe: ((entry: TraceEntry) => void) | undefined): Interceptor {
  return (next) => (call) => {
    const { trace } = call.context;
    if (trace === undefined && observe === undefined) return next(call);
    const report: UpstreamReport = { tries: 0 };
    const began = performance.now();
    const note = (status: string) => {
      const entry = traceEntry(call, began, { status, tries: report.tries });
      trace?.push(entry);
      observe?.(entry);
    };
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
