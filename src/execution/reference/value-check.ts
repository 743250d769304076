import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import {
  isListValue,
  isObjectValue,
  missingValue,
  notALeaf,
  notAList,
  notAMember,
  notAnObject,
  type ValueOrigin,
} from '../misfit.ts';
import { readProperty } from '../selection/read-property.ts';
import { memberNames } from './abstract-types.ts';
import type { Resolver } from './planned.ts';
import { originOf } from './value-origin.ts';

/** Puts an error of ours in the place of whatever graphql-js would refuse in the value of a field. */
export function withValueCheck(graph: Graph, resolve: Resolver): Resolver {
  const check = (value: unknown, info: GraphQLResolveInfo): unknown => {
    let origin: ValueOrigin | undefined;
    return checked(graph, info.returnType, value, () => {
      origin ??= originOf(graph, info);
      return origin;
    });
  };
  return (parent, args, context, info) => {
    const value = resolve(parent, args, context, info);
    return value instanceof Promise ? value.then((settled) => check(settled, info)) : check(value, info);
  };
}

/** The value with errors in it. What is in its objects is checked as their fields are resolved. */
function checked(graph: Graph, type: GraphQLOutputType, value: unknown, origin: () => ValueOrigin): unknown {
  if (value instanceof Error) return value;
  if (isNonNullType(type)) {
    return value === null || value === undefined ? missingValue(origin()) : checked(graph, type.ofType, value, origin);
  }
  if (value === null || value === undefined) return value;
  if (isListType(type)) {
    const itemType: GraphQLOutputType = type.ofType;
    if (!isListValue(value)) return notAList(value, origin());
    return Array.from(value, (item) => checked(graph, itemType, item, origin));
  }
  if (isLeafType(type)) return serializes(type, value) ? value : notALeaf(type, value, origin());
  if (!isAbstractType(type)) return isObjectValue(value) ? value : notAnObject(type.name, value, origin());
  const name = readProperty(value, '__typename');
  const isMember = isObjectValue(value) && typeof name === 'string' && memberNames(graph, type).has(name);
  return isMember ? value : notAMember(type, value, origin());
}

function serializes(type: GraphQLLeafType, value: unknown): boolean {
  try {
    const serialized: unknown = type.serialize(value);
    return serialized !== null && serialized !== undefined;
  } catch {
    return false;
  }
}
