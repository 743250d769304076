import { GatewayError } from '../../../errors/gateway-error.ts';
import type { KnownType } from '../translate/shape.ts';
import { MAX_DEPTH } from './reader.ts';
import { parseDuration, parseTimestamp } from './time.ts';
import type { Writer } from './writer.ts';

/** Writes the fields of the message, without tag and length around them. */
export type KnownEncoder = (writer: Writer, value: unknown, depth: number) => void;

function bad(what: string, value: unknown): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${JSON.stringify(String(value).slice(0, 60))} is not ${what}.`);
}

function instant(parse: (text: string) => { seconds: number; nanos: number }): KnownEncoder {
  return (writer, value) => {
    const { seconds, nanos } = parse(String(value));
    if (seconds !== 0) {
      writer.uint32(8);
      writer.varint64(seconds >>> 0, Math.floor(seconds / 0x1_0000_0000) >>> 0);
    }
    if (nanos !== 0) {
      writer.uint32(16);
      writer.int32(nanos);
    }
  };
}

function struct(writer: Writer, content: unknown, depth: number): void {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw bad('a JSON object', content);
  if (depth > MAX_DEPTH) throw bad('JSON of at most 100 levels', content);
  for (const [key, item] of Object.entries(content)) {
    writer.uint32(10);
    const entry = writer.begin();
    writer.uint32(10);
    writer.string(key);
    writer.uint32(18);
    const start = writer.begin();
    value(writer, item, depth + 1);
    writer.finish(start);
    writer.finish(entry);
  }
}

function list(writer: Writer, content: unknown, depth: number): void {
  if (!Array.isArray(content)) throw bad('a JSON list', content);
  if (depth > MAX_DEPTH) throw bad('JSON of at most 100 levels', content);
  for (const item of content) {
    writer.uint32(10);
    const start = writer.begin();
    value(writer, item, depth + 1);
    writer.finish(start);
  }
}

function value(writer: Writer, content: unknown, depth: number): void {
  if (content === null || content === undefined) {
    writer.uint32(8);
    writer.uint32(0);
  } else if (typeof content === 'number') {
    writer.uint32(17);
    writer.double(content);
  } else if (typeof content === 'boolean') {
    writer.uint32(32);
    writer.uint32(content ? 1 : 0);
  } else if (typeof content === 'object') {
    writer.uint32(Array.isArray(content) ? 50 : 42);
    const start = writer.begin();
    (Array.isArray(content) ? list : struct)(writer, content, depth + 1);
    writer.finish(start);
  } else {
    writer.uint32(26);
    writer.string(String(content));
  }
}

/** Paths may be written as ProtoJSON does (`userName`) or as the proto does (`user_name`); those made here are as the proto has them. */
function mask(writer: Writer, content: unknown): void {
  if (!Array.isArray(content)) throw bad('a list of field paths', content);
  for (const path of content) {
    writer.uint32(10);
    const text = String(path);
    writer.string('asWritten' in content ? text : text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
}

function date(writer: Writer, content: unknown): void {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(content));
  if (match === null) throw bad('a date such as 2024-05-31', content);
  ints(writer, match.slice(1).map(Number));
}

function timeOfDay(writer: Writer, content: unknown): void {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?$/.exec(String(content));
  if (match === null) throw bad('a time of day such as 14:30:00', content);
  const [, hours, minutes, seconds, digits = ''] = match;
  ints(writer, [Number(hours), Number(minutes), Number(seconds), Number(digits.padEnd(9, '0'))]);
}

function ints(writer: Writer, values: readonly number[]): void {
  values.forEach((item, index) => {
    if (item === 0) return;
    writer.uint32((index + 1) * 8);
    writer.int32(item);
  });
}

function decimal(writer: Writer, content: unknown): void {
  writer.uint32(10);
  writer.string(String(content));
}

/** All but `Any`, which needs the other messages, and the wrappers, which are messages of one field. */
export const KNOWN_ENCODERS: Readonly<Record<Exclude<KnownType, 'any' | 'wrapper'>, KnownEncoder>> = {
  timestamp: instant(parseTimestamp),
  duration: instant(parseDuration),
  struct,
  value,
  list,
  mask,
  date,
  timeOfDay,
  decimal,
  empty: () => undefined,
};
