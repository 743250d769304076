import { type GraphQLField, getNamedType } from 'graphql';
import type { FieldRoute } from '../graph.ts';
import type { DraftField } from './draft.ts';
import type { DraftingSource } from './draft-sources.ts';
import { draftArguments } from './draft-type.ts';
import type { RootFieldPlace } from './name-root-fields.ts';
import { isRootType, rootTypesOf } from './root-types.ts';
import { nullable, toTypeNode } from './type-node.ts';

/** A root field with the route that answers it; undefined where it cannot be had, which is reported. */
export function draftRootField(place: RootFieldPlace, from: DraftingSource): DraftField | undefined {
  const { schema } = from.source.subschema;
  const own = `${place.root}.${place.own}`;
  const field = rootTypesOf(schema).get(place.root)?.getFields()[place.own];
  if (field === undefined) return undefined;
  if (isRootType(schema, getNamedType(field.type))) {
    from.log.info('UNSUPPORTED', own, `"${own}" of source "${from.source.name}" answers a root type; it was left out.`);
    return undefined;
  }
  const argName = (name: string): string => from.members.argument(place.root, place.own, name);
  const route = routeOf(place, field, argName, from);
  if (route === undefined) {
    from.log.error(
      'INVALID',
      own,
      `"${own}" of source "${from.source.name}" has a field but no operation that answers it.`,
    );
    return undefined;
  }
  const described = toTypeNode(field.type, from.typeName);
  return {
    name: place.name,
    property: place.name,
    ...(mayFailAlone(place, from) ? { type: nullable(described), described } : { type: described }),
    args: draftArguments(field, argName, from),
    description: field.description ?? undefined,
    deprecationReason: field.deprecationReason ?? undefined,
    route,
  };
}

/**
 * A root field that must not be null would take the data of the whole answer with it when its source fails, that of every other source
 * included. Each event of a subscription is an answer of its own.
 */
function mayFailAlone({ root }: RootFieldPlace, { source }: DraftingSource): boolean {
  return root !== 'Subscription' && source.options?.nullability !== 'strict';
}

function routeOf(
  place: RootFieldPlace,
  field: GraphQLField<unknown, unknown>,
  argName: (name: string) => string,
  { source }: DraftingSource,
): FieldRoute | undefined {
  if (source.takes === 'documents') return { kind: 'delegate', source: source.name, fieldName: place.own };
  const operation = source.subschema.operations.get(`${place.root}.${place.own}`);
  if (operation === undefined) return undefined;
  const renamed = field.args.filter(({ name }) => argName(name) !== name);
  return {
    kind: 'call',
    source: source.name,
    operation,
    ...(renamed.length > 0 && { argNames: new Map(renamed.map(({ name }) => [argName(name), name])) }),
  };
}
