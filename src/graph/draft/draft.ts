import type { GraphQLScalarType, TypeNode } from 'graphql';
import type { FieldRoute } from '../graph.ts';

/** The graph while it is being composed: types refer to one another by name, and may be changed. */
export interface Draft {
  /** By the graph's name. Root types are always here as `Query`, `Mutation`, `Subscription`. */
  readonly types: Map<string, DraftType>;
}

export interface DraftType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'union' | 'enum' | 'input' | 'scalar';
  /** The source that it came from; undefined for root types, shared scalars and what the SDL adds. */
  readonly source: string | undefined;
  /** Its name in that source. */
  readonly ownName: string;
  readonly description: string | undefined;
  /** Objects and interfaces. */
  readonly fields: Map<string, DraftField>;
  readonly interfaces: string[];
  readonly members: readonly string[];
  readonly values: readonly DraftEnumValue[];
  readonly inputFields: Map<string, DraftInput>;
  readonly isOneOf: boolean;
  readonly scalar: GraphQLScalarType | undefined;
}

export interface DraftField {
  readonly name: string;
  /** Property of the parent value that holds it, when it has no route of its own. */
  readonly property: string;
  type: TypeNode;
  /** What its source says that it answers, where the graph lets it be null because the source may fail. */
  readonly described?: TypeNode;
  readonly args: ReadonlyMap<string, DraftInput>;
  readonly description: string | undefined;
  readonly deprecationReason: string | undefined;
  route: FieldRoute | undefined;
}

export interface DraftInput {
  readonly name: string;
  readonly type: TypeNode;
  readonly hasDefault: boolean;
  readonly defaultValue: unknown;
  readonly description: string | undefined;
  readonly deprecationReason: string | undefined;
}

export interface DraftEnumValue {
  readonly name: string;
  readonly description: string | undefined;
  readonly deprecationReason: string | undefined;
}

export const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'] as const;
export type RootType = (typeof ROOT_TYPES)[number];

export const BUILT_IN_SCALARS: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);

/** A type with nothing in it yet. */
export function emptyType(
  name: string,
  kind: DraftType['kind'],
  more: Partial<Omit<DraftType, 'name' | 'kind'>> = {},
): DraftType {
  return {
    name,
    kind,
    source: undefined,
    ownName: name,
    description: undefined,
    fields: new Map(),
    interfaces: [],
    members: [],
    values: [],
    inputFields: new Map(),
    isOneOf: false,
    scalar: undefined,
    ...more,
  };
}

/** True where the field's value is a property of its parent: neither a call nor a link. */
export function isProperty(field: DraftField): boolean {
  return field.route === undefined || field.route.kind === 'property';
}

/** True for a type whose values are scalars or enum values. */
export function isLeaf(draft: Draft, typeName: string): boolean {
  const type = draft.types.get(typeName);
  return type === undefined ? BUILT_IN_SCALARS.has(typeName) : type.kind === 'scalar' || type.kind === 'enum';
}

export function isInput(draft: Draft, typeName: string): boolean {
  return isLeaf(draft, typeName) || draft.types.get(typeName)?.kind === 'input';
}

export function isOutput(draft: Draft, typeName: string): boolean {
  return BUILT_IN_SCALARS.has(typeName) || (draft.types.has(typeName) && draft.types.get(typeName)?.kind !== 'input');
}
