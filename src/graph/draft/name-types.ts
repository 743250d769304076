import { type GraphQLNamedType, isObjectType, isScalarType } from 'graphql';
import { typeName } from '../../sources/shared/naming.ts';
import { PAGE_INFO } from '../../sources/shared/page-info.ts';
import type { ComposeSource } from '../compose-input.ts';
import { groupBy } from '../group-by.ts';
import type { IssueLog } from '../issue-log.ts';
import { isDrafted } from './root-types.ts';
import { type NameClaim, settleNames } from './settle-names.ts';

/** The graph's type name by the source's own, for every type of every source but its root types. By source name. */
export type TypeNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Names every type. Scalars of one name are one type, and so is Relay's page information. Other types that want one name all get their source's name in front, whatever
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

function claimsOf(composed: ComposeSource): NameClaim[] {
  const { name: source, options } = composed;
  const { schema } = composed.subschema;
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isDrafted(schema, type)) return [];
    const renamed = options?.rename?.[type.name];
    const shared = renamed === undefined && (isScalarType(type) || isPageInfo(type, composed));
    const prefix = shared || options?.namespace === undefined ? '' : typeName(options.namespace);
    const wanted = renamed ?? `${prefix}${type.name}`;
    return [{ scope: '', source, own: type.name, wanted, shared, name: wanted, step: 0 }];
  });
}

/** Relay's page information as our own connections have it: what one source means by it, all others mean. */
function isPageInfo(type: GraphQLNamedType, { takes, options }: ComposeSource): boolean {
  if (type.name !== PAGE_INFO.name || !isObjectType(type) || takes !== 'calls') return false;
  const renames = Object.keys(options?.rename ?? {}).some((coordinate) => coordinate.startsWith(`${PAGE_INFO.name}.`));
  const written = PAGE_INFO.fields.map((field) => `${field.name}: ${field.type}${field.required ? '!' : ''}`);
  const found = Object.values(type.getFields()).map((field) => `${field.name}: ${field.type}`);
  return !renames && written.join() === found.join();
}

function report(claims: readonly NameClaim[], log: IssueLog): void {
  for (const [wanted, group] of groupBy(claims, (claim) => claim.wanted)) {
    if (group.every(({ name }) => name === wanted)) continue;
    const sources = group.map(({ source }) => `"${source}"`).join(', ');
    const names = group.map(({ source, name }) => `"${name}" of "${source}"`).join(', ');
    const message =
      group.length > 1
        ? `Sources ${sources} have a type "${wanted}"; in the graph they are ${names}. Choose other names with "rename".`
        : `The type "${wanted}" of source ${sources} has a name that is taken; in the graph it is ${names}. Choose another name with "rename".`;
    log.warning('NAME_CONFLICT', wanted, message);
  }
}
