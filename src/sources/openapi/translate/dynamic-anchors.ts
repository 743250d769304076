import { isRecord } from '../../../utils/is-record.ts';
import { unescapeToken } from '../describe/pointer-token.ts';
import { child, entries, type Json, type Place, placeKey, rootOf } from './place.ts';

/** Which schema each dynamic anchor means, by the anchor's name; the name of `$recursiveAnchor` (2019-09) is empty. */
export type DynamicScope = ReadonlyMap<string, Place>;

const NOTHING: DynamicScope = new Map();

/**
 * The dynamic anchors that come into scope where a schema is entered: its own, and those of its definitions, or of the whole of it
 * where it is a resource (`$id`). By the letter only a resource is a scope, which makes anchors of one name in one document
 * illegal; that a component without `$id` is meant to be one, too, is how templates are written in OpenAPI.
 */
export class DynamicAnchors {
  readonly #within = new Map<Json, DynamicScope>();
  readonly #around = new Map<unknown, DynamicScope>();

  /** `scope`, and what `place` adds to it: what was there first holds. */
  entering(scope: DynamicScope, place: Place): DynamicScope {
    return joined(scope, this.#of(place));
  }

  /** The scope of a place that nothing has led to: what surrounds it, up to the resource that it is in, and itself. */
  around(place: Place): DynamicScope {
    const known = this.#around.get(place.value);
    if (known !== undefined) return known;
    let current = rootOf(place.document);
    let scope = this.entering(NOTHING, current);
    for (const token of place.pointer.split('/').slice(1)) {
      current = child(current, unescapeToken(token));
      if (isRecord(current.value)) scope = this.entering(isResource(current.value) ? NOTHING : scope, current);
    }
    this.#around.set(place.value, scope);
    return scope;
  }

  #of(place: Place): DynamicScope {
    const { value } = place;
    if (!isRecord(value)) return NOTHING;
    const known = this.#within.get(value);
    if (known !== undefined) return known;
    const found = new Map<string, Place>();
    const seen = new Set<unknown>();
    const collect = (part: Place, everywhere: boolean, isMap: boolean): void => {
      if (typeof part.value !== 'object' || part.value === null || seen.has(part.value)) return;
      seen.add(part.value);
      if (isRecord(part.value) && !isMap) {
        if (part !== place && isResource(part.value)) return;
        for (const name of anchorsOf(part.value)) if (!found.has(name)) found.set(name, part);
        for (const key of DEFINITIONS) for (const [, it] of entries(child(part, key))) collect(it, true, false);
      }
      if (everywhere) for (const it of schemaParts(part, isMap)) collect(it.part, true, it.isMap);
    };
    collect(place, isResource(value), false);
    this.#within.set(value, found);
    return found;
  }
}

/** `outer`, and what `inner` adds to it. */
export function joined(outer: DynamicScope, inner: DynamicScope): DynamicScope {
  const added = [...inner].filter(([name]) => !outer.has(name));
  return added.length === 0 ? outer : new Map([...outer, ...added]);
}

/** Equal for scopes that say the same of these names. */
export const scopeKey = (scope: DynamicScope, names: Iterable<string>): string =>
  [...names]
    .sort()
    .map((name) => {
      const bound = scope.get(name);
      return `${name}=${bound === undefined ? '' : placeKey(bound)}`;
    })
    .join(' ');

const isResource = (value: Json): boolean => typeof value.$id === 'string';

function anchorsOf(value: Json): string[] {
  const named = typeof value.$dynamicAnchor === 'string' ? [value.$dynamicAnchor] : [];
  return value.$recursiveAnchor === true ? [...named, ''] : named;
}

/** A part of a schema; a map has schemas under names that are no keywords. */
interface SchemaPart {
  readonly key: string | number;
  readonly part: Place;
  readonly isMap: boolean;
}

/** What holds values, and schemas that nothing is held against unless something refers to them. */
const DEFINITIONS = ['$defs', 'definitions'];
const NO_PART = new Set(['const', 'default', 'enum', 'example', 'examples', ...DEFINITIONS]);
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** The parts of a schema in which schemas may be, those left out that only references lead to. */
export function schemaParts(place: Place, isMap: boolean): SchemaPart[] {
  if (Array.isArray(place.value)) {
    return place.value.map((_, key) => ({ key, part: child(place, key), isMap: false }));
  }
  return entries(place)
    .filter(([key]) => isMap || !NO_PART.has(key))
    .map(([key, part]) => ({ key, part, isMap: !isMap && MAPS.has(key) }));
}
