import {
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
} from 'graphql';
import type { FieldRoute, Graph } from '../../graph/graph.ts';
import { stitchedTypes } from '../../graph/stitch/stitched-types.ts';
import { compileLink } from '../link/compile-link.ts';
import { type ForwardingOf, forwardNothing } from '../link/pipeline-calls.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { Handler } from '../pipeline.ts';
import { readProperty } from '../selection/read-property.ts';
import { propertyOf } from '../selection/select-fields.ts';
import { memberNames, resolveTypeBy } from './abstract-types.ts';
import { callResolver, type Watch, watchResolver } from './call-resolver.ts';
import { waitingTypes, withIsolatedItems } from './isolated-items.ts';
import { type LinkResolverParts, linkResolver } from './link-resolver.ts';
import { OperationLoaders } from './operation-loaders.ts';
import { markPlanned, type Resolver } from './planned.ts';
import { ResolverSelections } from './resolver-selections.ts';
import { withValueCheck } from './value-check.ts';

export interface ReferenceOptions {
  /** What a source receives of the caller. Default: nothing. */
  readonly forwardingOf?: ForwardingOf;
  /** Opens streams. Default: subscriptions end with an error. */
  readonly watch?: Watch;
  /** Only what its checks read of parents matters here; `guardFields` asks them. */
  readonly permissions?: PermissionChecks;
}

/** A resolver map as `@graphql-tools` takes it. */
type ReferenceResolvers = Record<string, Record<string, ReferenceResolver>>;

type ReferenceResolver =
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
  const scope = { parts, watch: options.watch, waiting: waitingTypes(graph, options.permissions) };
  const stitched = stitchedTypes(graph);
  const resolvers: ReferenceResolvers = {};
  for (const type of Object.values(graph.schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isAbstractType(type) && !stitched.has(type.name)) {
      resolvers[type.name] = { __resolveType: resolveTypeBy(memberNames(graph, type)) };
    } else if (isObjectType(type)) {
      resolvers[type.name] = objectResolvers(scope, type, stitched.has(type.name));
    }
  }
  return resolvers;
}

interface ResolverScope {
  readonly parts: LinkResolverParts;
  readonly watch: Watch | undefined;
  /** Names of types whose values may take time to complete. */
  readonly waiting: ReadonlySet<string>;
}

function objectResolvers(
  scope: ResolverScope,
  type: GraphQLObjectType,
  isStitched: boolean,
): Record<string, ReferenceResolver> {
  const { schema } = scope.parts.graph;
  const fields: Record<string, ReferenceResolver> = {};
  for (const field of Object.values(type.getFields())) {
    const coordinate = `${type.name}.${field.name}`;
    const route = scope.parts.graph.routes.get(coordinate);
    if (route?.kind === 'call' && type === schema.getSubscriptionType()) {
      const subscribe = watchResolver(scope.parts, coordinate, route, scope.watch);
      fields[field.name] = { subscribe, resolve: withValueCheck(scope.parts.graph, (event) => event) };
      continue;
    }
    const unchecked = routeResolver(scope.parts, coordinate, field.name, route, isStitched);
    if (unchecked === undefined) continue;
    const resolver = withValueCheck(scope.parts.graph, unchecked);
    const isolates = isListType(getNullableType(field.type)) && scope.waiting.has(getNamedType(field.type).name);
    const resolve = markPlanned(isolates ? withIsolatedItems(resolver) : resolver);
    const requires = isStitched && route?.kind === 'link' ? route.requires : [];
    fields[field.name] =
      requires.length > 0 ? { resolve, selectionSet: `{ ${requires.map(pathText).join(' ')} }` } : { resolve };
  }
  return fields;
}

/** What a route means. Undefined: it is the stitcher's. */
function routeResolver(
  parts: LinkResolverParts,
  coordinate: string,
  fieldName: string,
  route: FieldRoute | undefined,
  isStitched: boolean,
): Resolver | undefined {
  if (route?.kind === 'delegate') return undefined;
  if (route?.kind === 'call') return callResolver(parts, coordinate, route);
  if (route?.kind === 'namespace') return () => ({});
  if (route?.kind === 'link') {
    const link = compileLink(parts.graph, coordinate, route);
    return link && linkResolver(parts, link);
  }
  if (isStitched) return undefined;
  const property = propertyOf(route, fieldName);
  return (parent) => readProperty(parent, property);
}

function pathText(path: readonly string[]): string {
  return path.reduceRight((inner, name) => (inner === '' ? name : `${name} { ${inner} }`), '');
}
