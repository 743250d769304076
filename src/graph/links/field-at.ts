import { type GraphQLField, type GraphQLNamedType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { PropertyPath } from '../graph.ts';

/** The field of a coordinate `Type.field`. */
export function fieldAt(schema: GraphQLSchema, coordinate: string): GraphQLField<unknown, unknown> | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return isObjectType(type) ? type.getFields()[fieldName] : undefined;
}

/** What stands at the result path of a field's answer. Undefined where the graph hides it. */
export function answerType(
  field: GraphQLField<unknown, unknown> | undefined,
  resultPath: PropertyPath,
): GraphQLNamedType | undefined {
  let type = field && getNamedType(field.type);
  for (const name of resultPath) {
    const inner = isObjectType(type) ? type.getFields()[name] : undefined;
    type = inner && getNamedType(inner.type);
  }
  return type;
}
