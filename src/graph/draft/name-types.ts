import { isIntrospectionType, isScalarType, isSpecifiedScalarType } from 'graphql';
import { typeName } from '../../sources/shared/naming.ts';
import type { ComposeSource } from '../compose-input.ts';
import { groupBy } from '../group-by.ts';
import type { IssueLog } from '../issue-log.ts';
import { isRootType } from './root-types.ts';

/** The graph's type name by the source's own, for every type of every source but its root types. By source name. */
export type TypeNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Claim {
  readonly source: string;
  readonly own: string;
  readonly wanted: string;
  readonly shared: boolean;
  name: string;
  step: number;
}

/**
 * Names every type. Scalars of one name are one type. Other types that claim one name all get their source's name in front, whatever
 * the order of the sources, so that adding a source never renames a type that has no conflict.
 */
export function nameTypes(sources: readonly ComposeSource[], reserved: ReadonlySet<string>, log: IssueLog): TypeNames {
  const claims = sources.flatMap(claimsOf).sort(byPlace);
  settle(claims, reserved);
  report(claims, log);
  const names = new Map<string, Map<string, string>>(sources.map(({ name }) => [name, new Map()]));
  for (const claim of claims) names.get(claim.source)?.set(claim.own, claim.name);
  return names;
}

function claimsOf({ name: source, subschema: { schema }, options }: ComposeSource): Claim[] {
  const claims: Claim[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type) || isRootType(schema, type)) continue;
    const renamed = options?.rename?.[type.name];
    const shared = isScalarType(type) && renamed === undefined;
    const prefix = shared || options?.namespace === undefined ? '' : typeName(options.namespace);
    const wanted = renamed ?? `${prefix}${type.name}`;
    claims.push({ source, own: type.name, wanted, shared, name: wanted, step: 0 });
  }
  return claims;
}

function byPlace(a: Claim, b: Claim): number {
  return compare(a.source, b.source) || compare(a.own, b.own);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Moves every claim of a contested name one step on, until no name is contested. */
function settle(claims: readonly Claim[], reserved: ReadonlySet<string>): void {
  for (;;) {
    const byName = groupBy(claims, ({ name }) => name);
    const contested = [...byName].filter(
      ([name, group]) => reserved.has(name) || (group.length > 1 && !group.every(({ shared }) => shared)),
    );
    if (contested.length === 0) return;
    for (const [, group] of contested) {
      const movable = group.filter(({ shared }) => !shared);
      const fresh = movable.filter(({ step }) => step === 0);
      if (fresh.length > 0) fresh.forEach(move);
      // All have their source's name already: the first keeps it, unless someone else has it for good.
      else movable.slice(movable.length === group.length && group.length > 1 ? 1 : 0).forEach(move);
      if (movable.length === 0) group.forEach(move);
    }
  }
}

function move(claim: Claim): void {
  claim.step += 1;
  claim.name = `${typeName(claim.source)}${claim.wanted}${claim.step === 1 ? '' : claim.step}`;
}

function report(claims: readonly Claim[], log: IssueLog): void {
  for (const [wanted, group] of groupBy(claims, (claim) => claim.wanted)) {
    if (group.every(({ name }) => name === wanted)) continue;
    const sources = group.map(({ source }) => `"${source}"`).join(', ');
    const names = group.map(({ source, name }) => `"${name}" of "${source}"`).join(', ');
    const message =
      group.length > 1
        ? `Sources ${sources} all have a type "${wanted}"; in the graph they are ${names}. Choose other names with "rename".`
        : `The type "${wanted}" of source ${sources} has a name that is taken; in the graph it is ${names}. Choose another name with "rename".`;
    log.warning('NAME_CONFLICT', wanted, message);
  }
}
