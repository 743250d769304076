/** Just enough of the protobuf wire format to write the catalog's answers in advance and to read its requests. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

export const encodeNumber = (field: number, value: number): Buffer =>
  value === 0 ? Buffer.alloc(0) : Buffer.concat([encodeVarint(field * 8), encodeVarint(value)]);

export function encodeBytes(field: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([encodeVarint(field * 8 + 2), encodeVarint(bytes.length), bytes]);
}

/** The strings of field 1, which is all that the scene's request has. */
export function decodeStrings(bytes: Buffer): string[] {
  const strings: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1] ?? 0;
    if (bytes[at] !== 10 || length > 127) throw new Error('the scene asks with short strings in field 1 only');
    strings.push(bytes.toString('latin1', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return strings;
}

/** One uncompressed gRPC message. */
export function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
