import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import { wordsOf } from '../../sources/shared/naming.ts';

/** A field that may join two sources, by what their names say. */
export interface SuggestedLink {
  /** The type that gets the field. */
  readonly parent: string;
  readonly field: string;
  /** The field as SDL: `customer: Customer @link(…)`. */
  readonly sdl: string;
  /** False where each parent would make a call of its own. */
  readonly batched: boolean;
}

/** A root field that finds objects of a type by a key. */
interface Finder {
  readonly name: string;
  readonly source: string;
  readonly item: GraphQLObjectType;
  readonly many: boolean;
  /** Takes the key, or a list of keys where `many`. */
  readonly arg: GraphQLArgument;
}

/** Last words of names by which one service knows what another one has. Others say what things are like: a status, a name. */
const KEY_WORDS = new Set(['id', 'uuid', 'guid', 'key', 'sku', 'code', 'number', 'ref', 'slug', 'isbn', 'ean']);

/**
 * Fields that would join types of different sources: `Order.customerId` is the `id` of a `Customer`, whom `getCustomers(ids)` finds. What
 * finds many at once stands before what finds one. Names decide, so that a person has to look at each of them.
 */
export function suggestLinks({ schema, routes, sources }: Graph): readonly SuggestedLink[] {
  const owners = new Map<string, string>();
  for (const { name, schema: own, graphTypeNames } of sources) {
    for (const type of Object.keys(own.getTypeMap())) owners.set(graphTypeNames.get(type) ?? type, name);
  }
  const finders = Object.values(schema.getQueryType()?.getFields() ?? {})
    .flatMap((field) => {
      const route = routes.get(`Query.${field.name}`);
      return route?.kind === 'call' || route?.kind === 'delegate' ? findersOf(field, route.source) : [];
    })
    .sort((a, b) => Number(b.many) - Number(a.many));
  const found = new Map<string, SuggestedLink>();
  for (const type of Object.values(schema.getTypeMap())) {
    const owner = owners.get(type.name);
    if (!isObjectType(type) || owner === undefined || type === schema.getQueryType()) continue;
    if (type === schema.getMutationType() || type === schema.getSubscriptionType()) continue;
    for (const finder of finders) {
      if (finder.source === owner || finder.item === type) continue;
      const link = linkBy(type, finder);
      const place = `${type.name}.${link?.field}`;
      if (link !== undefined && !(link.field in type.getFields()) && !found.has(place)) found.set(place, link);
    }
  }
  return [...found.values()];
}

function findersOf(field: GraphQLField<unknown, unknown>, source: string): Finder[] {
  const result = resultOf(field);
  if (result === undefined) return [];
  return field.args
    .filter((arg) => isLeafType(getNamedType(arg.type)) && isListType(getNullableType(arg.type)) === result.many)
    .filter((arg) => field.args.every((other) => other === arg || !isRequiredArgument(other)))
    .map((arg) => ({ ...result, name: field.name, source, arg }));
}

/** What is found: an object, a list of them, or an object around one list. */
function resultOf(field: Pick<GraphQLField<unknown, unknown>, 'type'>): Pick<Finder, 'item' | 'many'> | undefined {
  const item = getNamedType(field.type);
  if (!isObjectType(item)) return undefined;
  if (isListType(getNullableType(field.type))) return { item, many: true };
  const lists = Object.values(item.getFields()).filter(
    ({ type }) => isListType(getNullableType(type)) && isObjectType(getNamedType(type)),
  );
  const [list] = lists;
  if (list === undefined || lists.length > 1 || Object.keys(item.getFields()).length > 3) return { item, many: false };
  return { item: getNamedType(list.type) as GraphQLObjectType, many: true };
}

function linkBy(parent: GraphQLObjectType, finder: Finder): SuggestedLink | undefined {
  for (const own of leavesOf(parent)) {
    for (const by of leavesOf(finder.item)) {
      const field = fieldName(parent, own, finder, by);
      if (field !== undefined)
        return { parent: parent.name, field: field.name, sdl: sdlOf(field, own, by, finder), batched: finder.many };
    }
  }
  return undefined;
}

/** How a link from `parent.own` to `finder.item.by` would be called; undefined where their names do not say that they are the same key. */
function fieldName(
  parent: GraphQLObjectType,
  own: string,
  { item, many, arg, name }: Finder,
  by: string,
): { readonly name: string; readonly list: boolean } | undefined {
  const asked = text(wordsOf(many ? arg.name.replace(/s$/, '') : arg.name));
  const lastOf = (field: string): string => wordsOf(field).at(-1)?.toLowerCase() ?? '';
  if (!KEY_WORDS.has(lastOf(own)) || !KEY_WORDS.has(lastOf(by))) return undefined;
  const [ownWords, byWords, itemWords, parentWords] = [own, by, item.name, parent.name].map(wordsOf) as string[][];
  const isAsked = [text(byWords), text([...(itemWords ?? []), ...(byWords ?? [])]), text(ownWords)].includes(asked);
  if (!isAsked) return undefined;
  const ending = (ownWords ?? []).slice(-(byWords?.length ?? 0));
  const before = (ownWords ?? []).slice(0, -(byWords?.length ?? 0));
  if (text(ending) === text(byWords) && before.length > 0 && text(itemWords).endsWith(text(before)))
    return { name: own.slice(0, before.join('').length) || lower(item.name), list: false };
  if (text(ownWords) === text(byWords) && text(byWords) !== 'id') return { name: lower(item.name), list: false };
  const isLonger = (byWords?.length ?? 0) > (ownWords?.length ?? 0);
  if (many && isLonger && text([...(parentWords ?? []), ...(ownWords ?? [])]).endsWith(text(byWords)))
    return { name: /^(?:get|list|find|search|fetch)(?=[A-Z])/.test(name) ? `${lower(item.name)}s` : name, list: true };
  return undefined;
}

function sdlOf(
  { name, list }: { readonly name: string; readonly list: boolean },
  own: string,
  by: string,
  finder: Finder,
): string {
  const type = list ? `[${finder.item.name}!]` : finder.item.name;
  const how = finder.many
    ? `arg: "${finder.arg.name}", keys: "${own}", by: "${by}"`
    : `args: { ${finder.arg.name}: "{${own}}" }`;
  return `${name}: ${type} @link(from: "${finder.name}", ${how})`;
}

function leavesOf(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNullableType(field.type)) && field.args.length === 0)
    .map(({ name }) => name);
}

const text = (words: readonly string[] | undefined): string => (words ?? []).join('').toLowerCase();
const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
