import { fieldName, typeName } from '../../sources/shared/naming.ts';
import type { ComposeSource } from '../compose-input.ts';
import { groupBy } from '../group-by.ts';
import type { IssueLog } from '../issue-log.ts';
import type { RootType } from './draft.ts';
import type { MemberNames } from './name-fields.ts';
import { rootTypesOf } from './root-types.ts';

/** A root field of a source, and where the graph has it. */
export interface RootFieldPlace {
  readonly source: ComposeSource;
  readonly root: RootType;
  /** The field's own name in the source. */
  readonly own: string;
  /** The graph's type that it is a field of: a root type, or the type of a namespace. */
  readonly parent: string;
  name: string;
}

/** A type of the graph that groups the root fields of a namespace. */
export interface NamespaceGroup {
  readonly root: RootType;
  readonly field: string;
  readonly type: string;
}

export interface RootFieldNames {
  readonly places: readonly RootFieldPlace[];
  readonly groups: readonly NamespaceGroup[];
}

/** Names every root field; those that claim one name all get their source's name in front. */
export function nameRootFields(
  sources: readonly ComposeSource[],
  members: ReadonlyMap<string, MemberNames>,
  log: IssueLog,
): RootFieldNames {
  const places: RootFieldPlace[] = [];
  const groups = new Map<string, NamespaceGroup>();
  for (const source of sources) {
    for (const [root, type] of rootTypesOf(source.subschema.schema)) {
      const group = groupOf(source.options?.namespace, root);
      if (group !== undefined) groups.set(group.type, group);
      for (const own of Object.keys(type.getFields())) {
        const name = members.get(source.name)?.field(root, own) ?? own;
        places.push({
          source,
          root,
          own,
          parent: group?.type ?? root,
          name: group === undefined ? subscribed(source, root, name) : name,
        });
      }
    }
  }
  settle(places, groups, log);
  return { places, groups: [...groups.values()] };
}

function groupOf(namespace: string | undefined, root: RootType): NamespaceGroup | undefined {
  // The event of a subscription belongs to its root field: it cannot be grouped.
  if (namespace === undefined || root === 'Subscription') return undefined;
  return { root, field: namespace, type: `${typeName(namespace)}${root}` };
}

function subscribed({ options }: ComposeSource, root: RootType, name: string): string {
  return options?.namespace === undefined || root !== 'Subscription' ? name : joined(options.namespace, name);
}

const joined = (first: string, second: string): string =>
  `${fieldName(first)}${second.charAt(0).toUpperCase()}${second.slice(1)}`;

function settle(places: readonly RootFieldPlace[], groups: ReadonlyMap<string, NamespaceGroup>, log: IssueLog): void {
  const taken = new Set([...groups.values()].map(({ root, field }) => `${root}.${field}`));
  for (const [coordinate, contested] of groupBy(places, ({ parent, name }) => `${parent}.${name}`)) {
    if (contested.length === 1 && !taken.has(coordinate)) continue;
    contested.sort((a, b) => (a.source.name < b.source.name ? -1 : 1));
    const used = new Set(
      places.filter((place) => !contested.includes(place)).map(({ parent, name }) => `${parent}.${name}`),
    );
    for (const place of contested) {
      const wanted = joined(place.source.name, place.name);
      place.name = wanted;
      for (let number = 2; used.has(`${place.parent}.${place.name}`); number += 1) place.name = `${wanted}${number}`;
      used.add(`${place.parent}.${place.name}`);
    }
    const names = contested.map(({ parent, name, source }) => `"${parent}.${name}" of "${source.name}"`).join(', ');
    log.warning(
      'NAME_CONFLICT',
      coordinate,
      `More than one root field is called "${coordinate}"; in the graph they are ${names}. Choose other names with "rename" or "namespace".`,
    );
  }
}
