import { isBlocked, readPath } from '../batching/key-text.ts';
import { isObjectValue, notAHolder, type ValueOrigin } from '../misfit.ts';
import type { KeyedAnswer } from '../pipeline.ts';
import { readProperty } from '../selection/read-property.ts';
import type { CompiledLink } from './compile-link.ts';
import type { LinkKey } from './parent-keys.ts';

/**
 * What a keyed link gives a parent: the item of its key, the group of it, or an item for each of its keys. An Error stands for the
 * field; where a list's keys fail one by one, for the item; where they all fail of the same, for the list.
 */
export function keyedValue(
  link: CompiledLink,
  keys: LinkKey | readonly (LinkKey | undefined)[] | undefined,
  answer: KeyedAnswer | Error,
): unknown {
  if (keys === undefined) return absentValue(link);
  const entryOf = (key: LinkKey): unknown => (answer instanceof Error ? answer : answer.get(key.text));
  if ('text' in keys) return itemValue(link, entryOf(keys));
  const entries = keys.map((key) => key && entryOf(key));
  const wanted = entries.filter((_, i) => keys[i] !== undefined);
  const [first] = wanted;
  if (first instanceof Error && wanted.every((entry) => entry === first)) return first;
  return entries.map((entry) => (entry === undefined || entry === null ? null : hoisted(link, entry)));
}

/** What one entry of a keyed answer gives a parent. */
export function itemValue(link: CompiledLink, entry: unknown): unknown {
  if (entry === undefined || entry === null) return absentValue(link);
  return hoisted(link, entry);
}

/** What the answer of a link without keys gives its parents. */
export function answerValue(link: CompiledLink, answer: unknown): unknown {
  const { resultPath } = link.route;
  if (isBlocked(answer, resultPath)) return notAHolder(resultPath, originOf(link));
  const value = readPath(answer, resultPath);
  return value === undefined || value === null ? absentValue(link) : hoisted(link, value);
}

/** A parent without a key, or a key without an item: null, and no items for a list. */
export function absentValue(link: CompiledLink): unknown {
  return link.route.many && link.route.hoist === undefined ? [] : null;
}

function hoisted(link: CompiledLink, item: unknown): unknown {
  const { hoist } = link.route;
  if (hoist === undefined || item instanceof Error) return item;
  if (!isObjectValue(item)) return notAHolder([hoist], originOf(link));
  return readProperty(item, hoist) ?? null;
}

const originOf = ({ target, route }: CompiledLink): ValueOrigin => ({
  source: target.source,
  coordinate: route.targetCoordinate,
});
