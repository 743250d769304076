import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';
import { type DraftField, type DraftInput, type DraftType, emptyType } from './draft.ts';
import type { DraftingSource } from './draft-sources.ts';
import { isRootType } from './root-types.ts';
import { toTypeNode } from './type-node.ts';

/** One type of a source under the graph's names. */
export function draftType(type: GraphQLNamedType, from: DraftingSource): DraftType {
  const name = from.typeName(type.name);
  const common = { source: from.source.name, ownName: type.name, description: type.description ?? undefined };
  if (isScalarType(type)) return emptyType(name, 'scalar', { ...common, source: undefined, scalar: type });
  if (isEnumType(type)) {
    const values = type.getValues().map((value) => ({
      name: value.name,
      description: value.description ?? undefined,
      deprecationReason: value.deprecationReason ?? undefined,
    }));
    return emptyType(name, 'enum', { ...common, values });
  }
  if (isUnionType(type)) {
    return emptyType(name, 'union', {
      ...common,
      members: type.getTypes().map((member) => from.typeName(member.name)),
    });
  }
  if (isInputObjectType(type)) {
    const inputFields = new Map(
      Object.values(type.getFields()).map((field) => [field.name, draftInput(field, field.name, from)]),
    );
    return emptyType(name, 'input', { ...common, inputFields, isOneOf: type.isOneOf });
  }
  const fields = new Map<string, DraftField>();
  for (const field of Object.values(type.getFields())) {
    const drafted = draftField(type.name, field, from);
    if (drafted !== undefined) fields.set(drafted.name, drafted);
  }
  const kind = isInterfaceType(type) ? 'interface' : 'object';
  const parents = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  return emptyType(name, kind, { ...common, fields, interfaces: parents.map((parent) => from.typeName(parent.name)) });
}

function draftField(type: string, field: GraphQLField<unknown, unknown>, from: DraftingSource): DraftField | undefined {
  const answer = getNamedType(field.type);
  if (isRootType(from.source.subschema.schema, answer)) {
    const message = `"${type}.${field.name}" answers the root type of its source, which the graph cannot keep apart from its own; it was left out.`;
    from.log.info('UNSUPPORTED', `${type}.${field.name}`, message);
    return undefined;
  }
  const name = from.members.field(type, field.name);
  const moved = name !== field.name && from.source.takes === 'calls';
  return {
    name,
    // Delegation renames what comes back from a GraphQL source; other values keep their source's names.
    property: moved ? field.name : name,
    type: toTypeNode(field.type, from.typeName),
    args: draftArguments(field, (arg) => arg, from),
    description: field.description ?? undefined,
    deprecationReason: field.deprecationReason ?? undefined,
    route: moved ? { kind: 'property', property: field.name } : undefined,
  };
}

const NO_ARGUMENTS: ReadonlyMap<string, DraftInput> = new Map();

export function draftArguments(
  field: GraphQLField<unknown, unknown>,
  nameOf: (name: string) => string,
  from: DraftingSource,
): ReadonlyMap<string, DraftInput> {
  if (field.args.length === 0) return NO_ARGUMENTS;
  return new Map(field.args.map((arg) => [nameOf(arg.name), draftInput(arg, nameOf(arg.name), from)]));
}

function draftInput(input: GraphQLArgument | GraphQLInputField, name: string, from: DraftingSource): DraftInput {
  return {
    name,
    type: toTypeNode(input.type, from.typeName),
    hasDefault: input.defaultValue !== undefined,
    defaultValue: input.defaultValue,
    description: input.description ?? undefined,
    deprecationReason: input.deprecationReason ?? undefined,
  };
}
