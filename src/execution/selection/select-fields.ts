import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldRoute, Graph } from '../../graph/graph.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import { addLeaf, addPath, draftBelow, type SelectionDraft } from './selection-draft.ts';

export interface SelectionScope {
  readonly graph: Graph;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly permissions: PermissionChecks | undefined;
  /** False for what `@skip` and `@include` leave out. Undefined: everything is in, which serves every value of the variables. */
  readonly includes?: ((node: SelectionNode) => boolean) | undefined;
}

/**
 * Adds what the sub-selections of `nodes` want of a value of `type` to the draft: source property names, and the properties that links
 * and rules below read; what a link answers is not part of its parent's value.
 */
export function selectFields(
  scope: SelectionScope,
  type: GraphQLNamedType,
  nodes: readonly FieldNode[],
  draft: SelectionDraft,
): void {
  const spread = new Set<string>();
  for (const node of nodes) {
    if (node.selectionSet !== undefined) selectSet(scope, type, node.selectionSet, draft, spread);
  }
}

function selectSet(
  scope: SelectionScope,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  draft: SelectionDraft,
  spread: Set<string>,
): void {
  for (const node of set.selections) {
    if (scope.includes !== undefined && !scope.includes(node)) continue;
    if (node.kind === Kind.FIELD) {
      selectField(scope, type, node, draft);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD && spread.has(node.name.value)) continue;
    if (node.kind === Kind.FRAGMENT_SPREAD) spread.add(node.name.value);
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? scope.fragments[node.name.value] : node;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const inner = condition === undefined ? type : scope.graph.schema.getType(condition);
    if (inner !== undefined) selectSet(scope, inner, fragment.selectionSet, draft, spread);
  }
}

function selectField(scope: SelectionScope, type: GraphQLNamedType, node: FieldNode, draft: SelectionDraft): void {
  const name = node.name.value;
  if (name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) return;
  // A field of an interface may be a property in one of its types and a link in another: the value may be either.
  const holders = isAbstractType(type) ? scope.graph.schema.getPossibleTypes(type) : [type];
  for (const holder of holders) {
    const field = holder.getFields()[name];
    if (field === undefined) continue;
    const coordinate = `${holder.name}.${name}`;
    for (const path of scope.permissions?.(coordinate)?.requires ?? []) addPath(draft, path);
    const route = scope.graph.routes.get(coordinate);
    if (route?.kind === 'link') {
      for (const path of route.requires) addPath(draft, path);
      continue;
    }
    const property = propertyOf(route, name);
    const fieldType = getNamedType(field.type);
    if (isCompositeType(fieldType)) selectFields(scope, fieldType, [node], draftBelow(draft, property));
    else addLeaf(draft, property);
  }
}

/** The property of the parent value that a field without a call of its own reads. */
export function propertyOf(route: FieldRoute | undefined, fieldName: string): string {
  return route?.kind === 'property' ? route.property : fieldName;
}
