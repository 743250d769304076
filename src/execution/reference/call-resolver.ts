import type { GraphQLFieldResolver } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { CallRoute } from '../../graph/graph.ts';
import type { ExecutionContext } from '../execution-context.ts';
import { callCacheRule, operationArguments, pipelineCall } from '../link/pipeline-calls.ts';
import type { PipelineCall } from '../pipeline.ts';
import { rootSelection } from '../selection/call-selection.ts';
import type { LinkResolverParts } from './link-resolver.ts';
import type { Resolver } from './planned.ts';

/** Opens the stream of a subscription field. Returning the iterator cancels upstream. */
export type Watch = (call: PipelineCall) => AsyncIterable<unknown>;

/** Answers a root field with one call. */
export function callResolver(parts: LinkResolverParts, coordinate: string, route: CallRoute): Resolver {
  const makeCall = callMaker(parts, coordinate, route);
  if (route.operation.effect !== 'write')
    return (_, args, context, info) => parts.handler(makeCall(args, context, info));
  return async (_, args, context, info) => {
    const value = await parts.handler(makeCall(args, context, info));
    parts.loaders.forget(context);
    return value;
  };
}

/** Opens a subscription's stream; each event is the field's value. */
export function watchResolver(
  parts: LinkResolverParts,
  coordinate: string,
  route: CallRoute,
  watch: Watch | undefined,
): GraphQLFieldResolver<unknown, ExecutionContext, Record<string, unknown>> {
  const makeCall = callMaker(parts, coordinate, route);
  return async function* (_, args, context, info) {
    if (watch === undefined) {
      throw new GatewayError('INTERNAL_SERVER_ERROR', `Nothing streams the events of "${coordinate}".`, { coordinate });
    }
    for await (const event of watch(makeCall(args, context, info))) {
      // Each event is answered afresh: what links of the event before have loaded may have changed.
      parts.loaders.forget(context);
      yield event;
    }
  };
}

function callMaker(parts: LinkResolverParts, coordinate: string, route: CallRoute) {
  const cache = callCacheRule(parts.graph, coordinate, route);
  return (
    ...[args, context, info]: Parameters<Resolver> extends [unknown, ...infer Rest] ? Rest : never
  ): PipelineCall => {
    const selection =
      cache === undefined
        ? parts.selections.of(info, (scope, pool) => rootSelection(scope, pool, info.returnType, info.fieldNodes))
        : undefined;
    const call = { route, field: coordinate, args: operationArguments(route, args), selection, cache };
    return pipelineCall(call, context, parts.forwardingOf);
  };
}
