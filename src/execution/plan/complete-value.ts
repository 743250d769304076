import { type GraphQLAbstractType, type GraphQLLeafType, locatedError } from 'graphql';
import { isListValue, missingValue, notALeaf, notAList, notAMember, notAnObject } from '../misfit.ts';
import type { PlanFrame } from './plan-frame.ts';
import type { PathPattern, Site } from './plan-shapes.ts';

/**
 * What generated code calls where a value is not what its type promises. All of it answers what stands in the value's place: null, or
 * undefined where the type is non-null and the null goes on to the parent.
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
  fail(frame, site, missingValue(site), true, indices);
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
  } catch {
    serialized = undefined;
  }
  if (serialized !== null && serialized !== undefined) return serialized;
  return fail(frame, site, notALeaf(type, value, site), nonNull, indices);
}

/** The items of a value of a list type, or undefined where it is none and the error is noted. */
function listItems(frame: PlanFrame, site: Site, value: unknown, indices: Indices): readonly unknown[] | undefined {
  if (isListValue(value)) return Array.from(value);
  fail(frame, site, value instanceof Error ? value : notAList(value, site), true, indices);
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
  return fail(frame, site, value instanceof Error ? value : notAnObject(typeName, value, site), nonNull, indices);
}

/** A value of an abstract type whose `__typename` names none of its members. */
function noMember(
  frame: PlanFrame,
  site: Site,
  type: GraphQLAbstractType,
  value: unknown,
  nonNull: boolean,
  indices: Indices,
): null | undefined {
  return fail(frame, site, value instanceof Error ? value : notAMember(type, value, site), nonNull, indices);
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
