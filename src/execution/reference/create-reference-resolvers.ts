import { type GraphQLObjectType, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import { compileLink } from '../link/compile-link.ts';
import { type ForwardingOf, forwardNothing } from '../link/pipeline-calls.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { Handler } from '../pipeline.ts';
import { readProperty } from '../selection/read-property.ts';
import { propertyOf } from '../selection/select-fields.ts';
import { memberNames, resolveTypeBy } from './abstract-types.ts';
import { callResolver, type Watch, watchResolver } from './call-resolver.ts';
import { type LinkResolverParts, linkResolver } from './link-resolver.ts';
import { isObjectValue, notAnObject } from './object-check.ts';
import { OperationLoaders } from './operation-loaders.ts';
import { markPlanned, type Resolver } from './planned.ts';
import { ResolverSelections } from './resolver-selections.ts';

export interface ReferenceOptions {
  /** What a source receives of the caller. Default: nothing. */
  readonly forwardingOf?: ForwardingOf;
  /** Opens streams. Default: subscriptions end with an error. */
  readonly watch?: Watch;
  /** Only what its checks read of parents matters here; `guardFields` asks them. */
  readonly permissions?: PermissionChecks;
}

/** A resolver map as `@graphql-tools` takes it. */
export type ReferenceResolvers = Record<string, Record<string, ReferenceResolver>>;

export type ReferenceResolver =
  /** An object, since `@graphql-tools` binds plain functions, and a bound one is another, unmarked one. */
  | {
      readonly resolve: Resolver;
      readonly subscribe?: Resolver;
      /** What a stitcher has to fetch with the parent. */
      readonly selectionSet?: string;
    }
  | ((value: unknown) => unknown);

/**
 * The graph's routes as resolvers for graphql-js: what they answer is the semantics. Left to the stitcher are the types of sources that
 * take documents, their root fields, and links to them.
 */
export function createReferenceResolvers(
  graph: Graph,
  handler: Handler,
  options: ReferenceOptions = {},
): ReferenceResolvers {
  const parts: LinkResolverParts = {
    graph,
    handler,
    forwardingOf: options.forwardingOf ?? forwardNothing,
    selections: new ResolverSelections(graph, options.permissions),
    loaders: new OperationLoaders(),
  };
  const stitched = stitchedTypes(graph);
  const resolvers: ReferenceResolvers = {};
  for (const type of Object.values(graph.schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isAbstractType(type) && !stitched.has(type.name)) {
      resolvers[type.name] = { __resolveType: resolveTypeBy(memberNames(graph, type)) };
    } else if (isObjectType(type)) {
      resolvers[type.name] = objectResolvers(parts, type, stitched.has(type.name), options.watch);
    }
  }
  return resolvers;
}

function objectResolvers(
  parts: LinkResolverParts,
  type: GraphQLObjectType,
  isStitched: boolean,
  watch: Watch | undefined,
): Record<string, ReferenceResolver> {
  const { graph } = parts;
  const fields: Record<string, ReferenceResolver> = {};
  if (!isStitched && !rootTypes(graph.schema).has(type)) {
    fields.__isTypeOf = (value: unknown) => {
      if (isObjectValue(value)) return true;
      throw notAnObject(type.name, value);
    };
  }
  for (const fieldName of Object.keys(type.getFields())) {
    const coordinate = `${type.name}.${fieldName}`;
    const route = graph.routes.get(coordinate);
    if (route?.kind === 'delegate') continue;
    if (route?.kind === 'call') {
      fields[fieldName] =
        type === graph.schema.getSubscriptionType()
          ? { subscribe: watchResolver(parts, coordinate, route, watch), resolve: (event) => event }
          : { resolve: markPlanned(callResolver(parts, coordinate, route)) };
    } else if (route?.kind === 'link') {
      const link = compileLink(graph, coordinate, route);
      if (link === undefined) continue;
      const resolve = markPlanned(linkResolver(parts, link));
      const selectionSet = `{ ${route.requires.map(pathText).join(' ')} }`;
      fields[fieldName] = isStitched && route.requires.length > 0 ? { selectionSet, resolve } : { resolve };
    } else if (route?.kind === 'namespace') {
      fields[fieldName] = { resolve: markPlanned(() => ({})) };
    } else if (!isStitched) {
      const property = propertyOf(route, fieldName);
      fields[fieldName] = { resolve: markPlanned((parent) => readProperty(parent, property)) };
    }
  }
  return fields;
}

function pathText(path: readonly string[]): string {
  return path.reduceRight((inner, name) => (inner === '' ? name : `${name} { ${inner} }`), '');
}

/** Types of sources that take documents: their values are a stitcher's, with the names of a response. */
function stitchedTypes(graph: Graph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const source of graph.sources) {
    if (source.takes !== 'documents') continue;
    const roots = rootTypes(source.schema);
    for (const type of Object.values(source.schema.getTypeMap())) {
      if (!type.name.startsWith('__') && !roots.has(type)) names.add(source.graphTypeNames.get(type.name) ?? type.name);
    }
  }
  return names;
}

function rootTypes(schema: GraphQLSchema): ReadonlySet<unknown> {
  return new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
}
