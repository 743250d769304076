import { unescapeToken } from '../describe/pointer-token.ts';
import { child, elements, type Place } from './place.ts';

/** `consumes` or `produces` of the operation, else of the document. */
export function mediaTypes(key: 'consumes' | 'produces', operation: Place, root: Place, fallback: string): string[] {
  for (const place of [operation, root]) {
    const types = elements(child(place, key))
      .map((it) => it.value)
      .filter((it) => typeof it === 'string')
      .map((it) => it.trim().toLowerCase());
    if (types.length > 0) return types;
  }
  return [fallback];
}

/** A place in a list of parameters, or a response by its status: not shared, in a file of one operation or path. */
const PLACE_ONLY = /^(?:\d+|\dXX|default)$/i;

/** The name of a shared parameter, body or response. */
export function sharedName(place: Place): string | undefined {
  const match = /^\/(?:components\/(?:parameters|requestBodies|responses|headers)|parameters|responses)\/([^/]+)$/.exec(
    place.pointer,
  );
  const name = match?.[1] && unescapeToken(match[1]);
  return name === undefined || PLACE_ONLY.test(name) ? undefined : name;
}
