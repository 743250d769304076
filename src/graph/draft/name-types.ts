import { isScalarType } from 'graphql';
import { typeName } from '../../sources/shared/naming.ts';
import type { ComposeSource } from '../compose-input.ts';
import { groupBy } from '../group-by.ts';
import type { IssueLog } from '../issue-log.ts';
import { isDrafted } from './root-types.ts';
import { type NameClaim, settleNames } from './settle-names.ts';

/** The graph's type name by the source's own, for every type of every source but its root types. By source name. */
export type TypeNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Names every type. Scalars of one name are one type. Other types that want one name all get their source's name in front, whatever
 * the order of the sources, so that adding a source never renames a type that has no conflict.
 */
export function nameTypes(sources: readonly ComposeSource[], reserved: ReadonlySet<string>, log: IssueLog): TypeNames {
  const claims = sources.flatMap(claimsOf);
  settleNames(
    claims,
    (_, name) => reserved.has(name),
    ({ source, wanted }, step) => `${typeName(source)}${wanted}${step === 1 ? '' : step}`,
  );
  report(claims, log);
  const names = new Map<string, Map<string, string>>(sources.map(({ name }) => [name, new Map()]));
  for (const claim of claims) names.get(claim.source)?.set(claim.own, claim.name);
  return names;
}

function claimsOf({ name: source, subschema: { schema }, options }: ComposeSource): NameClaim[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isDrafted(schema, type)) return [];
    const renamed = options?.rename?.[type.name];
    const shared = isScalarType(type) && renamed === undefined;
    const prefix = shared || options?.namespace === undefined ? '' : typeName(options.namespace);
    const wanted = renamed ?? `${prefix}${type.name}`;
    return [{ scope: '', source, own: type.name, wanted, shared, name: wanted, step: 0 }];
  });
}

function report(claims: readonly NameClaim[], log: IssueLog): void {
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
