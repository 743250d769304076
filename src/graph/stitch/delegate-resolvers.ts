import { Subschema, type SubschemaConfig } from '@graphql-tools/delegate';
import type { IResolvers } from '@graphql-tools/utils';
import { print } from 'graphql';
import type { Graph } from '../graph.ts';
import { delegateLink } from './delegate-link.ts';
import type { LinkTools } from './link-tools.ts';
import { localSelection, localValue } from './local-names.ts';
import { rootFieldResolver } from './root-field.ts';
import { stitchedTypes } from './stitched-types.ts';

/** Resolvers of the root fields of stitched sources, and of links to them. */
export function delegateResolvers(
  graph: Graph,
  subschemas: ReadonlyMap<string, SubschemaConfig>,
  tools: LinkTools,
): IResolvers {
  const stitched = stitchedTypes(graph);
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const [coordinate, route] of graph.routes) {
    const [type = '', field = ''] = coordinate.split('.');
    const shared = subschemas.get(
      route.kind === 'delegate' ? route.source : route.kind === 'link' ? route.target.source : '',
    );
    if (shared === undefined) continue;
    const subschema = hasOwnCalls(graph, coordinate) ? apart(shared) : shared;
    resolvers[type] ??= {};
    if (route.kind === 'delegate')
      resolvers[type][field] = rootFieldResolver({ graph, coordinate, route, schema: subschema, tools });
    else if (route.kind === 'link' && route.target.kind === 'delegate') {
      const resolve = delegateLink(graph, coordinate, { ...route, target: route.target }, subschema, tools);
      resolvers[type][field] = stitched.has(type)
        ? {
            ...(route.requires.length > 0 && { selectionSet: print(localSelection(route.requires)) }),
            resolve: ((parent, args, context, info) =>
              resolve(localValue(parent), args, context, info)) satisfies typeof resolve,
          }
        : resolve;
    }
  }
  return resolvers as IResolvers;
}

function hasOwnCalls({ callRules }: Graph, coordinate: string): boolean {
  return Object.keys(callRules.get(coordinate)?.resilience ?? {}).length > 0;
}

/** What is asked at once goes in one document for each executor: a field with times and tries of its own needs one for itself. */
function apart(config: SubschemaConfig): SubschemaConfig {
  const { executor } = config;
  return new Subschema({ ...config, ...(executor && { executor: (request) => executor(request) }) });
}
