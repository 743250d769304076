/**
 * Bytes of an XML entity as text, without its byte order mark: the mark decides, then the transport's charset, then the encoding
 * declaration, then UTF-8 (XML 1.0, appendix F; RFC 7303). `unknown` gives the text of an encoding that nobody knows.
 */
export function decodeXmlBytes(
  bytes: Uint8Array,
  charset: string | undefined,
  unknown: (encoding: string) => string,
): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return utf8(bytes.subarray(3));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (first === 0x3c && second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0 && second === 0x3c) return new TextDecoder('utf-16be').decode(bytes);
  const encoding = charset ?? declaredEncoding(bytes) ?? 'utf-8';
  if (/^utf-?8$/i.test(encoding)) return utf8(bytes);
  try {
    // A declaration that is readable byte by byte cannot mean a two-byte encoding, whatever it says.
    return /^utf-?16/i.test(encoding) ? utf8(bytes) : new TextDecoder(encoding).decode(bytes);
  } catch {
    return unknown(encoding);
  }
}

const utf8 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

function declaredEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0x3c || bytes[1] !== 0x3f) return undefined;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 256)).toString('latin1');
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z\d._-]*)["']/.exec(head)?.[1];
}
