import { Kind } from 'graphql';
import type { ComposeSource } from '../compose-input.ts';
import type { GraphSource } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { type Draft, emptyType, ROOT_TYPES } from './draft.ts';
import { draftRootField } from './draft-root-field.ts';
import { draftType } from './draft-type.ts';
import { type MemberNames, nameMembers } from './name-fields.ts';
import { nameRootFields } from './name-root-fields.ts';
import { nameTypes } from './name-types.ts';
import { isDrafted } from './root-types.ts';
import { namedTypeNode } from './type-node.ts';

/** Names that belong to the graph itself. */
const RESERVED = [...ROOT_TYPES, 'LinkArguments', 'CacheScope'];

export interface DraftedSources {
  readonly draft: Draft;
  readonly sources: readonly GraphSource[];
}

/** What drafting one source needs to know. */
export interface DraftingSource {
  readonly source: ComposeSource;
  /** The graph's type name by the source's own. */
  readonly typeName: (own: string) => string;
  readonly members: MemberNames;
  readonly log: IssueLog;
}

/** All types and root fields of all sources in one draft, under the graph's names. */
export function draftSources(sources: readonly ComposeSource[], log: IssueLog): DraftedSources {
  const members = new Map(sources.map((source) => [source.name, nameMembers(source, log)]));
  const { places, groups } = nameRootFields(sources, members, log);
  const typeNames = nameTypes(sources, new Set([...RESERVED, ...groups.map(({ type }) => type)]), log);
  const draft: Draft = { types: new Map(ROOT_TYPES.map((root) => [root, emptyType(root, 'object')])) };
  for (const { root, field, type } of groups) {
    draft.types.set(type, emptyType(type, 'object'));
    draft.types.get(root)?.fields.set(field, {
      name: field,
      property: field,
      type: { kind: Kind.NON_NULL_TYPE, type: namedTypeNode(type) },
      args: new Map(),
      description: undefined,
      deprecationReason: undefined,
      route: { kind: 'namespace' },
    });
  }
  const drafting = new Map<string, DraftingSource>();
  for (const source of sources) {
    const names = typeNames.get(source.name);
    const found = members.get(source.name);
    if (found === undefined) continue;
    drafting.set(source.name, { source, typeName: (own) => names?.get(own) ?? own, members: found, log });
  }
  for (const from of drafting.values()) addTypes(draft, from);
  for (const place of places) {
    const from = drafting.get(place.source.name);
    const field = from && draftRootField(place, from);
    if (field) draft.types.get(place.parent)?.fields.set(field.name, field);
  }
  return {
    draft,
    sources: [...drafting.values()].map((from) => graphSource(from, typeNames.get(from.source.name) ?? new Map())),
  };
}

function addTypes(draft: Draft, from: DraftingSource): void {
  const { schema } = from.source.subschema;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isDrafted(schema, type)) continue;
    const drafted = draftType(type, from);
    const earlier = draft.types.get(drafted.name);
    // A shared scalar: the one that checks its values stands before the one that a GraphQL source only declares.
    if (
      earlier === undefined ||
      (earlier.source === undefined && earlier.scalar?.astNode && from.source.takes === 'calls')
    ) {
      draft.types.set(drafted.name, drafted);
    }
  }
}

function graphSource({ source, members }: DraftingSource, names: ReadonlyMap<string, string>): GraphSource {
  const changed = [...names].filter(([own, name]) => own !== name);
  return {
    name: source.name,
    takes: source.takes,
    schema: source.subschema.schema,
    typeNames: new Map(changed.map(([own, name]) => [name, own])),
    graphTypeNames: new Map(changed),
    fieldNames: members.renamedFields,
  };
}
