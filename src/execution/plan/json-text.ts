// Quotes, backslashes, control characters, and surrogates, which may stand alone.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them.
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Up to here a loop is faster than the regular expression. */
const SHORT = 40;

/** A text as JSON. */
export function quoted(text: string): string {
  const { length } = text;
  if (length > SHORT) return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Any JSON value as text; what JSON cannot say is null. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : (JSON.stringify(value) ?? 'null');
}
