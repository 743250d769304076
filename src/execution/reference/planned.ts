import type { GraphQLFieldResolver } from 'graphql';
import type { ExecutionContext } from '../execution-context.ts';

export type Resolver = GraphQLFieldResolver<unknown, ExecutionContext, Record<string, unknown>>;

const planned = new WeakSet<object>();

/** Marks a resolver whose meaning is the field's route and nothing else, so that the plan may stand in for it. */
export function markPlanned(resolver: Resolver): Resolver {
  planned.add(resolver);
  return resolver;
}

/** False for a resolver of a user or a stitcher: the plan steps aside for it. */
export function isPlanned(resolver: object | undefined): boolean {
  return resolver !== undefined && planned.has(resolver);
}
