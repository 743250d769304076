/** A `multipart/related` message (RFC 2387), taken apart. */
export interface Multipart {
  /** The part that is the SOAP message. */
  readonly root: MimePart;
  /** The others, by Content-ID without its brackets, in their order. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

export interface MimePart {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

const MAX_PARTS = 1000;
const CRLF = Buffer.from('\r\n');

/** Parts of a body; undefined where it is none. A body that begins with its delimiter is one whatever its header says. */
export function readMultipart(body: Buffer, contentType: string): Multipart | undefined {
  const boundary = /^multipart\//i.test(contentType) ? parameterOf(contentType, 'boundary') : sniffed(body);
  if (boundary === undefined) return undefined;
  const parts = split(body, boundary).map(readPart);
  const start = parameterOf(contentType, 'start');
  const root = (start === undefined ? undefined : parts.find((part) => idOf(part) === bare(start))) ?? parts[0];
  if (root === undefined) return undefined;
  const attachments = new Map<string, Uint8Array>();
  parts.forEach((part, index) => {
    if (part !== root) attachments.set(idOf(part) ?? `part${index}`, part.body);
  });
  return { root, attachments };
}

/** A parameter of a structured header: `type/subtype; name="value"`. */
export function parameterOf(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(header);
  return match === null ? undefined : (match[1]?.replace(/\\(.)/g, '$1') ?? match[2]);
}

function sniffed(body: Buffer): string | undefined {
  if (body[0] !== 0x2d || body[1] !== 0x2d) return undefined;
  return /^--([^\r\n]{1,70})\r?\n/.exec(body.subarray(0, 80).toString('latin1'))?.[1]?.trimEnd();
}

function split(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Buffer[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0 && parts.length < MAX_PARTS) {
    const from = at + delimiter.length;
    // The last delimiter has two hyphens more.
    if (body[from] === 0x2d && body[from + 1] === 0x2d) break;
    const next = body.indexOf(delimiter, from);
    const lineEnd = body.indexOf(0x0a, from);
    if (lineEnd < 0 || next < 0) break;
    let end = next;
    if (body[end - 1] === 0x0a) end -= body[end - 2] === 0x0d ? 2 : 1;
    parts.push(body.subarray(lineEnd + 1, Math.max(end, lineEnd + 1)));
    at = next;
  }
  return parts;
}

function readPart(part: Buffer): MimePart {
  let end = part.indexOf('\r\n\r\n');
  let skip = 4;
  const short = part.indexOf('\n\n');
  if (end < 0 || (short >= 0 && short < end)) [end, skip] = [short, 2];
  if (part.subarray(0, 2).equals(CRLF)) [end, skip] = [0, 2];
  const head = end < 0 ? '' : part.subarray(0, end).toString('utf8');
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const raw = end < 0 ? part : part.subarray(end + skip);
  return { headers, body: transferDecoded(raw, headers.get('content-transfer-encoding')?.toLowerCase()) };
}

function transferDecoded(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return body;
  const text = body.toString('latin1').replace(/=\r?\n/g, '');
  return Buffer.from(
    text.replace(/=([\dA-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

const bare = (id: string): string => id.trim().replace(/^<|>$/g, '');

const idOf = (part: MimePart): string | undefined => {
  const id = part.headers.get('content-id');
  return id === undefined ? undefined : bare(id);
};
