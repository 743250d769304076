import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import type { FieldRoute, GraphSource } from '../graph.ts';

export interface FallbackScope {
  readonly schema: GraphQLSchema;
  readonly routes: ReadonlyMap<string, FieldRoute>;
  readonly sources: readonly GraphSource[];
}

/**
 * A value that the user wrote in the graph's names, as the source would have given it. Throws an `Error` whose message says where it does
 * not fit its type.
 */
export function fallbackValue(scope: FallbackScope, type: GraphQLOutputType, value: unknown, at = 'value'): unknown {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) throw new Error(`"${at}" is null, and ${type} must not be.`);
    return fallbackValue(scope, type.ofType, value, at);
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value)) throw new Error(`"${at}" is no list, as ${type} is.`);
    return value.map((item, index) => fallbackValue(scope, type.ofType, item, `${at}[${index}]`));
  }
  if (isLeafType(type)) return leaf(type, value, at);
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error(`"${at}" is no object, as ${type} is.`);
  return object(scope, type, value as Record<string, unknown>, at);
}

function leaf(type: GraphQLNamedType & { serialize(value: unknown): unknown }, value: unknown, at: string): unknown {
  try {
    type.serialize(value);
    return value;
  } catch (error) {
    throw new Error(`"${at}" is no ${type}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function object(
  scope: FallbackScope,
  declared: GraphQLNamedType,
  value: Readonly<Record<string, unknown>>,
  at: string,
): Record<string, unknown> {
  const named = value.__typename;
  const type = named === undefined ? declared : scope.schema.getType(String(named));
  const fits = isObjectType(type) && (type === declared || isMember(scope.schema, declared, type));
  if (!fits) throw new Error(`"${at}" needs "__typename", the name of an object type of ${declared}.`);
  const fields = type.getFields();
  const shaped: Record<string, unknown> = {};
  if (isAbstractType(declared)) shaped.__typename = ownTypeName(scope.sources, type.name);
  for (const [name, each] of Object.entries(value)) {
    if (name === '__typename') continue;
    const field = fields[name];
    const route = scope.routes.get(`${type.name}.${name}`);
    if (field === undefined)
      throw new Error(`"${at}" has "${name}", which ${type} has not.${didYouMean(name, Object.keys(fields))}`);
    if (route !== undefined && route.kind !== 'property')
      throw new Error(`"${at}" has "${name}", which is no property of ${type} but answered by a call; leave it out.`);
    shaped[route?.property ?? name] = fallbackValue(scope, field.type, each, `${at}.${name}`);
  }
  for (const { name, type: fieldType } of Object.values(fields)) {
    const route = scope.routes.get(`${type.name}.${name}`);
    const isProperty = route === undefined || route.kind === 'property';
    if (isProperty && isNonNullType(fieldType) && value[name] === undefined)
      throw new Error(`"${at}" lacks "${name}", which must not be null.`);
  }
  return shaped;
}

function isMember(schema: GraphQLSchema, declared: GraphQLNamedType, type: GraphQLNamedType): boolean {
  return isAbstractType(declared) && isObjectType(type) && schema.isSubType(declared, type);
}

/** Values carry the name that their source has for a type. */
function ownTypeName(sources: readonly GraphSource[], name: string): string {
  for (const { typeNames } of sources) {
    const own = typeNames.get(name);
    if (own !== undefined) return own;
  }
  return name;
}
