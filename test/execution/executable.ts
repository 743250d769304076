import { addResolversToSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { PermissionChecks } from '../../src/execution/permissions/permission-check.ts';
import type { Handler } from '../../src/execution/pipeline.ts';
import {
  createReferenceResolvers,
  type ReferenceOptions,
} from '../../src/execution/reference/create-reference-resolvers.ts';
import { guardFields } from '../../src/execution/reference/guard-fields.ts';
import type { Graph } from '../../src/graph/graph.ts';

/** The reference: the graph's schema with its resolvers, guarded. */
export function executable(
  graph: Graph,
  handler: Handler,
  options: ReferenceOptions & { readonly permissions?: PermissionChecks } = {},
): GraphQLSchema {
  const schema = addResolversToSchema({
    schema: graph.schema,
    resolvers: createReferenceResolvers(graph, handler, options) as never,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  if (options.permissions !== undefined) guardFields(schema, options.permissions);
  return schema;
}
