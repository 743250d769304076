import { GatewayError } from '../../../errors/gateway-error.ts';
import type { ScalarType } from '../descriptor/raw.ts';
import type { Writer } from './writer.ts';

export type ValueEncoder = (writer: Writer, value: unknown) => void;

function bad(type: string, value: unknown): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${JSON.stringify(String(value).slice(0, 60))} is not a ${type} value.`);
}

function integer(type: string, min: number, max: number, write: (writer: Writer, value: number) => void): ValueEncoder {
  return (writer, value) => {
    const number = typeof value === 'number' ? value : Number(value);
    if (!Number.isInteger(number) || number < min || number > max) throw bad(type, value);
    write(writer, number);
  };
}

const INT32 = [-2_147_483_648, 2_147_483_647] as const;
const UINT32 = [0, 4_294_967_295] as const;

/** Two unsigned halves of a 64-bit integer given as text (or as a number, where a default was taken from). */
function halves(type: string, signed: boolean, value: unknown): [low: number, high: number] {
  const text = String(value);
  if (text.length <= 15) {
    const number = Number(text);
    if (Number.isInteger(number) && (number >= 0 || signed)) {
      const low = number >>> 0;
      return [low, Math.floor(number / 0x1_0000_0000) >>> 0];
    }
    throw bad(type, value);
  }
  let big: bigint;
  try {
    big = BigInt(text);
  } catch {
    throw bad(type, value);
  }
  if (big !== (signed ? BigInt.asIntN(64, big) : BigInt.asUintN(64, big))) throw bad(type, value);
  const bits = BigInt.asUintN(64, big);
  return [Number(bits & 0xffff_ffffn), Number(bits >> 32n)];
}

function wide(type: string, signed: boolean, write: (writer: Writer, low: number, high: number) => void): ValueEncoder {
  return (writer, value) => {
    const [low, high] = halves(type, signed, value);
    write(writer, low, high);
  };
}

const varint = (writer: Writer, low: number, high: number): void => writer.varint64(low, high);
const fixed = (writer: Writer, low: number, high: number): void => {
  writer.fixed32(low);
  writer.fixed32(high);
};

function real(type: string, write: (writer: Writer, value: number) => void): ValueEncoder {
  return (writer, value) => {
    const number = typeof value === 'number' ? value : Number(value);
    if (Number.isNaN(number) && value !== 'NaN' && typeof value !== 'number') throw bad(type, value);
    write(writer, number);
  };
}

/** GraphQL-shaped leaf values onto the wire, without their tags. Throws `BAD_USER_INPUT` for what does not fit. */
export const SCALAR_ENCODERS: Readonly<Record<ScalarType, ValueEncoder>> = {
  double: real('double', (writer, value) => writer.double(value)),
  float: real('float', (writer, value) => writer.float(value)),
  int32: integer('int32', ...INT32, (writer, value) => writer.int32(value)),
  sint32: integer('sint32', ...INT32, (writer, value) => writer.uint32((value << 1) ^ (value >> 31))),
  sfixed32: integer('sfixed32', ...INT32, (writer, value) => writer.fixed32(value)),
  uint32: integer('uint32', ...UINT32, (writer, value) => writer.uint32(value)),
  fixed32: integer('fixed32', ...UINT32, (writer, value) => writer.fixed32(value)),
  int64: wide('int64', true, varint),
  uint64: wide('uint64', false, varint),
  sint64: wide('sint64', true, (writer, low, high) => {
    const sign = (high | 0) >> 31;
    writer.varint64(((low << 1) ^ sign) >>> 0, (((high << 1) | (low >>> 31)) ^ sign) >>> 0);
  }),
  fixed64: wide('fixed64', false, fixed),
  sfixed64: wide('sfixed64', true, fixed),
  bool: (writer, value) => writer.uint32(value === true ? 1 : 0),
  string: (writer, value) => {
    const text = String(value);
    if (!text.isWellFormed()) throw bad('Unicode text', value);
    writer.string(text);
  },
  bytes: (writer, value) => writer.bytes(Buffer.from(String(value), 'base64')),
};

/** 0: varint, 1: 64 bits, 2: with a length, 5: 32 bits. */
export function wireTypeOf(type: ScalarType): 0 | 1 | 2 | 5 {
  switch (type) {
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return 1;
    case 'float':
    case 'fixed32':
    case 'sfixed32':
      return 5;
    case 'string':
    case 'bytes':
      return 2;
    default:
      return 0;
  }
}
