import { addResolversToSchema } from '@graphql-tools/schema';
import { stitchSchemas } from '@graphql-tools/stitch';
import { type ExecutionRequest, type Executor, type IResolvers, MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type ExecutionResult,
  type GraphQLNamedType,
  type GraphQLSchema,
  isIntrospectionType,
  isSpecifiedScalarType,
} from 'graphql';
import type { Graph } from './graph.ts';
import { delegateResolvers } from './stitch/delegate-resolvers.ts';
import type { LinkTools } from './stitch/link-tools.ts';
import { localResolvers } from './stitch/local-resolvers.ts';
import { subschemaOf } from './stitch/subschema-of.ts';

export type DelegatedExecutor = (
  request: ExecutionRequest,
) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

export interface StitchInput {
  readonly graph: Graph;
  /** What answers the fields of sources that take calls, and links to them. */
  readonly resolvers: IResolvers;
  /** What sends documents, by the name of the source; each resolves to a result that was checked. */
  readonly executors: ReadonlyMap<string, DelegatedExecutor>;
  /** The meaning of templates and keys, which the evaluator of links has. */
  readonly tools: LinkTools;
}

/**
 * The graph as an executable schema. Sources that take documents are stitched: each gets one document for what an operation asks of it
 * at one level, links included. Without such a source nothing is stitched.
 */
export function stitchGraph({ graph, resolvers, executors, tools }: StitchInput): GraphQLSchema {
  const subschemas = new Map(
    graph.sources
      .filter(({ takes }) => takes === 'documents')
      .map((source) => [source.name, subschemaOf(source, executors.get(source.name) as Executor | undefined)]),
  );
  if (subschemas.size === 0) return addResolversToSchema({ schema: graph.schema, resolvers });
  const stitched = stitchSchemas({
    subschemas: [...subschemas.values()],
    types: Object.values(graph.schema.getTypeMap()).filter(isOwn),
    mergeTypes: false,
    mergeDirectives: false,
    resolvers: [localResolvers(graph, resolvers), delegateResolvers(graph, subschemas, tools)],
  });
  return withoutForeignFields(stitched, graph.schema);
}

function isOwn(type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type);
}

/** Stitching adds the root fields of a source under the source's own names; the graph may have them elsewhere. */
function withoutForeignFields(stitched: GraphQLSchema, own: GraphQLSchema): GraphQLSchema {
  const roots = [own.getQueryType(), own.getMutationType(), own.getSubscriptionType()];
  const known = new Map(roots.flatMap((type) => (type ? [[type.name, type.getFields()] as const] : [])));
  return mapSchema(stitched, {
    [MapperKind.ROOT_FIELD]: (config, fieldName, typeName) =>
      known.get(typeName)?.[fieldName] === undefined ? null : config,
  });
}
