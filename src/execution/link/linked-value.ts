import { readPath } from '../batching/key-text.ts';
import type { KeyedAnswer } from '../pipeline.ts';
import { readProperty } from '../selection/read-property.ts';
import type { CompiledLink } from './compile-link.ts';
import type { LinkKey } from './parent-keys.ts';

/** What a keyed link gives a parent: the item of its key, the group of it, or an item for each of its keys. */
export function keyedValue(
  link: CompiledLink,
  keys: LinkKey | readonly (LinkKey | undefined)[] | undefined,
  answer: KeyedAnswer,
): unknown {
  if (keys === undefined) return absentValue(link);
  if (!('text' in keys)) return keys.map((key) => (key === undefined ? null : hoisted(link, answer.get(key.text))));
  return itemValue(link, answer.get(keys.text));
}

/** What one entry of a keyed answer gives a parent. */
export function itemValue(link: CompiledLink, entry: unknown): unknown {
  if (entry === undefined || entry === null) return absentValue(link);
  return hoisted(link, entry);
}

/** What the answer of a link without keys gives its parents. */
export function answerValue(link: CompiledLink, answer: unknown): unknown {
  const value = readPath(answer, link.route.resultPath);
  return value === undefined || value === null ? absentValue(link) : hoisted(link, value);
}

/** A parent without a key, or a key without an item: null, and no items for a list. */
export function absentValue(link: CompiledLink): unknown {
  return link.route.many && link.route.hoist === undefined ? [] : null;
}

function hoisted(link: CompiledLink, item: unknown): unknown {
  const { hoist } = link.route;
  if (hoist === undefined || item instanceof Error) return item;
  return readProperty(item, hoist) ?? null;
}
