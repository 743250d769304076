import { Kind, type SelectionSetNode } from 'graphql';
import type { PropertyPath } from '../graph.ts';

/**
 * What a link needs of a stitched value is asked for under names of our own: in a response, a client's alias could have taken the
 * field's name for another field.
 */
const PREFIX = '_interlace_';

/** Asks for each path under our own names. */
export function localSelection(paths: readonly PropertyPath[]): SelectionSetNode {
  const byHead = new Map<string, PropertyPath[]>();
  for (const [head, ...rest] of paths) {
    if (head === undefined) continue;
    const tails = byHead.get(head) ?? [];
    byHead.set(head, tails);
    if (rest.length > 0) tails.push(rest);
  }
  return {
    kind: Kind.SELECTION_SET,
    selections: [...byHead].map(([head, tails]) => ({
      kind: Kind.FIELD,
      alias: { kind: Kind.NAME, value: `${PREFIX}${head}` },
      name: { kind: Kind.NAME, value: head },
      ...(tails.length > 0 && { selectionSet: localSelection(tails) }),
    })),
  };
}

/** Where the value of a path is in what `localSelection` asked for. */
export function localPath(path: PropertyPath): PropertyPath {
  return path.map((name) => PREFIX + name);
}

/** What `localSelection` asked for, under the fields' own names. */
export function localValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(localValue);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  const local: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith(PREFIX)) local[name.slice(PREFIX.length)] = localValue(member);
  }
  return local;
}

/** A value that was not asked for: under the fields' own names, and under ours for the links that read it. */
export function withLocalNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLocalNames);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withLocalNames(member)] as const);
  return Object.fromEntries(
    members.flatMap(([name, member]) => [
      [name, member],
      [PREFIX + name, member],
    ]),
  );
}
