import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

const OBJECT_COST = 2;
const LEAF_COST = 1;
/** Items of a list of which the document does not say how long it may be. */
const UNKNOWN_SIZE = 10;
/** Arguments by which services let a caller say how many items he wants. */
const SIZE_ARGUMENTS: ReadonlySet<string> = new Set([
  'first',
  'last',
  'limit',
  'top',
  'take',
  'count',
  'size',
  'pageSize',
  'perPage',
  'maxResults',
]);

/**
 * What an operation may cost before anything is known of its answer: 2 an object, 1 a leaf, a list as many times as it has items. A
 * fragment is computed once, so that fragments which multiply each other cost nothing to measure; it costs the same wherever it is
 * spread, because what multiplies it is outside of it.
 */
export class OperationCost {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, number>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  of(operation: OperationDefinitionNode): number {
    return this.#selections(operation.selectionSet, this.#schema.getRootType(operation.operation) ?? undefined);
  }

  #selections(set: SelectionSetNode, parent: GraphQLCompositeType | undefined): number {
    let cost = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) cost += this.#field(node, parent);
      else if (node.kind === Kind.FRAGMENT_SPREAD) cost += this.#fragment(node.name.value);
      else cost += this.#selections(node.selectionSet, this.#condition(node.typeCondition?.name.value) ?? parent);
    }
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType | undefined): number {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    // Introspection asks nobody. What the schema does not have is for validation to say.
    if (name.startsWith('__') || field === undefined) return LEAF_COST;
    const type = getNamedType(field.type);
    const inner =
      node.selectionSet === undefined || !isCompositeType(type)
        ? LEAF_COST
        : OBJECT_COST + this.#selections(node.selectionSet, type);
    return isListType(getNullableType(field.type)) ? inner * sizeOf(node, field) : inner;
  }

  #fragment(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return 0;
    // A cycle ends here; validation reports it.
    this.#known.set(name, 0);
    const cost = this.#selections(fragment.selectionSet, this.#condition(fragment.typeCondition.name.value));
    this.#known.set(name, cost);
    return cost;
  }

  #condition(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** How many items the document asks for: by an argument that says so, by the keys it lists, by the argument's default. */
function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
  const written = new Map(node.arguments?.map((argument) => [argument.name.value, argument.value]));
  for (const { name, defaultValue } of field.args) {
    const value = written.get(name);
    const size = value === undefined ? (SIZE_ARGUMENTS.has(name) ? defaultValue : undefined) : literalSize(name, value);
    if (typeof size === 'number') return Math.max(1, size);
  }
  return UNKNOWN_SIZE;
}

function literalSize(name: string, value: ValueNode): number | undefined {
  if (value.kind === Kind.LIST) return value.values.length;
  return value.kind === Kind.INT && SIZE_ARGUMENTS.has(name) ? Number(value.value) : undefined;
}
