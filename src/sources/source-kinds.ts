import type { SourceKind, SourceKinds } from '../config/source-kinds.ts';
import { graphql } from './graphql/index.ts';
import { graphqlOptionsSchema } from './graphql/options.ts';
import { grpc } from './grpc/index.ts';
import { grpcOptionsSchema } from './grpc/options.ts';
import { openapi } from './openapi/index.ts';
import { openApiOptionsSchema } from './openapi/options.ts';
import { rest } from './rest/index.ts';
import { restOptionsSchema } from './rest/options.ts';
import { soap } from './soap/index.ts';
import { soapOptionsSchema } from './soap/options.ts';
import type { SourceDefinition } from './source-definition.ts';

/** The kinds that a configuration without code may name. */
export const SOURCE_KINDS: SourceKinds = {
  openapi: kind(openApiOptionsSchema, openapi),
  soap: kind(soapOptionsSchema, soap),
  grpc: kind(grpcOptionsSchema, grpc),
  graphql: kind(graphqlOptionsSchema, graphql),
  rest: kind(restOptionsSchema, rest),
};

/** A definition holds options and reads nothing; the schema checks them, variables replaced, before the source sees them. */
function kind<Location, Options>(
  schema: NonNullable<SourceKind['schema']>,
  make: (location: Location, options: Options) => SourceDefinition,
): SourceKind {
  return { schema, create: (location, options) => make(location as Location, options as Options) };
}
