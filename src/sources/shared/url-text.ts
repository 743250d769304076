import { GatewayError } from '../../errors/gateway-error.ts';

/** Text for URLs and headers: what an argument becomes in them, and what is rejected because it could become something else. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
const CONTROL = /[\u0000-\u001f\u007f]/;
const MAX_HEADER = 16_384;

export const invalidArgument = (name: string, reason: string): GatewayError =>
  new GatewayError('BAD_USER_INPUT', `The argument ${JSON.stringify(name)} ${reason}.`, { facts: { argument: name } });

/** All but RFC 3986's unreserved characters percent-encoded: one value, whatever it holds. Rejects half a surrogate pair. */
export function encodeText(text: string): string {
  try {
    // These are reserved too, and `encodeURIComponent` leaves them.
    return encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
  } catch {
    throw new GatewayError('BAD_USER_INPUT', 'An argument has half a surrogate pair, which no URL can carry.');
  }
}

/** A part of a path segment. Rejects control characters; `assertSegments` looks at the segment as a whole. */
export function encodeSegment(name: string, text: string): string {
  if (CONTROL.test(text)) throw invalidArgument(name, 'has a control character, which a path cannot carry');
  return encodeText(text);
}

/** A header's value as it is. Rejects what would end it, and what a header cannot hold. */
export function assertHeaderValue(name: string, text: string): string {
  if (CONTROL.test(text.replaceAll('\t', ' '))) {
    throw invalidArgument(name, 'has a control character, which a header cannot carry');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of Latin-1
  if (/[^\u0000-\u00ff]/.test(text)) {
    throw invalidArgument(name, 'has a character outside Latin-1, which a header cannot carry');
  }
  if (text.length > MAX_HEADER) throw invalidArgument(name, 'is too long for a header');
  return text;
}

/**
 * Rejects a path of which a segment with a placeholder (`{name}` in `template`) came out empty, `.` or `..`: `new URL` and servers
 * would collapse it.
 */
export function assertSegments(path: string, template: string): string {
  const wanted = template.split('/');
  for (const [index, segment] of path.split('/').entries()) {
    const written = wanted[index] ?? '';
    if (!written.includes('{')) continue;
    const decoded = segment.replace(/%2e/gi, '.');
    if (decoded !== '' && decoded !== '.' && decoded !== '..') continue;
    const name = /\{([^{}]+)\}/.exec(written)?.[1] ?? written;
    throw invalidArgument(name, segment === '' ? 'must not be empty' : 'must not be a relative path segment');
  }
  return path;
}
