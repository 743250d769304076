import { type FieldNode, type GraphQLOutputType, getNamedType, isCompositeType } from 'graphql';
import type { LinkRoute } from '../../graph/graph.ts';
import type { Selection } from '../../sources/source.ts';
import { type SelectionScope, selectFields } from './select-fields.ts';
import { addPath, type SelectionDraft, type SelectionPool, wrapDraft } from './selection-draft.ts';

/** What a root field's call is asked for. Undefined for a leaf. */
export function rootSelection(
  scope: SelectionScope,
  pool: SelectionPool,
  fieldType: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Selection | undefined {
  const type = getNamedType(fieldType);
  if (!isCompositeType(type)) return undefined;
  const draft: SelectionDraft = new Map();
  selectFields(scope, type, nodes, draft);
  return pool.intern(draft);
}

/** A field that a link's answer fills: several where hoisted fields or aliases share one call. */
export interface LinkedField {
  readonly route: LinkRoute;
  readonly type: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
}

/**
 * What the call of a link is asked for, over the operation's whole answer: the items at `resultPath`, the fields that they are matched by,
 * and what the linked fields want of them. Undefined where the answer is a leaf.
 */
export function linkSelection(
  scope: SelectionScope,
  pool: SelectionPool,
  fields: readonly LinkedField[],
): Selection | undefined {
  const [first] = fields;
  if (first === undefined) return undefined;
  const item: SelectionDraft = new Map();
  let isLeaf = true;
  for (const { route, type, nodes } of fields) {
    const fieldType = getNamedType(type);
    if (isCompositeType(fieldType)) {
      isLeaf = false;
      const holder = route.hoist === undefined ? item : hoistDraft(item, route.hoist);
      selectFields(scope, fieldType, nodes, holder);
    } else if (route.hoist !== undefined) {
      isLeaf = false;
      addPath(item, [route.hoist]);
    }
  }
  for (const path of first.route.keyed?.by ?? []) {
    isLeaf = false;
    addPath(item, path);
  }
  const answer = wrapDraft(first.route.resultPath, isLeaf ? null : item);
  return answer === null ? undefined : pool.intern(answer);
}

function hoistDraft(item: SelectionDraft, property: string): SelectionDraft {
  const below = item.get(property) ?? new Map();
  item.set(property, below);
  return below;
}
