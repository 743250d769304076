import { decodeXmlBytes } from '../../shared/xml-bytes.ts';
import { XmlError } from './xml-error.ts';

/** Bytes of an XML entity as text. Throws `XmlError` for an encoding that nobody knows. */
export const decodeXml = (bytes: Uint8Array, charset?: string): string =>
  decodeXmlBytes(bytes, charset, (encoding) => {
    throw new XmlError(`The encoding "${encoding}" is not known.`, 0);
  });

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its references resolved: the five predefined entities and characters by number, nothing else. */
export function resolveReferences(raw: string, offset: number): string {
  let text = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
    const end = raw.indexOf(';', at + 1);
    if (end < 0 || end - at > 12) throw new XmlError('A reference has no end.', offset + at);
    text += raw.slice(from, at) + referenced(raw.slice(at + 1, end), offset + at);
    from = end + 1;
  }
  return text + raw.slice(from);
}

function referenced(name: string, offset: number): string {
  if (name.charCodeAt(0) !== 35 /* # */) {
    const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (named === undefined) throw new XmlError('Only the five predefined entities are accepted.', offset);
    return named;
  }
  const hexadecimal = name.charCodeAt(1) === 120; /* x */
  const digits = name.slice(hexadecimal ? 2 : 1);
  const code = (hexadecimal ? /^[\da-fA-F]+$/ : /^\d+$/).test(digits)
    ? Number.parseInt(digits, hexadecimal ? 16 : 10)
    : Number.NaN;
  const legal =
    code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff);
  if (!legal) throw new XmlError('A character reference stands for no character.', offset);
  return String.fromCodePoint(code);
}

/** Line ends as XML 1.0 (2.11) has them. */
export const normalizeLineEnds = (text: string): string =>
  text.indexOf('\r') < 0 ? text : text.replace(/\r\n?/g, '\n');

const SPECIAL = /[&<>"\r]/;
// Anything but a `Char` of XML 1.0 (2.2): control characters and lone surrogates, which not even a reference can stand for.
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** True for text that can be a part of a document at all. */
export const isXmlText = (text: string): boolean => !ILLEGAL.test(text);

/** Text as character data of an element. */
export function escapeText(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>\r]/g, replacement) : text;
}

/** Text as the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return /[&<>"\r\n\t]/.test(text) ? text.replace(/[&<>"\r\n\t]/g, replacement) : text;
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const replacement = (character: string): string => REPLACEMENTS[character] ?? character;
