import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';

/** Says of a node whether `@skip` and `@include` leave it in, for the values that this plan is made for. */
export type Includes = (node: SelectionNode) => boolean;

/** Names of the operation's own variables that `@skip` and `@include` read, sorted. */
export function conditionVariables({ document, operation }: PreparedOperation): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const value = conditionOf(node);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  // Other operations of the document may have others.
  const own = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
  return [...names].filter((name) => own.has(name)).sort();
}

/** Undefined values count as true for `@include` and false for `@skip`: everything that could be in. */
export function includesFor(values: ReadonlyMap<string, boolean> | undefined): Includes {
  return (node) => {
    for (const directive of node.directives ?? []) {
      const value = conditionOf(directive);
      if (value === undefined) continue;
      const skips = directive.name.value === 'skip';
      if (value.kind === Kind.BOOLEAN && value.value === skips) return false;
      if (value.kind === Kind.VARIABLE && values !== undefined && values.get(value.name.value) === skips) return false;
    }
    return true;
  };
}

/** Fields of a selection set by response key, in the order of the specification's `CollectFields`. */
export function collectFields(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  includes: Includes,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (!includes(node)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const group = fields.get(key);
        if (group === undefined) fields.set(key, [node]);
        else group.push(node);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(node.name.value)) continue;
        spread.add(node.name.value);
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
      if (fragment !== undefined && applies(schema, fragment.typeCondition?.name.value, type)) {
        collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return conditional !== undefined && isAbstractType(conditional) && schema.isSubType(conditional, type);
}

function conditionOf(directive: DirectiveNode) {
  const name = directive.name.value;
  return name === 'skip' || name === 'include'
    ? directive.arguments?.find((a) => a.name.value === 'if')?.value
    : undefined;
}
