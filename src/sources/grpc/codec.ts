import type { Selection } from '../source.ts';
import { type AnyTypes, decodeAny, decodeAnyValue, encodeAny } from './codec/any.ts';
import { compileDecoder, type MessageDecoder } from './codec/decoder.ts';
import { Encoders } from './codec/encoder.ts';
import { KNOWN_DECODERS, type KnownDecoder, wrapperDecoder } from './codec/known-decoders.ts';
import { Reader } from './codec/reader.ts';
import { Writer } from './codec/writer.ts';
import type { MessageShape, ValueShape } from './translate/shape.ts';
import type { GrpcWire } from './wire.ts';

/** Turns arguments into messages and messages into GraphQL-shaped values; everything is compiled once, on first use. */
export class Codec {
  readonly #encoders: Encoders;
  readonly #any: AnyTypes;
  readonly #whole = new Map<MessageShape, MessageDecoder>();
  readonly #selected = new WeakMap<Selection, Map<MessageShape, MessageDecoder>>();
  readonly #unwrapping = new WeakMap<Selection, Selection>();

  /** `shapeOf` finds the messages that an `Any` may hold. */
  constructor(shapeOf: (fullName: string) => MessageShape | undefined) {
    this.#any = {
      shape: shapeOf,
      decoder: (shape) => this.decoder(shape, undefined),
      encoder: (shape) => this.#encoders.message(shape),
    };
    this.#encoders = new Encoders({
      any: (writer, value, depth) => encodeAny(this.#any, writer, value, depth),
    });
  }

  /** The request message behind `prefix` bytes that are left free in front of it. Throws `BAD_USER_INPUT`. */
  encodeRequest(request: ValueShape, args: Readonly<Record<string, unknown>>, prefix: number): Buffer {
    const writer = new Writer();
    writer.pos = prefix;
    if (request.kind === 'message') this.#encoders.message(request.message)(writer, args, 0);
    else if (args.value !== undefined && args.value !== null) this.#encoders.value(request)(writer, args.value, 0);
    return writer.done();
  }

  /** The value of the operation's field from one response message. Throws `UPSTREAM_MALFORMED`. */
  decodeResponse(wire: GrpcWire, selection: Selection | undefined, message: Buffer): unknown {
    const { response, unwrap } = wire;
    const reader = new Reader(message);
    if (response.kind === 'known') return this.#knownDecoder(response)(reader, message.length, 0);
    if (response.kind !== 'message') throw new TypeError('A response is always a message.');
    if (unwrap === undefined) return this.decoder(response.message, selection)(reader, message.length, 0);
    const outer = selection === undefined ? undefined : this.#unwrapped(selection, unwrap.name);
    return this.decoder(response.message, outer)(reader, message.length, 0)[unwrap.name];
  }

  /** A detail of an error. */
  decodeDetail(typeUrl: string, value: Buffer): unknown {
    return decodeAnyValue(this.#any, typeUrl, value, 0);
  }

  decoder(shape: MessageShape, selection: Selection | undefined): MessageDecoder {
    const made = selection === undefined ? this.#whole.get(shape) : this.#selected.get(selection)?.get(shape);
    if (made !== undefined) return made;
    const compiled = compileDecoder(shape, selection, {
      any: (reader, end, depth) => decodeAny(this.#any, reader, end, depth),
    });
    if (selection === undefined) this.#whole.set(shape, compiled);
    else {
      const byShape = this.#selected.get(selection) ?? new Map<MessageShape, MessageDecoder>();
      this.#selected.set(selection, byShape.set(shape, compiled));
    }
    return compiled;
  }

  #knownDecoder(value: Extract<ValueShape, { kind: 'known' }>): KnownDecoder {
    if (value.known === 'any') return (reader, end, depth) => decodeAny(this.#any, reader, end, depth);
    return value.known === 'wrapper' ? wrapperDecoder(value.scalar ?? 'string') : KNOWN_DECODERS[value.known];
  }

  /** The selection of a list's items as the selection of the message around it; kept, since decoders are found by it. */
  #unwrapped(selection: Selection, name: string): Selection {
    const made = this.#unwrapping.get(selection) ?? {
      fields: new Map([[name, selection]]),
      key: `${name}{${selection.key}}`,
    };
    this.#unwrapping.set(selection, made);
    return made;
  }
}
