import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLSchema,
  isObjectType,
  locatedError,
} from 'graphql';
import { notAnObject } from '../reference/object-check.ts';
import { readProperty } from '../selection/read-property.ts';
import type { PlanFrame } from './plan-frame.ts';
import type { PathPattern, Site } from './plan-shapes.ts';

/**
 * What generated code calls where a value is not what its type promises. All of it answers what stands in the value's place: null, or
 * undefined where the type is non-null and the null goes on to the parent. Messages are those of graphql-js, which the reference gives.
 */

/** Indices of the lists on the way, outermost first. */
type Indices = readonly number[];

/** Notes an error at a place. */
function fail(frame: PlanFrame, site: Site, error: unknown, nonNull: boolean, indices: Indices): null | undefined {
  frame.errors.push(locatedError(error, site.nodes, pathAt(site.path, indices)));
  return nonNull ? undefined : null;
}

/** A null where there must not be one. */
function missing(frame: PlanFrame, site: Site, indices: Indices): undefined {
  fail(frame, site, new Error(`Cannot return null for non-nullable field ${site.coordinate}.`), true, indices);
}

/**
 * A null arrives at a place that may be null: of the errors below it, only the one that caused it stays, which is the last one. Errors are
 * noted in document order, so that the others stand right before it.
 */
export function nulled(frame: PlanFrame, site: Site | undefined, indices: Indices): null {
  const { errors } = frame;
  const cause = errors.pop();
  const prefix = site === undefined ? [] : pathAt(site.path, indices);
  while (errors.length > 0 && startsWith(errors.at(-1)?.path ?? [], prefix)) errors.pop();
  if (cause !== undefined) errors.push(cause);
  return null;
}

/** Serialises a leaf that the fast check did not let through. */
function leaf(
  frame: PlanFrame,
  site: Site,
  type: GraphQLLeafType,
  value: unknown,
  nonNull: boolean,
  indices: Indices,
): unknown {
  if (value === null || value === undefined) return nonNull ? missing(frame, site, indices) : null;
  if (value instanceof Error) return fail(frame, site, value, nonNull, indices);
  let serialized: unknown;
  try {
    serialized = type.serialize(value);
  } catch (error) {
    return fail(frame, site, error, nonNull, indices);
  }
  if (serialized !== null && serialized !== undefined) return serialized;
  const error = new Error(`Expected \`${type.name}.serialize\` to return non-nullable value, returned: ${serialized}`);
  return fail(frame, site, error, nonNull, indices);
}

/** The items of a value of a list type, or undefined where it is none and the error is noted. */
function listItems(frame: PlanFrame, site: Site, value: unknown, indices: Indices): readonly unknown[] | undefined {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value)
    return Array.from(value as Iterable<unknown>);
  const message = `Expected Iterable, but did not find one for field "${site.coordinate}".`;
  fail(frame, site, value instanceof Error ? value : new GraphQLError(message), true, indices);
  return undefined;
}

/** What stands where an object should be. */
function noObject(
  frame: PlanFrame,
  site: Site,
  typeName: string,
  value: unknown,
  nonNull: boolean,
  indices: Indices,
): null | undefined {
  return fail(frame, site, value instanceof Error ? value : notAnObject(typeName, value), nonNull, indices);
}

/** A value of an abstract type whose `__typename` names none of its members. */
function noMember(
  frame: PlanFrame,
  site: Site,
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  value: unknown,
  nonNull: boolean,
  indices: Indices,
): null | undefined {
  const error = value instanceof Error ? value : new GraphQLError(memberMessage(site, schema, type, value));
  return fail(frame, site, error, nonNull, indices);
}

function memberMessage(site: Site, schema: GraphQLSchema, type: GraphQLAbstractType, value: unknown): string {
  const name = readProperty(value, '__typename');
  if (typeof name !== 'string') {
    return (
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${site.coordinate}". Either the ` +
      `"${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`
    );
  }
  const found = schema.getType(name);
  if (found === undefined) {
    return `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`;
  }
  if (!isObjectType(found)) return `Abstract type "${type.name}" was resolved to a non-object type "${name}".`;
  return `Runtime Object type "${name}" is not a possible type for "${type.name}".`;
}

function pathAt(pattern: PathPattern, indices: Indices): (string | number)[] {
  return pattern.map((part) => (typeof part === 'number' ? (indices[part] ?? 0) : part));
}

function startsWith(path: readonly (string | number)[], prefix: readonly (string | number)[]): boolean {
  return path.length >= prefix.length && prefix.every((part, i) => part === path[i]);
}

/** What generated code calls of this. */
export const COMPLETION_RUNTIME = {
  fail,
  leaf,
  listItems,
  missing,
  noMember,
  noObject,
  nulled,
  isArray: Array.isArray,
};
