import type { GraphQLAbstractType, GraphQLLeafType } from 'graphql';
import { GatewayError } from '../errors/gateway-error.ts';
import type { PropertyPath } from '../graph/graph.ts';
import { readProperty } from './selection/read-property.ts';

/** Whose a value is, and which field has it. */
export interface ValueOrigin {
  /** The source that was asked for it; undefined where none was. */
  readonly source: string | undefined;
  /** `Order.lines`. */
  readonly coordinate: string;
}

/**
 * The errors of values that their types do not allow, which both evaluators put in the values' places. graphql-js has such errors too, but
 * they quote the value, which may be a secret, and cannot say which source it came from.
 */
function misfit(message: string, { source, coordinate }: ValueOrigin): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', message, { coordinate, ...(source !== undefined && { source }) });
}

/** A null where there must not be one. */
export const missingValue = (origin: ValueOrigin): GatewayError =>
  misfit(`Cannot return null for non-nullable field ${origin.coordinate}.`, origin);

/** Something else than a list. */
export const notAList = (value: unknown, origin: ValueOrigin): GatewayError =>
  misfit(`Expected a list at "${origin.coordinate}", but the service answered ${kindOf(value)}.`, origin);

/** Something else than an object, where the type is an object type or an abstract one. */
export const notAnObject = (typeName: string, value: unknown, origin: ValueOrigin): GatewayError =>
  misfit(`Expected an object of type "${typeName}", but the service answered ${kindOf(value)}.`, origin);

/** Something without parts, where what is wanted is behind it, at `path` of the answer. */
export const notAHolder = (path: PropertyPath, origin: ValueOrigin): GatewayError =>
  misfit(
    `Expected "${path.join('.')}" in what "${origin.coordinate}" answers, but the service answered something without it.`,
    origin,
  );

/** Items of a batched call that do not say, at the paths `by`, whose they are. */
export function withoutKey(by: readonly PropertyPath[], origin: ValueOrigin): GatewayError {
  const names = by.map((path) => `"${path.join('.')}"`).join(' and ');
  return misfit(
    `"${origin.coordinate}" answered an item without ${names}, by which items are matched with those who ask for them.`,
    origin,
  );
}

/** An object that says of itself that it is of another type, or does not say of which. */
export function notAMember(type: GraphQLAbstractType, value: unknown, origin: ValueOrigin): GatewayError {
  if (!isObjectValue(value)) return notAnObject(type.name, value, origin);
  const names = typeof readProperty(value, '__typename') === 'string';
  const found = names ? 'one of another type' : 'one that does not say of which type it is';
  return misfit(`Expected an object of type "${type.name}", but the service answered ${found}.`, origin);
}

/** A value that a scalar or an enum does not have. */
export const notALeaf = (type: GraphQLLeafType, value: unknown, origin: ValueOrigin): GatewayError =>
  misfit(`Expected a value of type "${type.name}", but the service answered ${kindOf(value)} that is none.`, origin);

/** True for what can be a value of an object type. */
export function isObjectValue(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what can be a value of a list type. */
export function isListValue(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
