import type { GraphQLInputType } from 'graphql';
import type { KeyedLink, PropertyPath } from '../../graph/graph.ts';
import { keyArgument, keyText } from '../batching/key-text.ts';
import { coerceLinked } from './coerce-linked.ts';

/** One key: the text by which it is equal, and the value for the list argument. */
export interface LinkKey {
  readonly text: string;
  readonly argument: unknown;
}

/** The key of a parent. Undefined: it has none. */
export function parentKey(
  keyed: KeyedLink,
  types: readonly (GraphQLInputType | undefined)[],
  parent: unknown,
): LinkKey | undefined {
  return keyOf(
    keyed,
    types,
    keyed.keys.map((path) => readThrough(parent, path)),
  );
}

/** The keys of a parent whose key path ends in a list (or runs through one), in that order; undefined entries have no key. Undefined: no list. */
export function parentKeys(
  keyed: KeyedLink,
  types: readonly (GraphQLInputType | undefined)[],
  parent: unknown,
): (LinkKey | undefined)[] | undefined {
  const columns = keyed.keys.map((path) => readThrough(parent, path));
  const [first] = columns;
  if (!Array.isArray(first)) return undefined;
  return first.map((_, i) =>
    keyOf(
      keyed,
      types,
      columns.map((column) => (Array.isArray(column) ? column[i] : column)),
    ),
  );
}

/** The key that consists of these parts. */
export function keyOf(
  keyed: KeyedLink,
  types: readonly (GraphQLInputType | undefined)[],
  parts: readonly unknown[],
): LinkKey | undefined {
  const text = keyText(parts);
  if (text === undefined) return undefined;
  return {
    text,
    argument: keyArgument(
      parts.map((part, i) => coerceLinked(part, types[i])),
      keyed.argFields,
    ),
  };
}

/** Reads a path, through lists on its way: their items' values make one list. */
function readThrough(value: unknown, path: PropertyPath, from = 0): unknown {
  let current = value;
  for (let i = from; i < path.length; i++) {
    if (Array.isArray(current)) return current.flatMap((item) => readThrough(item, path, i));
    const property = path[i];
    if (typeof current !== 'object' || current === null || property === undefined) return undefined;
    current = Object.hasOwn(current, property) ? (current as Record<string, unknown>)[property] : undefined;
  }
  return current;
}
