import { didYouMean } from '../../utils/did-you-mean.ts';
import type { Draft, DraftField } from '../draft/draft.ts';
import type { CallRoute, DelegateRoute } from '../graph.ts';

/** A root query field that can answer links. */
export interface LinkTarget {
  readonly coordinate: string;
  readonly field: DraftField;
  readonly route: CallRoute | DelegateRoute;
}

/** Every field that can answer a link, by coordinate: root query fields, those of namespaces included. */
export function linkTargets(draft: Draft): ReadonlyMap<string, LinkTarget> {
  const targets = new Map<string, LinkTarget>();
  const collect = (parent: string): void => {
    for (const field of draft.types.get(parent)?.fields.values() ?? []) {
      const coordinate = `${parent}.${field.name}`;
      const { route } = field;
      if (route?.kind === 'namespace' && field.type.kind === 'NonNullType' && field.type.type.kind === 'NamedType') {
        collect(field.type.type.name.value);
      } else if (route?.kind === 'delegate' || (route?.kind === 'call' && route.operation.effect === 'read')) {
        targets.set(coordinate, { coordinate, field, route });
      }
    }
  };
  collect('Query');
  return targets;
}

/** The target that `from` names: a field of `Query`, or a coordinate. A text says why there is none. */
export function findTarget(draft: Draft, targets: ReadonlyMap<string, LinkTarget>, from: string): LinkTarget | string {
  const coordinate = from.includes('.') ? from : `Query.${from}`;
  const target = targets.get(coordinate);
  if (target !== undefined) return target;
  const [parent = '', name = ''] = coordinate.split('.');
  const field = draft.types.get(parent)?.fields.get(name);
  if (field?.route?.kind === 'link') return `"${coordinate}" is a link itself; name the field that it leads to.`;
  if (field !== undefined)
    return `"${coordinate}" cannot answer a link: only root query fields that a source answers can.`;
  if (draft.types.get('Mutation')?.fields.has(from))
    return `"Mutation.${from}" cannot answer a link: a link only reads.`;
  const renamed = [...targets.values()].filter(({ route }) => ownName(route) === name);
  if (renamed.length > 0) {
    const places = renamed.map((each) => `"${each.coordinate.replace(/^Query\./, '')}" of "${each.route.source}"`);
    return `There is no root query field "${from}". In the graph it is ${places.join(' and ')}.`;
  }
  const names = [...targets.keys()].map((known) => (from.includes('.') ? known : known.replace(/^Query\./, '')));
  return `There is no root query field "${from}".${didYouMean(from, names)}`;
}

function ownName(route: CallRoute | DelegateRoute): string {
  return route.kind === 'delegate' ? route.fieldName : (route.operation.coordinate.split('.')[1] ?? '');
}
