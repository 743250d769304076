import { fieldName, typeName } from '../../sources/shared/naming.ts';
import type { ComposeSource } from '../compose-input.ts';
import { groupBy } from '../group-by.ts';
import type { IssueLog } from '../issue-log.ts';
import type { RootType } from './draft.ts';
import type { MemberNames } from './name-fields.ts';
import { rootTypesOf } from './root-types.ts';
import { type NameClaim, settleNames } from './settle-names.ts';

/** A root field of a source, and where the graph has it. */
export interface RootFieldPlace {
  readonly source: ComposeSource;
  readonly root: RootType;
  /** The field's own name in the source. */
  readonly own: string;
  /** The graph's type that it is a field of: a root type, or the type of a namespace. */
  readonly parent: string;
  readonly name: string;
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
  const claims: (NameClaim & Pick<RootFieldPlace, 'root'>)[] = [];
  const groups = new Map<string, NamespaceGroup>();
  for (const source of sources) {
    for (const [root, type] of rootTypesOf(source.subschema.schema)) {
      const group = groupOf(source.options?.namespace, root);
      if (group !== undefined) groups.set(group.type, group);
      for (const own of Object.keys(type.getFields())) {
        const name = members.get(source.name)?.field(root, own) ?? own;
        const wanted = group === undefined ? subscribed(source, root, name) : name;
        const scope = group?.type ?? root;
        claims.push({ scope, root, source: source.name, own, wanted, shared: false, name: wanted, step: 0 });
      }
    }
  }
  const taken = new Set([...groups.values()].map(({ root, field }) => `${root}.${field}`));
  settleNames(
    claims,
    (scope, name) => taken.has(`${scope}.${name}`),
    ({ source, wanted }, step) => `${joined(source, wanted)}${step === 1 ? '' : step}`,
  );
  report(claims, log);
  const bySource = new Map(sources.map((source) => [source.name, source]));
  const places = claims.flatMap(({ scope: parent, root, source: name, own, name: field }) => {
    const source = bySource.get(name);
    return source === undefined ? [] : [{ source, root, own, parent, name: field }];
  });
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

function report(claims: readonly NameClaim[], log: IssueLog): void {
  for (const [coordinate, group] of groupBy(claims, ({ scope, wanted }) => `${scope}.${wanted}`)) {
    if (group.every(({ name, wanted }) => name === wanted)) continue;
    const names = group.map(({ scope, name, source }) => `"${scope}.${name}" of "${source}"`).join(', ');
    const message =
      group.length > 1
        ? `More than one root field is called "${coordinate}"; in the graph they are ${names}.`
        : `The name of the root field "${coordinate}" is taken; in the graph it is ${names}.`;
    log.warning('NAME_CONFLICT', coordinate, `${message} Choose other names with "rename" or "namespace".`);
  }
}
