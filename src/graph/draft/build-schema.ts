import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLType,
  GraphQLUnionType,
  Kind,
  type TypeNode,
} from 'graphql';
import type { Draft, DraftField, DraftInput, DraftType } from './draft.ts';

/** A graph must have a query type with a field; this one is there when no source has any. */
const NO_QUERIES = {
  _noQueries: { type: GraphQLBoolean, description: 'Always null: the sources of this graph have no query.' },
};

/** The draft as a schema with types only. Every name that a type refers to must be in the draft. */
export function buildSchema(
  draft: Draft,
  resolveTypeName: (type: DraftType) => ((own: string) => string) | undefined,
): GraphQLSchema {
  const types = new Map<string, GraphQLNamedType>(
    [GraphQLInt, GraphQLFloat, GraphQLString, GraphQLBoolean, GraphQLID].map((type) => [type.name, type]),
  );
  const build = new Builder(types);
  for (const type of draft.types.values()) types.set(type.name, build.type(type, resolveTypeName(type)));
  const root = (name: string): GraphQLObjectType | undefined =>
    draft.types.get(name)?.fields.size === 0 ? undefined : (types.get(name) as GraphQLObjectType | undefined);
  const query = root('Query') ?? new GraphQLObjectType({ name: 'Query', fields: NO_QUERIES });
  const [mutation, subscription] = [root('Mutation'), root('Subscription')];
  const roots = [query, mutation, subscription].filter((type) => type !== undefined);
  const others = [...draft.types.keys()].flatMap((name) => (isRoot(name) ? [] : (types.get(name) ?? [])));
  return new GraphQLSchema({ query, mutation, subscription, types: [...roots, ...others] });
}

const isRoot = (name: string): boolean => name === 'Query' || name === 'Mutation' || name === 'Subscription';

class Builder {
  readonly #types: ReadonlyMap<string, GraphQLNamedType>;

  constructor(types: ReadonlyMap<string, GraphQLNamedType>) {
    this.#types = types;
  }

  type(type: DraftType, graphName: ((own: string) => string) | undefined): GraphQLNamedType {
    const { name, description } = type;
    const interfaces = (): GraphQLInterfaceType[] =>
      type.interfaces.map((parent) => this.#named(parent) as GraphQLInterfaceType);
    const fields = (): Record<string, GraphQLFieldConfig<unknown, unknown>> => this.#fields(type);
    const resolveType = graphName && ((value: unknown): string | undefined => resolvedName(value, graphName));
    switch (type.kind) {
      case 'object':
        return new GraphQLObjectType({ name, description, interfaces, fields });
      case 'interface':
        return new GraphQLInterfaceType({ name, description, interfaces, fields, resolveType });
      case 'union':
        return new GraphQLUnionType({
          name,
          description,
          types: () => type.members.map((member) => this.#named(member) as GraphQLObjectType),
          resolveType,
        });
      case 'enum':
        return new GraphQLEnumType({
          name,
          description,
          values: Object.fromEntries(type.values.map(({ name: value, ...config }) => [value, config])),
        });
      case 'input':
        return new GraphQLInputObjectType({
          name,
          description,
          isOneOf: type.isOneOf,
          fields: () =>
            Object.fromEntries([...type.inputFields.values()].map((field) => [field.name, this.#input(field)])),
        });
      case 'scalar':
        return scalarOf(type);
    }
  }

  #fields(type: DraftType): Record<string, GraphQLFieldConfig<unknown, unknown>> {
    const fields: Record<string, GraphQLFieldConfig<unknown, unknown>> = {};
    for (const field of type.fields.values()) fields[field.name] = this.#field(field);
    return fields;
  }

  #field(field: DraftField): GraphQLFieldConfig<unknown, unknown> {
    return {
      type: this.#ref(field.type) as GraphQLOutputType,
      args: Object.fromEntries([...field.args.values()].map((arg) => [arg.name, this.#input(arg)])),
      description: field.description,
      deprecationReason: field.deprecationReason,
    };
  }

  #input(input: DraftInput): GraphQLInputFieldConfig {
    return {
      type: this.#ref(input.type) as GraphQLInputType,
      description: input.description,
      deprecationReason: input.deprecationReason,
      ...(input.hasDefault && { defaultValue: input.defaultValue }),
    };
  }

  #ref(node: TypeNode): GraphQLType {
    if (node.kind === Kind.NON_NULL_TYPE) {
      return new GraphQLNonNull(this.#ref(node.type) as ConstructorParameters<typeof GraphQLNonNull>[0]);
    }
    return node.kind === Kind.LIST_TYPE ? new GraphQLList(this.#ref(node.type)) : this.#named(node.name.value);
  }

  #named(name: string): GraphQLNamedType {
    const type = this.#types.get(name);
    // Composition has checked every reference before it builds.
    if (type === undefined) throw new TypeError(`The draft has no type "${name}".`);
    return type;
  }
}

function scalarOf({ name, scalar, description }: DraftType): GraphQLScalarType {
  if (scalar?.name === name) return scalar;
  return new GraphQLScalarType(scalar === undefined ? { name, description } : { ...scalar.toConfig(), name });
}

function resolvedName(value: unknown, graphName: (own: string) => string): string | undefined {
  if (typeof value !== 'object' || value === null || !('__typename' in value)) return undefined;
  return typeof value.__typename === 'string' ? graphName(value.__typename) : undefined;
}
