import type { ScalarType } from '../descriptor/raw.ts';
import type { KnownType } from '../translate/shape.ts';
import { MAX_DEPTH, malformed, type Reader } from './reader.ts';
import { wireTypeOf } from './scalar-encoders.ts';
import { durationText, timestampText } from './time.ts';

/** Reads the message that ends at `end` into its own form. */
export type KnownDecoder = (reader: Reader, end: number, depth: number) => unknown;

/** Calls `read` for every field; what it does not read (returns false) is skipped. */
function eachField(reader: Reader, end: number, read: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag)) reader.skip(tag);
  }
  reader.close(end);
}

/** Reads seconds and nanoseconds, for which it has a text. */
function instant(what: string, toText: (seconds: number, nanos: number) => string | undefined): KnownDecoder {
  return (reader, end) => {
    let seconds = 0;
    let nanos = 0;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === 8) seconds = reader.integer64();
      else if (tag === 16) nanos = reader.int32();
      else reader.skip(tag);
    }
    reader.close(end);
    const text = toText(seconds, nanos);
    if (text === undefined) throw malformed(`a ${what} is out of range`);
    return text;
  };
}

function struct(reader: Reader, end: number, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) reader.deep();
  const result: Record<string, unknown> = Object.create(null);
  eachField(reader, end, (tag) => {
    if (tag !== 10) return false;
    const entryEnd = reader.len();
    let key = '';
    let item: unknown = null;
    eachField(reader, entryEnd, (inner) => {
      if (inner === 10) key = reader.string();
      else if (inner === 18) item = value(reader, reader.len(), depth + 1);
      else return false;
      return true;
    });
    result[key] = item;
    return true;
  });
  return result;
}

function list(reader: Reader, end: number, depth: number): unknown[] {
  if (depth > MAX_DEPTH) reader.deep();
  const items: unknown[] = [];
  eachField(reader, end, (tag) => {
    if (tag !== 10) return false;
    items.push(value(reader, reader.len(), depth + 1));
    return true;
  });
  return items;
}

function value(reader: Reader, end: number, depth: number): unknown {
  let result: unknown = null;
  eachField(reader, end, (tag) => {
    if (tag === 8) {
      reader.uint32();
      result = null;
    } else if (tag === 17) result = jsonNumber(reader.double());
    else if (tag === 26) result = reader.string();
    else if (tag === 32) result = reader.bool();
    else if (tag === 42) result = struct(reader, reader.len(), depth + 1);
    else if (tag === 50) result = list(reader, reader.len(), depth + 1);
    else return false;
    return true;
  });
  return result;
}

/** JSON has no form for these; ProtoJSON writes them as text. */
function jsonNumber(number: number): number | string {
  if (Number.isFinite(number)) return number;
  return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity';
}

/** Paths as they are in ProtoJSON: `userName.firstName` for `user_name.first_name`, where that can be turned back. */
function mask(reader: Reader, end: number): string[] {
  const paths: string[] = [];
  eachField(reader, end, (tag) => {
    if (tag !== 10) return false;
    const path = reader.string();
    const camel = path.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    paths.push(camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) === path ? camel : path);
    return true;
  });
  return paths;
}

/** `2024-05-31`; shorter where the month or the day is not told, `--05-31` where the year is not. */
function date(reader: Reader, end: number): string {
  const [year, month, day] = numbers(reader, end, 3);
  const two = (number = 0): string => String(number).padStart(2, '0');
  const head = year === 0 ? '-' : String(year).padStart(4, '0');
  return month === 0 ? head : day === 0 ? `${head}-${two(month)}` : `${head}-${two(month)}-${two(day)}`;
}

function timeOfDay(reader: Reader, end: number): string {
  const [hours = 0, minutes = 0, seconds = 0, nanos = 0] = numbers(reader, end, 4);
  const two = (number: number): string => String(number).padStart(2, '0');
  const part =
    nanos === 0
      ? ''
      : `.${String(nanos)
          .padStart(9, '0')
          .replace(/(?:000)+$/, '')}`;
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${part}`;
}

/** The int32 fields 1 to `count`. */
function numbers(reader: Reader, end: number, count: number): number[] {
  const found = new Array<number>(count).fill(0);
  eachField(reader, end, (tag) => {
    const index = (tag >>> 3) - 1;
    if ((tag & 7) !== 0 || index >= count) return false;
    found[index] = reader.int32();
    return true;
  });
  return found;
}

function decimal(reader: Reader, end: number): string {
  let text = '';
  eachField(reader, end, (tag) => {
    if (tag !== 10) return false;
    text = reader.string();
    return true;
  });
  // The empty text is zero, says the message's own definition.
  return text === '' ? '0' : text;
}

function empty(reader: Reader, end: number): boolean {
  eachField(reader, end, () => false);
  return true;
}

/** All but `Any`, which needs the other messages, and the wrappers, which are messages of one field. */
export const KNOWN_DECODERS: Readonly<Record<Exclude<KnownType, 'any' | 'wrapper'>, KnownDecoder>> = {
  timestamp: instant('Timestamp', timestampText),
  duration: instant('Duration', durationText),
  struct,
  value,
  list,
  mask,
  date,
  timeOfDay,
  decimal,
  empty,
};

const WRAPPER_DEFAULTS: Readonly<Record<string, unknown>> = {
  string: '',
  bytes: '',
  bool: false,
  int64: '0',
  uint64: '0',
};

/** Reads a wrapper such as `google.protobuf.Int64Value` as its one field. */
export function wrapperDecoder(scalar: ScalarType): KnownDecoder {
  const wanted = 8 | wireTypeOf(scalar);
  const absent = WRAPPER_DEFAULTS[scalar] ?? 0;
  return (reader, end) => {
    let value = absent;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === wanted) value = reader[scalar]();
      else reader.skip(tag);
    }
    reader.close(end);
    return value;
  };
}
