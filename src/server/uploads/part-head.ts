import { GatewayError } from '../../errors/gateway-error.ts';

/** What stands before a part's bytes (RFC 7578, 4). */
export interface PartHead {
  readonly name: string;
  /** Without directories. */
  readonly filename: string | undefined;
  /** With its parameters; undefined where it is missing or none. */
  readonly mediaType: string | undefined;
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?$/;
const IDENTITIES = new Set(['', '7bit', '8bit', 'binary']);

/** The head of a part from its header lines. Throws `BAD_REQUEST`. */
export function parsePartHead(bytes: Buffer): PartHead {
  let disposition = '';
  let mediaType = '';
  let encoding = '';
  // A line that begins with white space goes on with the one before it.
  for (const line of bytes
    .toString('utf8')
    .replace(/\r\n[\t ]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name === 'content-disposition') disposition = value;
    else if (name === 'content-type') mediaType = value;
    else if (name === 'content-transfer-encoding') encoding = value.toLowerCase();
  }
  const parameters = /^form-data\s*;/i.test(disposition) ? parametersOf(disposition) : undefined;
  const name = parameters?.get('name');
  if (name === undefined) throw malformed('a part has no header content-disposition: form-data; name="…"');
  if (!IDENTITIES.has(encoding)) throw malformed(`the part ${JSON.stringify(name)} has a content-transfer-encoding`);
  const filename = extendedText(parameters?.get('filename*')) ?? parameters?.get('filename');
  return {
    name,
    filename: filename?.replace(/^.*[/\\]/s, ''),
    mediaType: MEDIA_TYPE.test(mediaType) ? mediaType : undefined,
  };
}

export const malformed = (reason: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `The body is not valid multipart/form-data: ${reason}.`);

/**
 * The parameters of a structured header (`type; name="value"`) by their names in lower case; the first of a name counts. One after the
 * other, so that what stands in quotes is never taken for a parameter. In quotes, a backslash protects a quote and itself: browsers send paths.
 */
export function parametersOf(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const parameter = /\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/sy;
  parameter.lastIndex = Math.max(0, header.search(/\s*;/));
  for (let match = parameter.exec(header); match !== null; match = parameter.exec(header)) {
    const name = match[1]?.toLowerCase() ?? '';
    if (!found.has(name)) found.set(name, match[2]?.replace(/\\(["\\])/g, '$1') ?? match[3]?.trim() ?? '');
  }
  return found;
}

/** `UTF-8''na%C3%AFve.txt` (RFC 5987), which some libraries send for names that are not ASCII. */
function extendedText(value: string | undefined): string | undefined {
  const text = value === undefined ? undefined : /^utf-8'[^']*'(.+)$/i.exec(value)?.[1];
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
