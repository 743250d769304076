import type { TraceEntry } from '../../telemetry/trace.ts';
import type { PipelineCall } from '../pipeline.ts';
import { traceEntry } from '../tracing/trace-entry.ts';

/** Notes what was answered without going upstream. */
export function traceCached(
  call: PipelineCall,
  began: number,
  facts: Pick<TraceEntry, 'keys'> & Partial<Pick<TraceEntry, 'cache' | 'deduplicated'>>,
): void {
  const { trace } = call.context;
  if (trace === undefined) return;
  trace.push(traceEntry(call, began, { status: 'OK', ...facts, keys: call.batch === undefined ? 0 : facts.keys }));
}
