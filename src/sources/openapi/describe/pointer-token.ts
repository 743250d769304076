/** A name as a token of a JSON pointer (RFC 6901, 3). */
export const escapeToken = (name: string): string =>
  name.includes('/') || name.includes('~') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;

/** The name that a token of a JSON pointer stands for. */
export const unescapeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
