/** A growing buffer that messages are written into, front to back. */
export class Writer {
  buf: Buffer;
  pos = 0;

  constructor(size = 256) {
    this.buf = Buffer.allocUnsafe(size);
  }

  /** Makes room for `length` more bytes. */
  room(length: number): void {
    const needed = this.pos + length;
    if (needed <= this.buf.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.buf.length * 2));
    this.buf.copy(grown, 0, 0, this.pos);
    this.buf = grown;
  }

  uint32(value: number): void {
    this.room(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.buf[this.pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buf[this.pos++] = rest;
  }

  /** A varint of 64 bits, given as two unsigned halves. */
  varint64(low: number, high: number): void {
    this.room(10);
    let lo = low >>> 0;
    let hi = high >>> 0;
    while (hi > 0 || lo > 0x7f) {
      this.buf[this.pos++] = (lo & 0x7f) | 0x80;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    this.buf[this.pos++] = lo;
  }

  int32(value: number): void {
    if (value >= 0) this.uint32(value);
    else this.varint64(value >>> 0, 0xffff_ffff);
  }

  fixed32(value: number): void {
    this.room(4);
    this.buf.writeUInt32LE(value >>> 0, this.pos);
    this.pos += 4;
  }

  float(value: number): void {
    this.room(4);
    this.buf.writeFloatLE(value, this.pos);
    this.pos += 4;
  }

  double(value: number): void {
    this.room(8);
    this.buf.writeDoubleLE(value, this.pos);
    this.pos += 8;
  }

  string(text: string): void {
    const length = Buffer.byteLength(text, 'utf8');
    this.uint32(length);
    this.room(length);
    this.buf.write(text, this.pos, length, 'utf8');
    this.pos += length;
  }

  bytes(bytes: Uint8Array): void {
    this.uint32(bytes.length);
    this.room(bytes.length);
    this.buf.set(bytes, this.pos);
    this.pos += bytes.length;
  }

  /** Begins something whose length is known only at its end; answers with what `finish` needs. */
  begin(): number {
    this.room(1);
    this.pos += 1;
    return this.pos;
  }

  finish(start: number): void {
    const length = this.pos - start;
    let size = 1;
    for (let rest = length; rest > 0x7f; rest >>>= 7) size += 1;
    if (size > 1) {
      this.room(size - 1);
      this.buf.copyWithin(start + size - 1, start, this.pos);
    }
    const end = start + size - 1 + length;
    this.pos = start - 1;
    this.uint32(length);
    this.pos = end;
  }

  done(): Buffer {
    return this.buf.subarray(0, this.pos);
  }
}
