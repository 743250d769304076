import { GatewayError } from '../../../errors/gateway-error.ts';
import { Reader } from '../codec/reader.ts';

const MAX_DEPTH = 64;

/** The fields of one message by number, for descriptors: they are read once, so that ease counts more than speed. */
export class WireFields {
  readonly #values = new Map<number, (number | Buffer)[]>();
  readonly #depth: number;

  /** Throws `DESCRIPTION_INVALID`. */
  constructor(message: Buffer, depth = 0) {
    this.#depth = depth;
    if (depth > MAX_DEPTH) throw new GatewayError('DESCRIPTION_INVALID', 'The descriptor is nested too deeply.');
    const reader = new Reader(message);
    try {
      while (reader.pos < message.length) {
        const tag = reader.uint32();
        const value = readValue(reader, tag);
        if (value === undefined) continue;
        const list = this.#values.get(tag >>> 3);
        if (list === undefined) this.#values.set(tag >>> 3, [value]);
        else list.push(value);
      }
      reader.close(message.length);
    } catch (error) {
      throw new GatewayError('DESCRIPTION_INVALID', 'The descriptor is not a well-formed protobuf message.', {
        cause: error,
      });
    }
  }

  /** Text of the last value; '' where there is none. */
  text(number: number): string {
    const value = this.#values.get(number)?.at(-1);
    return Buffer.isBuffer(value) ? value.toString('utf8') : '';
  }

  texts(number: number): string[] {
    return (this.#values.get(number) ?? []).flatMap((value) =>
      Buffer.isBuffer(value) ? [value.toString('utf8')] : [],
    );
  }

  has(number: number): boolean {
    return this.#values.has(number);
  }

  /** A varint as int32; 0 where there is none. */
  int(number: number): number {
    const value = this.#values.get(number)?.at(-1);
    return typeof value === 'number' ? value | 0 : 0;
  }

  /** Repeated varints, packed or not. */
  ints(number: number): number[] {
    return (this.#values.get(number) ?? []).flatMap((value) => {
      if (typeof value === 'number') return [value | 0];
      const reader = new Reader(value);
      const items: number[] = [];
      while (reader.pos < value.length) items.push(reader.int32());
      return items;
    });
  }

  bool(number: number): boolean {
    return this.int(number) !== 0;
  }

  bytes(number: number): Buffer[] {
    return (this.#values.get(number) ?? []).filter((value): value is Buffer => Buffer.isBuffer(value));
  }

  messages(number: number): WireFields[] {
    return this.bytes(number).map((value) => new WireFields(value, this.#depth + 1));
  }

  /** A message field; empty where there is none. Parts of one that comes more than once are one. */
  message(number: number): WireFields {
    return new WireFields(Buffer.concat(this.bytes(number)), this.#depth + 1);
  }
}

function readValue(reader: Reader, tag: number): number | Buffer | undefined {
  if ((tag & 7) === 0) return reader.uint32();
  if ((tag & 7) !== 2) {
    reader.skip(tag);
    return undefined;
  }
  const end = reader.len();
  const value = reader.buf.subarray(reader.pos, end);
  reader.pos = end;
  return value;
}
