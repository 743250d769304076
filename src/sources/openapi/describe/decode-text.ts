/** What bytes say as text, and where they break their encoding's rules first (offset into the text). */
export interface DecodedText {
  readonly text: string;
  readonly brokenAt: number | undefined;
}

/**
 * UTF-8, or UTF-16 with or without a byte order mark, as YAML has it (YAML 1.2.2, section 5.2). Bytes that are no UTF-8 become U+FFFD:
 * they are a word in a description more often than a name.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const at = text.indexOf('\ufffd');
  // The character may also have been written as such.
  return { text, brokenAt: at !== -1 && !isValid(bytes, encoding) ? at : undefined };
}

function encodingOf([first, second, third, fourth]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // A description begins with characters of ASCII, of which UTF-16 leaves one byte in two empty.
  if (first === 0 && second !== 0 && third === 0) return 'utf-16be';
  return first !== 0 && second === 0 && fourth === 0 && third !== 0 ? 'utf-16le' : 'utf-8';
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
