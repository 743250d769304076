import { type GraphQLFieldConfig, GraphQLNonNull, GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { typeName } from '../../shared/naming.ts';
import type { HeaderShape } from '../wire.ts';
import type { GraphQLTypes } from './graphql-types.ts';

/** The answer `{ body, headers }` of an operation whose response headers are asked for. */
export function answerType(
  operation: string,
  body: GraphQLOutputType,
  headers: readonly HeaderShape[],
  types: GraphQLTypes,
): GraphQLObjectType {
  const fields = headers.map(({ name, shape, element }): [string, GraphQLFieldConfig<unknown, unknown>] => [
    name,
    { type: types.output(shape), description: `SOAP header \`${element.local}\`.` },
  ]);
  const inner = new GraphQLObjectType({
    name: types.nameOf(`headers of ${operation}`, [`${typeName(operation)}Headers`]),
    fields: Object.fromEntries(fields),
  });
  return new GraphQLObjectType({
    name: types.nameOf(`answer of ${operation}`, [`${typeName(operation)}Answer`]),
    fields: { body: { type: body }, headers: { type: new GraphQLNonNull(inner) } },
  });
}
