import { GatewayError } from '../../../errors/gateway-error.ts';
import { KNOWN_TYPES, type MessageShape } from '../translate/shape.ts';
import type { MessageDecoder } from './decoder.ts';
import type { MessageEncoder } from './encoder.ts';
import { KNOWN_DECODERS } from './known-decoders.ts';
import { KNOWN_ENCODERS } from './known-encoders.ts';
import { MAX_DEPTH, malformed, Reader } from './reader.ts';
import { readAny } from './status-details.ts';
import type { Writer } from './writer.ts';

export interface AnyTypes {
  /** Undefined where the description does not have the message. */
  shape(fullName: string): MessageShape | undefined;
  decoder(shape: MessageShape): MessageDecoder;
  encoder(shape: MessageShape): MessageEncoder;
}

const nameOf = (typeUrl: string): string => typeUrl.slice(typeUrl.lastIndexOf('/') + 1);

/** What an `Any` holds, with its type beside its fields; a type that is not known keeps its bytes, as base64 text. */
export function decodeAnyValue(
  types: AnyTypes,
  typeUrl: string,
  value: Buffer,
  depth: number,
): Record<string, unknown> {
  const name = nameOf(typeUrl);
  const head = { '@type': typeUrl };
  if (depth > MAX_DEPTH) throw malformed('messages are nested too deeply');
  const known = KNOWN_TYPES.get(name);
  const reader = new Reader(value);
  if (known?.known === 'any') {
    const inner = readAny(reader, value.length);
    return { ...head, value: decodeAnyValue(types, inner.typeUrl, inner.value, depth + 1) };
  }
  if (known !== undefined && known.known !== 'wrapper') {
    return { ...head, value: KNOWN_DECODERS[known.known](reader, value.length, depth + 1) };
  }
  const shape = types.shape(name);
  if (shape === undefined) return { ...head, value: value.toString('base64') };
  return { ...head, ...types.decoder(shape)(reader, value.length, depth + 1) };
}

/** Reads an `Any` where it stands. */
export function decodeAny(types: AnyTypes, reader: Reader, end: number, depth: number): unknown {
  const { typeUrl, value } = readAny(reader, end);
  return typeUrl === '' ? null : decodeAnyValue(types, typeUrl, value, depth);
}

/** Writes `{ "@type": url, …fields }`, or `{ "@type": url, value }` for a type with a form of its own or unknown bytes. */
export function encodeAny(types: AnyTypes, writer: Writer, content: unknown, depth: number): void {
  if (
    typeof content !== 'object' ||
    content === null ||
    !('@type' in content) ||
    typeof content['@type'] !== 'string'
  ) {
    throw new GatewayError('BAD_USER_INPUT', 'A google.protobuf.Any must be an object with "@type".');
  }
  if (depth > MAX_DEPTH) throw new GatewayError('BAD_USER_INPUT', 'An input object is nested too deeply.');
  const { '@type': typeUrl, ...fields } = content as Record<string, unknown> & { '@type': string };
  writer.uint32(10);
  writer.string(typeUrl);
  writer.uint32(18);
  const start = writer.begin();
  const name = nameOf(typeUrl);
  const known = KNOWN_TYPES.get(name);
  const shape = types.shape(name);
  if (known?.known === 'any') encodeAny(types, writer, fields.value, depth + 1);
  else if (known !== undefined && known.known !== 'wrapper') {
    KNOWN_ENCODERS[known.known](writer, fields.value ?? null, depth + 1);
  } else if (shape !== undefined) types.encoder(shape)(writer, fields, depth + 1);
  else if (typeof fields.value === 'string') {
    const bytes = Buffer.from(fields.value, 'base64');
    writer.room(bytes.length);
    writer.buf.set(bytes, writer.pos);
    writer.pos += bytes.length;
  } else {
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${JSON.stringify(typeUrl.slice(0, 100))} is not a type of this service; give its bytes as base64 text in "value".`,
    );
  }
  writer.finish(start);
}
