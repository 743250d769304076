import { print, type TypeNode } from 'graphql';
import { type Draft, isProperty } from '../draft/draft.ts';
import { isNonNull, itemOf, listDepth, typeNameOf } from '../draft/type-node.ts';
import type { PropertyPath } from '../graph.ts';
import type { LinkTarget } from './find-target.ts';
import { walkPath } from './walk-path.ts';

/** Where an answer has what a link wants. */
export interface ResultPlace {
  readonly path: PropertyPath;
  /** Type of what is there. */
  readonly type: TypeNode;
  /** True when it, or something on the way to it, may be null. */
  readonly nullable: boolean;
}

const MAX_DEPTH = 4;

/** The place that `at` names, or the only one that holds the type `wanted`. */
export function resultPlace(
  draft: Draft,
  target: LinkTarget,
  wanted: string,
  lists: (depth: number) => boolean,
  at: string | undefined,
): ResultPlace | string {
  const answer = target.field.described ?? target.field.type;
  if (at !== undefined) return placeAt(draft, target, wanted, at);
  if (typeNameOf(answer) === wanted) return { path: [], type: answer, nullable: !isNonNull(answer) };
  const described = `"${target.coordinate}" answers "${print(answer)}"`;
  if (listDepth(answer) > 0) return `${described}, which holds no "${wanted}" in a place that can be told.`;
  const found = nearest(draft, typeNameOf(answer), wanted, lists);
  const [only] = found;
  if (only !== undefined && found.length === 1) return placeAt(draft, target, wanted, only);
  if (only !== undefined) {
    return `${described}, which holds "${wanted}" in several places; choose one with "at": ${found.map((path) => `"${path}"`).join(', ')}.`;
  }
  const [other] = nearest(draft, typeNameOf(answer), wanted, () => true);
  if (other === undefined) return `${described}, which is not and does not hold what is wanted: "${wanted}".`;
  return lists(0)
    ? `${described}, which holds a list of "${wanted}" at "${other}". Add "keys" and "by", so that one item is chosen by its key.`
    : `${described}, which holds "${wanted}" at "${other}", but not as the list that is wanted.`;
}

/** Paths to fields of the type, of those that are nearest to the top; lists on the way are not entered. */
function nearest(draft: Draft, from: string, wanted: string, lists: (depth: number) => boolean): readonly string[] {
  let level: readonly { type: string; names: readonly string[] }[] = [{ type: from, names: [] }];
  const seen = new Set<string>([from]);
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const found: string[] = [];
    const next: { type: string; names: readonly string[] }[] = [];
    for (const { type, names } of level) {
      for (const field of draft.types.get(type)?.fields.values() ?? []) {
        const [name, path] = [typeNameOf(field.type), [...names, field.name]];
        if (!isProperty(field)) continue;
        if (name === wanted && lists(listDepth(field.type))) found.push(path.join('.'));
        else if (itemOf(field.type) === undefined && !seen.has(name)) {
          seen.add(name);
          next.push({ type: name, names: path });
        }
      }
    }
    if (found.length > 0) return found;
    level = next;
  }
  return [];
}

function placeAt(draft: Draft, target: LinkTarget, wanted: string, at: string): ResultPlace | string {
  const answer = target.field.described ?? target.field.type;
  if (listDepth(answer) > 0)
    return `"${target.coordinate}" answers a list, "${print(answer)}": there is nothing to choose with "at".`;
  const walked = walkPath(draft, typeNameOf(answer), at);
  if (typeof walked === 'string') return `In the answer of "${target.coordinate}": ${walked}`;
  if (typeNameOf(walked.type) !== wanted) {
    return `"${at}" in the answer of "${target.coordinate}" is "${print(walked.type)}", not "${wanted}".`;
  }
  const last = at.split('.').length - 1;
  if (walked.lists.some((index) => index < last)) {
    return `"${at}" in the answer of "${target.coordinate}" passes through a list; only its last field may be one.`;
  }
  return { path: walked.properties, type: walked.type, nullable: walked.nullable || !isNonNull(answer) };
}
