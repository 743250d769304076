import { Reader } from './reader.ts';

export interface DecodedStatus {
  readonly details: readonly unknown[];
  /** What a `google.rpc.RetryInfo` among them asks to wait. */
  readonly retryAfterMs: number | undefined;
}

const MAX_DETAILS = 64;
const NONE: DecodedStatus = { details: [], retryAfterMs: undefined };

/** The details of a `google.rpc.Status`. What cannot be read is left out: an error must never hide behind its own details. */
export function decodeStatusDetails(
  status: Buffer | undefined,
  decodeAny: (typeUrl: string, value: Buffer) => unknown,
): DecodedStatus {
  if (status === undefined || status.length === 0) return NONE;
  const details: unknown[] = [];
  let retryAfterMs: number | undefined;
  try {
    const reader = new Reader(status);
    while (reader.pos < status.length && details.length < MAX_DETAILS) {
      const tag = reader.uint32();
      if (tag !== 26) {
        reader.skip(tag);
        continue;
      }
      const { typeUrl, value } = readAny(reader, reader.len());
      if (typeUrl.endsWith('/google.rpc.RetryInfo')) retryAfterMs = retryDelay(value);
      details.push(decodeAny(typeUrl, value));
    }
  } catch {
    // Whatever was read until here stands.
  }
  return { details, retryAfterMs };
}

/** The two fields of a `google.protobuf.Any` that ends at `end`. */
export function readAny(reader: Reader, end: number): { typeUrl: string; value: Buffer } {
  let typeUrl = '';
  let value: Buffer = Buffer.alloc(0);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 10) typeUrl = reader.string();
    else if (tag === 18) {
      const valueEnd = reader.len();
      value = reader.buf.subarray(reader.pos, valueEnd);
      reader.pos = valueEnd;
    } else reader.skip(tag);
  }
  reader.close(end);
  return { typeUrl, value };
}

/** Milliseconds of `RetryInfo.retry_delay`. */
function retryDelay(message: Buffer): number | undefined {
  const reader = new Reader(message);
  while (reader.pos < message.length) {
    const tag = reader.uint32();
    if (tag !== 10) {
      reader.skip(tag);
      continue;
    }
    const end = reader.len();
    let milliseconds = 0;
    while (reader.pos < end) {
      const inner = reader.uint32();
      if (inner === 8) milliseconds += Number(reader.int64()) * 1000;
      else if (inner === 16) milliseconds += reader.int32() / 1e6;
      else reader.skip(inner);
    }
    return Math.max(0, milliseconds);
  }
  return undefined;
}
