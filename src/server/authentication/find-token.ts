import type { Presented } from '../../execution/caller.ts';
import { TokenRefusal } from './token-refusal.ts';

/** Where a token may stand. */
export interface TokenPlaces {
  /** In lower case. */
  readonly header: string;
  readonly cookie: string | undefined;
}

/**
 * The one token of a request; undefined where it has none. Another scheme than `Bearer` in `authorization` is none. Throws a `TokenRefusal`
 * where there are several: what this side takes first, another may take last.
 */
export function findToken(
  { headers, rawHeaders, params }: Presented,
  { header, cookie }: TokenPlaces,
): string | undefined {
  const isAuthorization = header === 'authorization';
  let found: string | undefined;
  const take = (token: string | undefined): void => {
    if (token === undefined) return;
    if (found !== undefined && found !== token) throw new TokenRefusal('one');
    found = token;
  };
  const value = headers[header];
  if (value !== undefined) {
    if (typeof value !== 'string' || (rawHeaders !== undefined && timesIn(rawHeaders, header) > 1)) {
      throw new TokenRefusal('one');
    }
    take(isAuthorization ? bearer(value) : value.trim());
  }
  if (params !== undefined) {
    for (const name in params) {
      const given = name.toLowerCase() === header ? params[name] : undefined;
      if (typeof given === 'string') take(isAuthorization ? bearer(given) : given.trim());
    }
  }
  if (cookie !== undefined && typeof headers.cookie === 'string') {
    for (const pair of headers.cookie.split(';')) {
      const end = pair.indexOf('=');
      if (end >= 0 && pair.slice(0, end).trim() === cookie) take(unquoted(pair.slice(end + 1).trim()));
    }
  }
  return found;
}

const BEARER = /^bearer(?: +|$)/i;

/** Schemes are case-insensitive (RFC 9110, section 11.1). Behind `Bearer` nothing is a token too: one that is refused. */
function bearer(value: string): string | undefined {
  const scheme = BEARER.exec(value);
  return scheme === null ? undefined : value.slice(scheme[0].length).trim();
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** Node keeps the first of several `authorization` headers and says nothing of the others. */
function timesIn(rawHeaders: readonly string[], name: string): number {
  let times = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index];
    if (raw?.length === name.length && raw.toLowerCase() === name) times += 1;
  }
  return times;
}
