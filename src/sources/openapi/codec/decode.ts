import { isRecord } from '../../../utils/is-record.ts';
import type { Selection } from '../../source.ts';
import type { EnumShape, Field, ListShape, MapShape, ObjectShape, Shape, UnionShape, Use } from '../translate/shape.ts';
import { memberPicker } from './member.ts';

/**
 * Turns a parsed JSON value into the GraphQL-shaped one; changes objects in place where that is enough. What has another structure than the
 * description promises stays what it is: whoever writes the answer has an error for its place, and the rest of the answer goes on.
 */
export type Decoder = (value: unknown) => unknown;

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

type Raw = Record<string, unknown>;

/**
 * Compiles the decoder of one selection. Undefined where the parsed value is the GraphQL-shaped value already and nothing needs a look.
 * `lossless`: numbers that JavaScript would round are text.
 */
export function compileDecoder(use: Use, selection: Selection | undefined, lossless: boolean): Decoder | undefined {
  return new DecoderCompiler(lossless).compile(use.shape, selection);
}

class DecoderCompiler {
  readonly #lossless: boolean;
  /** Recursive shapes, when everything is wanted. */
  readonly #whole = new Map<Shape, { decoder: Decoder | undefined }>();

  constructor(lossless: boolean) {
    this.#lossless = lossless;
  }

  compile(shape: Shape, selection: Selection | undefined): Decoder | undefined {
    switch (shape.kind) {
      case 'scalar':
        return this.#leaf(shape.wire);
      case 'enum':
        return shape.identity ? undefined : enumDecoder(shape);
      case 'list':
        return this.#list(shape, selection);
      case 'map':
        return this.#map(shape, selection);
      case 'object':
      case 'union':
        return selection === undefined ? this.#recursive(shape) : this.#structured(shape, selection);
    }
  }

  #structured(shape: ObjectShape | UnionShape, selection: Selection | undefined): Decoder {
    return shape.kind === 'object' ? this.#object(shape, selection, undefined) : this.#union(shape, selection);
  }

  #recursive(shape: ObjectShape | UnionShape): Decoder {
    const known = this.#whole.get(shape);
    if (known !== undefined) return (value) => known.decoder?.(value) ?? value;
    const entry: { decoder: Decoder | undefined } = { decoder: undefined };
    this.#whole.set(shape, entry);
    entry.decoder = this.#structured(shape, undefined);
    return entry.decoder;
  }

  #leaf(wire: string): Decoder | undefined {
    switch (wire) {
      case 'integer64':
        return (value) => (typeof value === 'number' && Number.isInteger(value) ? BigInt(value).toString() : value);
      case 'decimal':
        return (value) => (typeof value === 'number' ? String(value) : value);
      case 'float':
        return this.#lossless
          ? (value) => (typeof value === 'string' && value !== '' ? Number(value) : value)
          : undefined;
      default:
        return undefined;
    }
  }

  #list(shape: ListShape, selection: Selection | undefined): Decoder {
    const item = this.compile(shape.item.shape, selection);
    const single = shape.single === true;
    return (value) => {
      if (value === null || value === undefined) return value;
      if (!Array.isArray(value)) return single ? [item === undefined ? value : item(value)] : value;
      if (item !== undefined) for (let index = 0; index < value.length; index += 1) value[index] = item(value[index]);
      return value;
    };
  }

  #map(shape: MapShape, selection: Selection | undefined): Decoder {
    const item = this.compile(shape.value.shape, selection?.fields.get('value') ?? undefined);
    return (value) => {
      // Among what stays: the empty list that some languages make of an empty map.
      if (!isRecord(value)) return value;
      return Object.keys(value).map((key) => ({ key, value: item === undefined ? value[key] : item(value[key]) }));
    };
  }

  #object(shape: ObjectShape, selection: Selection | undefined, typename: string | undefined): Decoder {
    const wanted =
      selection === undefined ? shape.fields : shape.fields.filter((field) => selection.fields.has(field.name));
    const decoders = wanted.map((field) =>
      this.compile(field.use.shape, selection?.fields.get(field.name) ?? undefined),
    );
    const rest = this.#rest(shape, selection);
    const renames = wanted.some((field) => field.name !== field.wire || INHERITED.has(field.wire));
    if (renames || rest !== undefined) return builder(wanted, decoders, rest, typename);
    return inPlace(wanted, decoders, typename);
  }

  #rest(shape: ObjectShape, selection: Selection | undefined): Rest | undefined {
    const { rest } = shape;
    if (rest === undefined || selection?.fields.has(rest.name) === false) return undefined;
    const decode = this.compile(rest.shape, selection?.fields.get(rest.name) ?? undefined);
    return {
      name: rest.name,
      read: (value) => {
        const others: Raw = Object.fromEntries(Object.entries(value).filter(([key]) => !rest.known.has(key)));
        return decode?.(others) ?? others;
      },
    };
  }

  #union(shape: UnionShape, selection: Selection | undefined): Decoder {
    const decoders = shape.members.map((member): Decoder => {
      const inner = member.use.shape;
      if (member.box === undefined && inner.kind === 'object') return this.#object(inner, selection, inner.name);
      const decode = this.compile(inner, selection?.fields.get('value') ?? undefined);
      const typename = member.box?.name;
      return (value) => ({ __typename: typename, value: decode === undefined ? value : decode(value) });
    });
    const pick = memberPicker(shape);
    return (value) => {
      if (value === null || value === undefined) return value;
      const decoder = decoders[pick(value)];
      if (decoder !== undefined) return decoder(value);
      // It is of no type, whatever it says of itself.
      return isRecord(value) ? {} : value;
    };
  }
}

