import { takeRoom } from '../../utils/byte-room.ts';

/** Room to begin with; most answers fit. */
const FIRST_BYTES = 65_536;
/** Larger room is given back after an answer, so that one long list does not stay for ever. */
const LARGEST_KEPT = 1_048_576;

/**
 * Where an answer is written as the bytes of its JSON. Writers take the position that they begin at and return the one behind what they
 * wrote; taking something back is going back. One of these serves all plans: nothing waits between the first byte and `take`.
 */
export class JsonBytes {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);

  /** Makes room for `needed` more bytes; what is written stays. */
  grow(position: number, needed: number): Buffer {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, position + needed));
    this.bytes.copy(larger, 0, 0, position);
    this.bytes = larger;
    return larger;
  }

  /** A copy of what was written; a long one in room that whoever sent it gives back. */
  take(end: number): Buffer {
    const taken = end < FIRST_BYTES ? Buffer.allocUnsafe(end) : takeRoom(end).subarray(0, end);
    this.bytes.copy(taken, 0, 0, end);
    if (this.bytes.length > LARGEST_KEPT) this.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    return taken;
  }
}

// Quotes, backslashes, control characters, and surrogates, which may stand alone.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them.
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Up to here a loop is faster than a regular expression and a call into the engine. */
const SHORT = 48;

/** A text with its quotes. */
export function writeText(out: JsonBytes, start: number, text: string): number {
  const { length } = text;
  const needed = length * 3 + 2;
  let { bytes } = out;
  if (start + needed > bytes.length) bytes = out.grow(start, needed);
  let position = start;
  bytes[position++] = 0x22;
  if (length > SHORT) {
    if (ESCAPED.test(text)) return writeRaw(out, start, JSON.stringify(text));
    position += bytes.write(text, position);
  } else {
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code < 0x80) {
        if (code < 0x20 || code === 0x22 || code === 0x5c) return writeRaw(out, start, JSON.stringify(text));
        bytes[position++] = code;
      } else if (code < 0x800) {
        bytes[position++] = 0xc0 | (code >> 6);
        bytes[position++] = 0x80 | (code & 0x3f);
      } else if (code < 0xd800 || code > 0xdfff) {
        bytes[position++] = 0xe0 | (code >> 12);
        bytes[position++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[position++] = 0x80 | (code & 0x3f);
      } else return writeRaw(out, start, JSON.stringify(text));
    }
  }
  bytes[position++] = 0x22;
  return position;
}

/** A finite number. */
export function writeNumber(out: JsonBytes, start: number, value: number): number {
  if ((value | 0) !== value || value < 0) return writeRaw(out, start, `${value}`);
  let { bytes } = out;
  if (start + 10 > bytes.length) bytes = out.grow(start, 10);
  if (value < 10) {
    bytes[start] = 0x30 + value;
    return start + 1;
  }
  let end = start + 1;
  for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) end += 1;
  let rest = value;
  for (let position = end - 1; position >= start; position -= 1) {
    const tenth = (rest / 10) | 0;
    bytes[position] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

/** Any JSON value; what JSON cannot say is null. */
export function writeValue(out: JsonBytes, start: number, value: unknown): number {
  return typeof value === 'string'
    ? writeText(out, start, value)
    : writeRaw(out, start, JSON.stringify(value) ?? 'null');
}

/** JSON text as it is. */
export function writeRaw(out: JsonBytes, start: number, text: string): number {
  const { length } = text;
  const needed = length * 3;
  let { bytes } = out;
  if (start + needed > bytes.length) bytes = out.grow(start, needed);
  if (length > SHORT) return start + bytes.write(text, start);
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return start + bytes.write(text, start);
    bytes[start + i] = code;
  }
  return start + length;
}

/** Statements that write a fixed text at `p` of `o`, and go on behind it. */
export function fixedCode(text: string, constant: (value: unknown) => string): string {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const room = `b = o.bytes; if (p + ${length} > b.length) b = o.grow(p, ${length});`;
  if (length > SHORT) return `${room} b.set(${constant(Uint8Array.from(bytes))}, p); p += ${length};`;
  return `${room} ${[...bytes].map((byte, i) => `b[p + ${i}] = ${byte};`).join(' ')} p += ${length};`;
}
