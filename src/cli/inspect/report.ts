import {
  buildSchema,
  GraphQLBoolean,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  printSchema,
  validateSchema,
} from 'graphql';
import type { Issue } from '../../errors/issue.ts';
import type { Subschema } from '../../sources/source.ts';

/** A place in a description, and why it is not translated as it stands. */
export interface Remark {
  readonly at: string;
  readonly reason: string;
}

/** What a description becomes; `interlace inspect --json` prints it as it is. */
export interface InspectReport {
  readonly kind: string;
  readonly version: string;
  readonly operations: {
    readonly described: number;
    readonly translated: number;
    readonly skipped: readonly Remark[];
  };
  readonly types: number;
  /** All places that have a type: fields of objects and inputs, and arguments. */
  readonly fields: number;
  /** Those that became the `JSON` scalar. */
  readonly fallbacks: readonly Remark[];
  readonly issues: readonly Issue[];
  readonly sdlBytes: number;
  /** From the start of reading to the checked schema, in milliseconds. */
  readonly ms: number;
  /** Of the whole process. */
  readonly peakRssMb: number;
}

export interface Inspection {
  readonly report: InspectReport;
  readonly sdl: string;
  /** Why the schema is not valid; empty when it is. */
  readonly faults: readonly string[];
  readonly counts: {
    readonly queries: number;
    readonly mutations: number;
    readonly subscriptions: number;
    readonly unions: number;
  };
}

export function inspect(
  subschema: Subschema,
  described: { readonly kind: string; readonly version: string },
  measured: () => { readonly ms: number; readonly peakRssMb: number },
): Inspection {
  const schema = withQuery(subschema.schema);
  const { sdl, faults } = checkSchema(schema);
  const remarks = (code: Issue['code']): Remark[] =>
    subschema.issues.filter((issue) => issue.code === code).map(({ at, message }) => ({ at, reason: message }));
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const countOf = (type: GraphQLObjectType | null | undefined): number => Object.keys(type?.getFields() ?? {}).length;
  return {
    report: {
      ...described,
      operations: {
        described: subschema.described,
        translated: subschema.operations.size,
        skipped: remarks('OPERATION_SKIPPED'),
      },
      types: types.length,
      fields: types.reduce((count, type) => count + fieldsOf(type), 0),
      fallbacks: remarks('TYPE_OPEN'),
      issues: subschema.issues,
      sdlBytes: Buffer.byteLength(sdl),
      ...measured(),
    },
    sdl,
    faults,
    counts: {
      queries: countOf(subschema.schema.getQueryType()),
      mutations: countOf(schema.getMutationType()),
      subscriptions: countOf(schema.getSubscriptionType()),
      unions: types.filter(isUnionType).length,
    },
  };
}

function fieldsOf(type: GraphQLNamedType): number {
  if (isInputObjectType(type)) return Object.keys(type.getFields()).length;
  if (!isObjectType(type) && !isInterfaceType(type)) return 0;
  return Object.values(type.getFields()).reduce((count, { args }) => count + 1 + args.length, 0);
}

/** A description without queries has no `Query` type; a graph of it alone gets one, because GraphQL demands it. */
function withQuery(schema: GraphQLSchema): GraphQLSchema {
  if (schema.getQueryType()) return schema;
  const query = new GraphQLObjectType({ name: 'Query', fields: { _noQueries: { type: GraphQLBoolean } } });
  return new GraphQLSchema({ ...schema.toConfig(), query });
}

/** Valid by graphql-js, and its SDL reads back. */
function checkSchema(schema: GraphQLSchema): { readonly sdl: string; readonly faults: readonly string[] } {
  const faults = validateSchema(schema).map(({ message }) => message);
  const sdl = printSchema(schema);
  if (faults.length > 0) return { sdl, faults };
  try {
    // Valid it is already: what is left to show is that it reads back.
    buildSchema(sdl, { assumeValidSDL: true, noLocation: true });
    return { sdl, faults };
  } catch (error) {
    return { sdl, faults: [`Its SDL does not read back: ${error instanceof Error ? error.message : String(error)}`] };
  }
}
