import { decodeXmlBytes } from '../../shared/xml-bytes.ts';

/** The text of a body in the character set of its content type; UTF-8 for one that says none, or one that is unknown. */
export function textOf(body: Buffer, contentType: string, isXml = false): string {
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
  if (isXml) return decodeXmlBytes(body, charset, () => body.toString('utf8'));
  if (charset === undefined || /^utf-?8$/i.test(charset)) return body.toString('utf8');
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString('utf8');
  }
}
