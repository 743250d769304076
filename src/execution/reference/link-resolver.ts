import type { GraphQLResolveInfo } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import type { Selection } from '../../sources/source.ts';
import { canonicalText } from '../../utils/canonical-text.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { CompiledLink } from '../link/compile-link.ts';
import { absentValue, answerValue, keyedValue } from '../link/linked-value.ts';
import { type LinkKey, parentKey, parentKeys } from '../link/parent-keys.ts';
import { type ForwardingOf, linkBatch, pipelineCall } from '../link/pipeline-calls.ts';
import type { Handler } from '../pipeline.ts';
import { linkSelection } from '../selection/call-selection.ts';
import type { AskKeys, OperationLoaders } from './operation-loaders.ts';
import type { Resolver } from './planned.ts';
import type { ResolverSelections } from './resolver-selections.ts';

export interface LinkResolverParts {
  readonly graph: Graph;
  readonly handler: Handler;
  readonly forwardingOf: ForwardingOf;
  readonly selections: ResolverSelections;
  readonly loaders: OperationLoaders;
}

/** Follows a link: many parents of one turn share one call, by key or by equal arguments. */
export function linkResolver(parts: LinkResolverParts, link: CompiledLink): Resolver {
  return (parent, args, context, info) => {
    const callArgs = link.arguments(parent, args, context);
    if (callArgs === undefined) return absentValue(link);
    const selection = selectionOf(parts, link, info);
    const question = `${link.shareKey} ${canonicalText(callArgs)} ${selection?.key}`;
    const ask = (keys: ReadonlyMap<string, unknown>): Promise<unknown> => {
      const batch = linkBatch(link, keys);
      const call = {
        route: link.target,
        field: link.coordinate,
        args: callArgs,
        selection,
        cache: link.cache,
        ...(batch && { batch }),
      };
      return parts.handler(pipelineCall(call, context, parts.forwardingOf));
    };
    if (link.keyed === undefined) {
      return parts.loaders.answer(context, question, () => ask(new Map())).then((answer) => answerValue(link, answer));
    }
    return followKeys(parts, link, parent, context, question, ask);
  };
}

async function followKeys(
  parts: LinkResolverParts,
  link: CompiledLink,
  parent: unknown,
  context: ExecutionContext,
  question: string,
  ask: (keys: ReadonlyMap<string, unknown>) => Promise<unknown>,
): Promise<unknown> {
  const { keyed, keyTypes } = link;
  if (keyed === undefined) return undefined;
  const keys = keyed.list ? parentKeys(keyed, keyTypes, parent) : parentKey(keyed, keyTypes, parent);
  if (keys === undefined) return absentValue(link);
  const loader = parts.loaders.loader(context, question, ask as AskKeys);
  const wanted: LinkKey[] = 'text' in keys ? [keys] : keys.filter((key) => key !== undefined);
  // A key that fails alone is an Error here, at its own place; a call that fails is the same Error for all of its keys.
  const entries = await loader.loadMany(wanted);
  return keyedValue(link, keys, new Map(wanted.map(({ text }, i) => [text, entries[i]])));
}

/** A hoisted field asks for the whole object: its sisters, which cannot be seen from here, then share the call. */
function selectionOf(parts: LinkResolverParts, link: CompiledLink, info: GraphQLResolveInfo): Selection | undefined {
  if (link.cache !== undefined || link.route.hoist !== undefined) return undefined;
  return parts.selections.of(info, (scope, pool) =>
    linkSelection(scope, pool, [{ route: link.route, type: info.returnType, nodes: info.fieldNodes }]),
  );
}
