import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isSpecifiedScalarType,
} from 'graphql';
import { ROOT_TYPES, type RootType } from './draft.ts';

/** The root types of a schema by their canonical names; a schema may call them anything. */
export function rootTypesOf(schema: GraphQLSchema): ReadonlyMap<RootType, GraphQLObjectType> {
  const roots = new Map<RootType, GraphQLObjectType>();
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  ROOT_TYPES.forEach((name, index) => {
    const type = types[index];
    if (type) roots.set(name, type);
  });
  return roots;
}

export function isRootType(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
}

/** True for a type that a source brings into the graph: neither GraphQL's own nor a root type. */
export function isDrafted(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !isRootType(schema, type);
}
