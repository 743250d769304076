import type { GraphQLInputType, GraphQLOutputType } from 'graphql';
import type { Template } from './translate/template.ts';

/** What `@rest` says of one field. */
export interface RestWire {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path up to its query. */
  readonly path: Template;
  /** One template for each `name=value` of the path's query; a pair whose value is absent is left out, a list is repeated. */
  readonly query: readonly { readonly name: string; readonly value: Template }[];
  readonly headers: readonly { readonly name: string; readonly value: Template }[];
  /** JSON with templates in its texts. */
  readonly body: unknown;
  /** `file`: one file, as it is. */
  readonly bodyKind: 'json' | 'multipart' | 'file';
  /** Where the field's value is in the answer. */
  readonly result: readonly string[];
  readonly type: GraphQLOutputType;
  /** The types of the arguments. */
  readonly inputs: ReadonlyMap<string, GraphQLInputType>;
}
