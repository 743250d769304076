import { posix } from 'node:path';

const SCHEME = /^[a-z][a-z\d+.-]*:/i;

export const isUrl = (location: string): boolean => /^https?:/i.test(location);

/** `reference` (without its fragment) as seen from `base`: a URL from a URL, a path from a path. Undefined when it is neither. */
export function resolveUri(base: string, reference: string): string | undefined {
  if (isUrl(base)) return URL.canParse(reference, base) ? new URL(reference, base).href : undefined;
  if (isUrl(reference)) return new URL(reference).href;
  if (SCHEME.test(reference)) return undefined;
  let path = reference;
  try {
    path = decodeURIComponent(reference);
  } catch {
    // A percent sign of a file's own name.
  }
  return posix.isAbsolute(path) ? posix.normalize(path) : posix.join(posix.dirname(base), path);
}
