import { GraphQLError } from 'graphql';

/**
 * Errors that delegation has put into an answer, without their paths. They name the place of whoever asked first; an answer that is
 * shared by many parents has its errors at the place of each, which graphql-js fills in where a path is missing.
 */
export function withoutPaths(value: unknown, seen = new Set<object>()): unknown {
  if (value instanceof GraphQLError) return pathless(value);
  if (typeof value !== 'object' || value === null || value instanceof Error || seen.has(value)) return value;
  seen.add(value);
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    if (typeof member !== 'object' || member === null) continue;
    const replaced = withoutPaths(member, seen);
    if (replaced !== member) Reflect.set(value, name, replaced);
  }
  return value;
}

function pathless(error: GraphQLError): GraphQLError {
  if (error.path === undefined) return error;
  return new GraphQLError(error.message, { originalError: error.originalError ?? error, extensions: error.extensions });
}
