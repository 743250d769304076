import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { PermissionCheck, PermissionChecks } from '../permissions/permission-check.ts';
import { isPlanned, markPlanned, type Resolver } from './planned.ts';

/** Puts the checks in front of the resolvers of an executable schema, in place: a denied field is never resolved. */
export function guardFields(schema: GraphQLSchema, permissions: PermissionChecks): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const check = permissions(coordinate);
      if (check === undefined) continue;
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      const guarded = guard(check, coordinate, resolve);
      field.resolve = isPlanned(resolve) ? markPlanned(guarded) : guarded;
      if (field.subscribe !== undefined) field.subscribe = guard(check, coordinate, field.subscribe);
    }
  }
}

function guard(check: PermissionCheck, coordinate: string, resolve: Resolver): Resolver {
  return (parent, args, context, info) => {
    // Whatever a rule reads, others may be answered otherwise.
    context.cachePolicy?.add(Number.POSITIVE_INFINITY, true);
    const verdict = check(parent, args, context, coordinate);
    if (verdict === true) return resolve(parent, args, context, info);
    if (verdict instanceof Promise) {
      return verdict.then((settled) => {
        if (settled !== true) throw settled;
        return resolve(parent, args, context, info);
      });
    }
    throw verdict;
  };
}
