import type { TraceEntry } from '../../telemetry/trace.ts';
import type { PipelineCall } from '../pipeline.ts';

type Facts = Pick<TraceEntry, 'status'> & Partial<Pick<TraceEntry, 'keys' | 'cache' | 'deduplicated' | 'tries'>>;

/** The entry of a call that began at `began` and has just ended; by default, one that nothing upstream was asked for. */
export function traceEntry(call: PipelineCall, began: number, facts: Facts): TraceEntry {
  return {
    source: call.source,
    operation: call.operation.label,
    field: call.field,
    start: began - (call.context.startedAt ?? began),
    duration: performance.now() - began,
    keys: call.batch?.keys.size ?? 0,
    cache: call.cache === undefined ? 'none' : 'miss',
    deduplicated: false,
    tries: 0,
    ...facts,
  };
}
