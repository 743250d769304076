import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { FieldCacheRule, FieldRoute } from '../graph.ts';
import { fieldAt } from '../links/field-at.ts';

/** The cache rule of a field: its own, that of the root field that answers it, or that of the type of what this answers. */
export function cacheRuleOf(
  { cacheRules, schema }: { readonly cacheRules: ReadonlyMap<string, FieldCacheRule>; readonly schema: GraphQLSchema },
  coordinate: string,
  route: FieldRoute,
): FieldCacheRule | undefined {
  if (cacheRules.size === 0) return undefined;
  const target = route.kind === 'link' ? route.targetCoordinate : coordinate;
  return cacheRules.get(coordinate) ?? cacheRules.get(target) ?? cacheRules.get(answeredType(schema, target, route));
}

/** '' where the graph hides it. */
function answeredType(schema: GraphQLSchema, coordinate: string, route: FieldRoute): string {
  const field = fieldAt(schema, coordinate);
  let type = field && getNamedType(field.type);
  for (const name of route.kind === 'link' ? route.resultPath : []) {
    const inner = isObjectType(type) ? type.getFields()[name] : undefined;
    type = inner && getNamedType(inner.type);
  }
  return type?.name ?? '';
}
