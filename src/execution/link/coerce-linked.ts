import { type GraphQLInputType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql';
import type { PropertyPath } from '../../graph/graph.ts';

/**
 * A value that one service answered, as the argument of another takes it. Services disagree on whether an id is a number or text: text
 * arguments get text, number arguments get numbers, a list argument gets a list. Anything else passes as it is.
 */
export function coerceLinked(value: unknown, type: GraphQLInputType | undefined): unknown {
  if (type === undefined || value === undefined || value === null) return value;
  if (isNonNullType(type)) return coerceLinked(value, type.ofType);
  if (isListType(type)) {
    const itemType: GraphQLInputType = type.ofType;
    return Array.isArray(value) ? value.map((item) => coerceLinked(item, itemType)) : [coerceLinked(value, itemType)];
  }
  if (!isScalarType(type)) return value;
  if (type.name === 'ID' || type.name === 'String') {
    return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : value;
  }
  if ((type.name === 'Int' || type.name === 'Float') && typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isFinite(number) ? number : value;
  }
  return value;
}

/** The input type at a path: through input objects, and through lists without naming them. */
export function inputTypeAt(type: GraphQLInputType | undefined, path: PropertyPath): GraphQLInputType | undefined {
  let current = type;
  for (const name of path) {
    const object = withoutWrappers(current);
    current = isInputObjectType(object) ? object.getFields()[name]?.type : undefined;
  }
  return current;
}

/** The item type of a list type; undefined for any other. */
export function listItemType(type: GraphQLInputType | undefined): GraphQLInputType | undefined {
  const nullable = type !== undefined && isNonNullType(type) ? type.ofType : type;
  return nullable !== undefined && isListType(nullable) ? nullable.ofType : undefined;
}

function withoutWrappers(type: GraphQLInputType | undefined): GraphQLInputType | undefined {
  let current = type;
  while (current !== undefined && (isNonNullType(current) || isListType(current))) current = current.ofType;
  return current;
}
