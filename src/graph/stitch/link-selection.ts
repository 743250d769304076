import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { LinkRoute, PropertyPath } from '../graph.ts';
import { localSelection } from './local-names.ts';

/** The name under which a hoisted field is asked for. */
export const LOCAL_HOIST = '_interlace__hoisted';

/** What a link asks of its target: what the client selected of an item, and the item's key, below the way to the items. */
export function linkSelection(
  route: LinkRoute,
  info: GraphQLResolveInfo,
  /** What else is read of an item. */
  paths: readonly PropertyPath[] = [],
): SelectionSetNode | undefined {
  const wanted = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const item = route.hoist === undefined ? wanted : [fieldNode(route.hoist, wanted, LOCAL_HOIST)];
  const selections = [...item, ...localSelection([...(route.keyed?.by ?? []), ...paths]).selections];
  const [only] = route.resultPath.reduceRight<readonly SelectionNode[]>(
    (inner, name) => [fieldNode(name, inner)],
    selections,
  );
  if (only === undefined) return undefined;
  return { kind: Kind.SELECTION_SET, selections: route.resultPath.length > 0 ? [only] : selections };
}

function fieldNode(name: string, selections: readonly SelectionNode[], alias?: string): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    ...(alias !== undefined && { alias: { kind: Kind.NAME, value: alias } }),
    ...(selections.length > 0 && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  };
}
