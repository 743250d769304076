/** What an XML declaration says of itself (XML 1.0, 4.3.3), where HTTP says nothing. */
const DECLARED = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/;

/** The text of a body in the character set of its content type; UTF-8 for one that says none, or one that is unknown. */
export function textOf(body: Buffer, contentType: string, isXml = false): string {
  const said = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
  const charset = said ?? (isXml ? DECLARED.exec(body.toString('latin1', 0, 200))?.[1] : undefined);
  if (charset === undefined || /^utf-?8$/i.test(charset)) return body.toString('utf8');
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString('utf8');
  }
}