interface Rest {
  readonly name: string;
  readonly read: (value: Raw) => unknown;
}

function enumDecoder(shape: EnumShape): Decoder {
  const names = new Map<unknown, string>();
  for (const { name, value } of shape.values) {
    names.set(value, name);
    // Some services quote the numbers of an enumeration.
    if (typeof value !== 'string' && !names.has(String(value))) names.set(String(value), name);
  }
  return (value) => names.get(value) ?? value;
}

/** Names are the wire's own: the parsed object is the answer, with its inner values replaced. */
function inPlace(
  fields: readonly Field[],
  decoders: readonly (Decoder | undefined)[],
  typename: string | undefined,
): Decoder {
  const inner = fields.flatMap(({ wire }, index) => {
    const decode = decoders[index];
    return decode === undefined ? [] : [{ wire, decode }];
  });
  return (value) => {
    if (!isRecord(value)) return value;
    for (const { wire, decode } of inner) {
      const before = value[wire];
      if (before === undefined) continue;
      const after = decode(before);
      if (after !== before) value[wire] = after;
    }
    if (typename !== undefined) value.__typename = typename;
    return value;
  };
}

/**
 * One object literal with GraphQL's names, generated so that all objects of a list have one hidden class. Names reach the generated
 * text as JSON strings only.
 */
function builder(
  fields: readonly Field[],
  decoders: readonly (Decoder | undefined)[],
  rest: Rest | undefined,
  typename: string | undefined,
): Decoder {
  const members = fields.map((field, index) => {
    const key = JSON.stringify(field.wire);
    const read = INHERITED.has(field.wire) ? `(own(v,${key})?v[${key}]:undefined)` : `v[${key}]`;
    return `${memberName(field.name)}:${decoders[index] === undefined ? read : `d[${index}](${read})`}`;
  });
  if (rest !== undefined) members.push(`${memberName(rest.name)}:rest(v)`);
  if (typename !== undefined) members.push(`__typename:${JSON.stringify(typename)}`);
  const make = new Function('d', 'own', 'rest', `return (v)=>({${members.join(',')}})`);
  const build = make(decoders, Object.hasOwn, rest?.read) as (value: Raw) => Raw;
  return (value) => (isRecord(value) ? build(value) : value);
}

/** `__proto__: x` would set the prototype; a computed name does not. */
const memberName = (name: string): string => `[${JSON.stringify(name)}]`;
