import type { FieldCacheRule, KeyedLink, PropertyPath } from '../graph/graph.ts';
import type { Freshness, KeepRequest } from '../sources/freshness.ts';
import type { CallReport, Operation, Selection } from '../sources/source.ts';
import type { CancelSignal } from '../utils/cancel-signal.ts';
import type { ExecutionContext } from './execution-context.ts';

/** One upstream call as it travels down the pipeline. Interceptors pass changed copies on; none is changed in place. */
export interface PipelineCall {
  readonly source: string;
  readonly operation: Operation;
  /** Coordinate of the field that asked: `Query.orders`, `Order.customer`. */
  readonly field: string;
  /** Without the keys of a batch. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly selection: Selection | undefined;
  readonly context: ExecutionContext;
  readonly signal: CancelSignal;
  readonly deadline: number;
  /** The caller's headers that the source forwards, and a digest of them: '' when there are none, so that equal identities may share. */
  readonly forwarded: Readonly<Record<string, string>>;
  readonly identity: string;
  readonly cache: FieldCacheRule | undefined;
  /** Present: the call asks for many keys, and resolves to a `KeyedAnswer` instead of a value. */
  readonly batch: BatchCall | undefined;
  /** Present below the trace, when the call is traced: what the inner stages and the connector say of it. */
  readonly report?: UpstreamReport | undefined;
  /** Present: the answer will be kept for as long as its upstream says, which is noted here. Such a call shares no flight. */
  readonly freshness?: FreshnessNotes | undefined;
}

export interface FreshnessNotes {
  readonly request: KeepRequest;
  /** By key text; '' for a call without a batch. */
  readonly byKey: Map<string, Freshness>;
}

/**
 * The call with another signal and deadline. Every property is written out, and `report` with them: a spread that adds a property to
 * its copy costs several microseconds where one that replaces costs next to nothing, and the stages inside may then spread.
 */
export function callWithin(call: PipelineCall, signal: CancelSignal, deadline: number): PipelineCall {
  return {
    source: call.source,
    operation: call.operation,
    field: call.field,
    args: call.args,
    selection: call.selection,
    context: call.context,
    signal,
    deadline,
    forwarded: call.forwarded,
    identity: call.identity,
    cache: call.cache,
    batch: call.batch,
    report: call.report,
    freshness: call.freshness,
  };
}

/** Filled in on the way, read once the call has ended. */
export interface UpstreamReport extends CallReport {
  /** How often the connector was asked. */
  tries: number;
}

export interface BatchCall {
  readonly keyed: KeyedLink;
  /** Where the items are inside the answer. */
  readonly resultPath: PropertyPath;
  readonly many: boolean;
  /** Distinct keys: the value for the argument, by its canonical text. */
  readonly keys: ReadonlyMap<string, unknown>;
}

/** By canonical key text: the item (or the list of items), null where the upstream has none, an Error where that key failed. */
export type KeyedAnswer = ReadonlyMap<string, unknown>;

/** Resolves to the GraphQL-shaped value, or to a `KeyedAnswer` where the call has a batch. Rejects with `GatewayError`. */
export type Handler = (call: PipelineCall) => Promise<unknown>;

/** One stage. The pipeline is one array of these, outermost first, composed once at start. */
export type Interceptor = (next: Handler) => Handler;

/** The stages around the innermost handler, outermost first. */
export function composePipeline(interceptors: readonly Interceptor[], innermost: Handler): Handler {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), innermost);
}
