import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Whether a JSON value is one of a scalar or enum type. Scalars of the service's own may be anything. */
export function fitsLeaf(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type))
    return typeof value === 'string' && type.getValue(value) !== undefined && type.getValue(value) !== null;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
    case 'Float':
      return typeof value === 'number';
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value);
    default:
      return true;
  }
}
