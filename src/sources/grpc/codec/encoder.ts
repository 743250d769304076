import { GatewayError } from '../../../errors/gateway-error.ts';
import type { FieldShape, MessageShape, ValueShape } from '../translate/shape.ts';
import { KNOWN_ENCODERS, type KnownEncoder } from './known-encoders.ts';
import { MAX_DEPTH } from './reader.ts';
import { SCALAR_ENCODERS, type ValueEncoder, wireTypeOf } from './scalar-encoders.ts';
import type { Writer } from './writer.ts';

/** Writes the fields of a GraphQL-shaped object. */
export type MessageEncoder = (writer: Writer, value: Readonly<Record<string, unknown>>, depth: number) => void;

export interface EncoderContext {
  readonly any: KnownEncoder;
}

type FieldEncoder = (writer: Writer, value: unknown, depth: number) => void;

/** Encoders of messages, each compiled once, on first use. */
export class Encoders {
  readonly #context: EncoderContext;
  readonly #made = new Map<MessageShape, MessageEncoder>();

  constructor(context: EncoderContext) {
    this.#context = context;
  }

  message(shape: MessageShape): MessageEncoder {
    const made = this.#made.get(shape);
    if (made !== undefined) return made;
    let steps: readonly { readonly name: string; readonly write: FieldEncoder }[] | undefined;
    const encode: MessageEncoder = (writer, value, depth) => {
      if (depth > MAX_DEPTH) throw new GatewayError('BAD_USER_INPUT', 'An input object is nested too deeply.');
      steps ??= this.#steps(shape);
      for (const { name, write } of steps) {
        const item = value[name];
        if (item !== undefined && item !== null) write(writer, item, depth);
      }
    };
    this.#made.set(shape, encode);
    return encode;
  }

  #steps(shape: MessageShape): { name: string; write: FieldEncoder }[] {
    const steps: { name: string; write: FieldEncoder }[] = [];
    const oneofs = new Set<number>();
    for (const field of shape.fields) {
      if (field.oneof === undefined) {
        steps.push({ name: field.name, write: this.#field(field) });
        continue;
      }
      const oneof = shape.oneofs[field.oneof];
      if (oneof === undefined || oneofs.has(field.oneof)) continue;
      oneofs.add(field.oneof);
      steps.push({ name: oneof.name, write: this.#oneof(shape, field.oneof) });
    }
    return steps;
  }

  #oneof(shape: MessageShape, index: number): FieldEncoder {
    const members = new Map(
      shape.fields.filter((field) => field.oneof === index).map((field) => [field.name, this.#field(field)]),
    );
    return (writer, value, depth) => {
      for (const [name, item] of Object.entries(value as object)) {
        if (item !== undefined && item !== null) members.get(name)?.(writer, item, depth);
      }
    };
  }

  #field(field: FieldShape): FieldEncoder {
    const tag = (wireType: number): number => ((field.number << 3) | wireType) >>> 0;
    if (field.mode === 'repeated' || field.mode === 'map') {
      if (field.packed) {
        const write = this.value(field.value);
        return (writer, value, depth) => {
          const items = value as readonly unknown[];
          if (items.length === 0) return;
          writer.uint32(tag(2));
          const start = writer.begin();
          for (const item of items) write(writer, item, depth);
          writer.finish(start);
        };
      }
      const write = this.#tagged(field, tag);
      if (field.json) {
        return (writer, value, depth) => {
          for (const [key, item] of jsonEntries(value)) write(writer, { key, value: item }, depth);
        };
      }
      return (writer, value, depth) => {
        for (const item of value as readonly unknown[]) write(writer, item, depth);
      };
    }
    const write = this.#tagged(field, tag);
    if (field.mode !== 'implicit') return write;
    const absent = field.absent;
    // Without presence the default value is not written: that is what its absence says.
    return (writer, value, depth) => {
      if (value !== absent || Object.is(value, -0)) write(writer, value, depth);
    };
  }

  #tagged(field: FieldShape, tag: (wireType: number) => number): FieldEncoder {
    const write = this.value(field.value);
    if (field.value.kind === 'scalar' || field.value.kind === 'enum') {
      const start = tag(field.value.kind === 'enum' ? 0 : wireTypeOf(field.value.type));
      return (writer, value, depth) => {
        writer.uint32(start);
        write(writer, value, depth);
      };
    }
    if (field.delimited) {
      return (writer, value, depth) => {
        writer.uint32(tag(3));
        write(writer, value, depth + 1);
        writer.uint32(tag(4));
      };
    }
    return (writer, value, depth) => {
      writer.uint32(tag(2));
      const start = writer.begin();
      write(writer, value, depth + 1);
      writer.finish(start);
    };
  }

  /** Writes the value without its tag; a message without its length. */
  value(value: ValueShape): FieldEncoder {
    switch (value.kind) {
      case 'scalar':
        return SCALAR_ENCODERS[value.type];
      case 'enum':
        return enumEncoder(value.enum.numbers);
      case 'message': {
        const encode = this.message(value.message);
        return (writer, item, depth) => encode(writer, item as Record<string, unknown>, depth);
      }
      default:
        if (value.known === 'any') return this.#context.any;
        return value.known === 'wrapper' ? wrapperEncoder(value.scalar ?? 'string') : KNOWN_ENCODERS[value.known];
    }
  }
}

function jsonEntries(value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new GatewayError('BAD_USER_INPUT', 'A map must be a JSON object.');
}

function enumEncoder(numbers: ReadonlyMap<string, number>): ValueEncoder {
  return (writer, value) => {
    const number = numbers.get(String(value));
    if (number === undefined) {
      throw new GatewayError(
        'BAD_USER_INPUT',
        `${JSON.stringify(String(value).slice(0, 60))} cannot be sent as an enum value.`,
      );
    }
    writer.int32(number);
  };
}

function wrapperEncoder(scalar: Extract<ValueShape, { kind: 'scalar' }>['type']): FieldEncoder {
  const write = SCALAR_ENCODERS[scalar];
  return (writer, value) => {
    writer.uint32(8 | wireTypeOf(scalar));
    write(writer, value);
  };
}
