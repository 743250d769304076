import { type GraphQLType, isListType, isNonNullType, Kind, type NamedTypeNode, type TypeNode } from 'graphql';

/** Types as references by name, so that a draft can be changed before its schema exists. */

export function toTypeNode(type: GraphQLType, nameOf: (name: string) => string): TypeNode {
  if (isNonNullType(type)) {
    const inner = toTypeNode(type.ofType, nameOf);
    return inner.kind === Kind.NON_NULL_TYPE ? inner : { kind: Kind.NON_NULL_TYPE, type: inner };
  }
  if (isListType(type)) return { kind: Kind.LIST_TYPE, type: toTypeNode(type.ofType, nameOf) };
  return namedTypeNode(nameOf(type.name));
}

export function namedTypeNode(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}

export function typeNameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeNameOf(type.type);
}

export function isNonNull(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE;
}

/** The same type, null allowed. */
export function nullable(type: TypeNode): TypeNode {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

/** The item type of a list, or undefined when the type is no list. */
export function itemOf(type: TypeNode): TypeNode | undefined {
  const inner = nullable(type);
  return inner.kind === Kind.LIST_TYPE ? inner.type : undefined;
}

/** How many lists are around the named type. */
export function listDepth(type: TypeNode): number {
  const item = itemOf(type);
  return item === undefined ? 0 : 1 + listDepth(item);
}

/** True when every value of `inner` is a value of `outer`: equal, or `outer` allows more nulls. */
export function allows(outer: TypeNode, inner: TypeNode): boolean {
  if (outer.kind === Kind.NON_NULL_TYPE) return inner.kind === Kind.NON_NULL_TYPE && allows(outer.type, inner.type);
  if (inner.kind === Kind.NON_NULL_TYPE) return allows(outer, inner.type);
  if (outer.kind === Kind.LIST_TYPE) return inner.kind === Kind.LIST_TYPE && allows(outer.type, inner.type);
  return inner.kind === Kind.NAMED_TYPE && outer.name.value === inner.name.value;
}
