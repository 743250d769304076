import type { CallRoute, FieldCacheRule, Graph } from '../../graph/graph.ts';
import { cacheRuleOf } from '../../graph/rules/cache-rule-of.ts';
import type { Selection } from '../../sources/source.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { BatchCall, PipelineCall } from '../pipeline.ts';
import type { Arguments, CompiledLink } from './compile-link.ts';

/** The caller's headers that a source receives, and the text by which identities are equal. */
export interface Forwarding {
  readonly headers: Readonly<Record<string, string>>;
  readonly identity: string;
}

/** What a source receives of the caller. */
export type ForwardingOf = (source: string, context: ExecutionContext) => Forwarding;

const NOTHING_FORWARDED: Forwarding = { headers: {}, identity: '' };

/** Nothing of the caller goes to any source. */
export function forwardNothing(): Forwarding {
  return NOTHING_FORWARDED;
}

/** The cache rule of a root field. Only reads have one. */
export function callCacheRule(graph: Graph, coordinate: string, route: CallRoute): FieldCacheRule | undefined {
  return route.operation.effect === 'read' ? cacheRuleOf(graph, coordinate, route) : undefined;
}

/** Arguments by the operation's own names. */
export function operationArguments(route: CallRoute, args: Arguments): Arguments {
  const { argNames } = route;
  if (argNames === undefined || argNames.size === 0) return args;
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [argNames.get(name) ?? name, value]));
}

interface CallParts {
  readonly route: CallRoute;
  /** Coordinate of the field that asks. */
  readonly field: string;
  readonly args: Arguments;
  readonly selection: Selection | undefined;
  readonly cache: FieldCacheRule | undefined;
  readonly batch?: BatchCall;
}

/** One call for the pipeline. A cached call asks for the whole value, so that any later selection is served. */
export function pipelineCall(parts: CallParts, context: ExecutionContext, forwardingOf: ForwardingOf): PipelineCall {
  const { route, cache } = parts;
  const { headers, identity } = forwardingOf(route.source, context);
  return {
    source: route.source,
    operation: route.operation,
    field: parts.field,
    args: parts.args,
    selection: cache === undefined ? parts.selection : undefined,
    context,
    signal: context.signal,
    deadline: context.deadline,
    forwarded: headers,
    identity,
    cache,
    batch: parts.batch,
    report: undefined,
    freshness: undefined,
  };
}

/** The batch of a keyed link's call. */
export function linkBatch(link: CompiledLink, keys: ReadonlyMap<string, unknown>): BatchCall | undefined {
  const { keyed, route } = link;
  if (keyed === undefined) return undefined;
  return { keyed, resultPath: route.resultPath, many: route.many && !keyed.list, keys };
}
