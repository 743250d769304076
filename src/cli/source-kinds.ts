import type { SourceKind, SourceKinds } from '../config/source-kinds.ts';
import { graphql } from '../sources/graphql/index.ts';
import { graphqlOptionsSchema } from '../sources/graphql/options.ts';
import { grpc } from '../sources/grpc/index.ts';
import { grpcOptionsSchema } from '../sources/grpc/options.ts';
import { openapi } from '../sources/openapi/index.ts';
import { openApiOptionsSchema } from '../sources/openapi/options.ts';
import { rest } from '../sources/rest/index.ts';
import { restOptionsSchema } from '../sources/rest/options.ts';
import { soap } from '../sources/soap/index.ts';
import { soapOptionsSchema } from '../sources/soap/options.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';

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
