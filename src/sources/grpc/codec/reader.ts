import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../../errors/gateway-error.ts';
import { utf8Text } from '../../shared/short-text.ts';
import { hasDuplicates, SMALL, shortestFloat, signedText, unsignedText } from './number-text.ts';

/** Deepest nesting of messages that is read. */
export const MAX_DEPTH = 100;

export function malformed(reason: string): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', undefined, {
    protocol: { text: `The message is not what its descriptor says: ${reason}.` },
  });
}

/** A cursor over the bytes of one message. Everything that runs past the end is noticed when the enclosing message ends. */
export class Reader {
  readonly buf: Buffer;
  pos: number;

  constructor(buf: Buffer, pos = 0) {
    this.buf = buf;
    this.pos = pos;
  }

  /** The rest of a varint whose first byte, with its high bit set, has been read; the low 32 bits, unsigned. */
  more(first: number): number {
    const { buf } = this;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = buf[this.pos++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const byte = buf[this.pos++] ?? 0;
    value |= (byte & 0x0f) << 28;
    if (byte >= 0x80) this.#rest();
    return value >>> 0;
  }

  #rest(): void {
    for (let count = 0; count < 5; count += 1) if ((this.buf[this.pos++] ?? 0) < 0x80) return;
    throw malformed('a varint has more than ten bytes');
  }

  /** Low 32 bits of a varint, unsigned. */
  uint32(): number {
    const byte = this.buf[this.pos++] ?? 0;
    return byte < 0x80 ? byte : this.more(byte);
  }

  int32(): number {
    return this.uint32() | 0;
  }

  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean {
    // Any bit of up to 64 makes it true.
    let set = false;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.buf[this.pos++] ?? 0;
      if ((byte & 0x7f) !== 0) set = true;
      if (byte < 0x80) return set;
    }
    throw malformed('a varint has more than ten bytes');
  }

  fixed32(): number {
    const { buf, pos } = this;
    this.#need(4);
    this.pos = pos + 4;
    return buf.readUInt32LE(pos);
  }

  sfixed32(): number {
    return this.fixed32() | 0;
  }

  uint64(): string {
    const byte = this.buf[this.pos] ?? 0;
    if (byte < 0x80) {
      this.pos += 1;
      return SMALL[byte] ?? '0';
    }
    this.#split();
    return unsignedText(this.#low, this.#high);
  }

  int64(): string {
    const byte = this.buf[this.pos] ?? 0;
    if (byte < 0x80) {
      this.pos += 1;
      return SMALL[byte] ?? '0';
    }
    this.#split();
    return signedText(this.#low, this.#high);
  }

  /** A signed integer as a number: NaN where it is too large to be exact. */
  integer64(): number {
    this.#split();
    const high = this.#high | 0;
    if (high < -0x20_0000 || high >= 0x20_0000) return Number.NaN;
    return high * 0x1_0000_0000 + this.#low;
  }

  sint64(): string {
    this.#split();
    const sign = -(this.#low & 1);
    const low = ((this.#low >>> 1) | (this.#high << 31)) ^ sign;
    const high = (this.#high >>> 1) ^ sign;
    return signedText(low >>> 0, high >>> 0);
  }

  fixed64(): string {
    const low = this.fixed32();
    return unsignedText(low, this.fixed32());
  }

  sfixed64(): string {
    const low = this.fixed32();
    return signedText(low, this.fixed32());
  }

  float(): number {
    const { pos } = this;
    this.#need(4);
    this.pos = pos + 4;
    return shortestFloat(this.buf.readFloatLE(pos));
  }

  double(): number {
    const { pos } = this;
    this.#need(8);
    this.pos = pos + 8;
    return this.buf.readDoubleLE(pos);
  }

  /** Text; what is not UTF-8 is malformed. */
  string(): string {
    const end = this.len();
    const text = utf8Text(this.buf, this.pos, end);
    if (text.includes('\ufffd') && !isUtf8(this.buf.subarray(this.pos, end))) throw malformed('text is not UTF-8');
    this.pos = end;
    return text;
  }

  /** Text; what is not UTF-8 is replaced (proto2 does not promise more). */
  looseString(): string {
    const end = this.len();
    const text = utf8Text(this.buf, this.pos, end);
    this.pos = end;
    return text;
  }

  bytes(): string {
    const end = this.len();
    const text = this.buf.toString('base64', this.pos, end);
    this.pos = end;
    return text;
  }

  /** Reads a length and answers with the position where that many bytes end. */
  len(): number {
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.buf.length) throw malformed('a length runs past the end');
    return end;
  }

  skip(tag: number): void {
    if (tag < 8) throw malformed('a tag has the field number 0');
    switch (tag & 7) {
      case 0:
        for (let count = 0; count < 10; count += 1) if ((this.buf[this.pos++] ?? 0) < 0x80) return;
        throw malformed('a varint has more than ten bytes');
      case 1:
        this.pos += 8;
        return;
      case 2:
        this.pos = this.len();
        return;
      case 3:
        this.groupEnd(tag >>> 3, 0);
        return;
      case 5:
        this.pos += 4;
        return;
      default:
        throw malformed('a tag has an unknown wire type');
    }
  }

  /** Skips a group whose start tag has been read, and answers with the position of its end tag. */
  groupEnd(number: number, depth: number): number {
    if (depth > MAX_DEPTH) throw malformed('groups are nested too deeply');
    while (this.pos < this.buf.length) {
      const at = this.pos;
      const tag = this.uint32();
      if ((tag & 7) === 4) {
        if (tag >>> 3 !== number) break;
        return at;
      }
      if ((tag & 7) === 3) this.groupEnd(tag >>> 3, depth + 1);
      else this.skip(tag);
    }
    throw malformed('a group does not end');
  }

  /** Called where a message ends: what it held must end there too. */
  close(end: number): void {
    if (this.pos !== end) throw malformed('a field runs past the end of its message');
  }

  /** Of map entries with equal keys the last one stands. */
  lastWins(entries: { readonly key: unknown }[]): void {
    if (entries.length < 2 || !hasDuplicates(entries)) return;
    const last = new Map(entries.map((entry) => [entry.key, entry]));
    entries.splice(0, entries.length, ...last.values());
  }

  toObject(entries: readonly { readonly key: string; readonly value: unknown }[]): Record<string, unknown> {
    const object: Record<string, unknown> = Object.create(null);
    for (const { key, value } of entries) object[key] = value;
    return object;
  }

  deep(): never {
    throw malformed('messages are nested too deeply');
  }

  #low = 0;
  #high = 0;

  /** A varint of up to 64 bits into two halves. */
  #split(): void {
    const { buf } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = buf[this.pos++] ?? 0;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#low = low;
        this.#high = 0;
        return;
      }
    }
    const middle = buf[this.pos++] ?? 0;
    low |= (middle & 0x7f) << 28;
    high = (middle & 0x7f) >>> 4;
    if (middle >= 0x80) {
      for (let shift = 3; ; shift += 7) {
        if (shift > 31) throw malformed('a varint has more than ten bytes');
        const byte = buf[this.pos++] ?? 0;
        high |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
    }
    this.#low = low >>> 0;
    this.#high = high >>> 0;
  }

  #need(length: number): void {
    if (this.pos + length > this.buf.length) throw malformed('a number runs past the end');
  }
}
