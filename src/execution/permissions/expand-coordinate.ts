import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';

/** The fields of object types that a coordinate stands for. */
export interface ExpandedCoordinate {
  readonly fields: readonly string[];
  /** Lower binds closer: a rule of the field itself stands instead of its type's. */
  readonly by: 'field' | 'type' | 'abstract';
}

/**
 * `Type.field` or `Type` as fields of object types. Values are of object types only, so a rule on an interface or a union is a rule on the
 * fields of all its members; where it were skipped, it would protect nothing. A text says what is wrong.
 */
export function expandCoordinate(schema: GraphQLSchema, coordinate: string): ExpandedCoordinate | string {
  const [typeName = '', fieldName, ...more] = coordinate.split('.');
  if (more.length > 0) return `"${coordinate}" is no coordinate. Write "Type" or "Type.field".`;
  const type = schema.getType(typeName);
  if (type === undefined) {
    return `The graph has no type "${typeName}".${didYouMean(typeName, Object.keys(schema.getTypeMap()))}`;
  }
  if (!isObjectType(type) && !isAbstractType(type)) {
    return `"${typeName}" has no fields to protect. Put the rule on the fields that return it.`;
  }
  if (fieldName !== undefined && !('getFields' in type && fieldName in type.getFields())) {
    const names = 'getFields' in type ? Object.keys(type.getFields()) : [];
    return `"${typeName}" has no field "${fieldName}".${didYouMean(fieldName, names)}`;
  }
  if (isObjectType(type)) {
    return fieldName === undefined
      ? { fields: Object.keys(type.getFields()).map((name) => `${typeName}.${name}`), by: 'type' }
      : { fields: [coordinate], by: 'field' };
  }
  // A rule on a whole interface is one on what the interface shows; its members' further fields are theirs.
  const names = fieldName === undefined && isInterfaceType(type) ? Object.keys(type.getFields()) : undefined;
  const fields = schema.getPossibleTypes(type).flatMap((member) => {
    const shown = fieldName === undefined ? (names ?? Object.keys(member.getFields())) : [fieldName];
    return shown.map((name) => `${member.name}.${name}`);
  });
  return { fields, by: 'abstract' };
}
