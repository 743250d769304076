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

/** The name of a shared parameter, body or response. */
export function sharedName(place: Place): string | undefined {
  const match = /^\/(?:components\/(?:parameters|requestBodies|responses|headers)|parameters|responses)\/([^/]+)$/.exec(
    place.pointer,
  );
  return match?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~');
}
