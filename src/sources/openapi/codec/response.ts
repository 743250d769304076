import { GatewayError } from '../../../errors/gateway-error.ts';
import { mayRound, parseLossless } from '../../shared/json-text.ts';
import type { Selection } from '../../source.ts';
import { malformed } from '../fault.ts';
import { isOpen, type LeafWire, type Shape, type Use } from '../translate/shape.ts';
import type { ContentKind, TextType } from '../wire.ts';
import { textOf } from './charset.ts';
import { compileJsonReader } from './compile-json-reader.ts';
import { compileDecoder, type Decoder } from './decode.ts';
import { UNUSUAL } from './json-reader.ts';
import { compileMismatch, type MismatchFinder } from './mismatch.ts';
import { jsonTexts, readEvents } from './sequence.ts';
import { textValue } from './text-value.ts';
import { readXml, XmlError } from './xml-tree.ts';
import { fromXml } from './xml-value.ts';

interface Compiled {
  readonly plain: Decoder | undefined;
  lossless: { readonly decoder: Decoder | undefined } | undefined;
  /** Bodies that were read whole; from the third on they are worth a reader of their own. */
  reads: number;
  direct: ((body: Buffer) => unknown) | undefined;
  /** How often in a row `direct` gave up. */
  unusual: number;
}

/** A selection that is asked for this often gets a reader that reads it straight from the bytes. */
const READS_BEFORE_DIRECT = 2;
/** A service whose texts are of the unusual kind is not tried for ever. */
const MOST_UNUSUAL = 8;

const WHOLE: object = {};
const EXACT: readonly LeafWire[] = ['integer64', 'decimal'];

/** Reads the bodies of one described content; decoders are compiled once for each selection. */
export class ResponseReader {
  readonly #use: Use;
  readonly #mismatch: MismatchFinder;
  readonly #kind: ContentKind;
  readonly #needsExact: boolean;
  readonly #takesNull: boolean;
  readonly #text: TextType | undefined;
  readonly #compiled = new WeakMap<object, Compiled>();

  /** `lenient`: null may stand for any value. `text`: the type of what text says. */
  constructor(use: Use, kind: ContentKind, lenient = false, text?: TextType) {
    this.#text = text;
    this.#use = use;
    this.#mismatch = compileMismatch(use);
    this.#takesNull = lenient || use.nullable || isOpen(use.shape);
    this.#kind = kind;
    this.#needsExact = contains(use.shape, EXACT, new Set());
  }

  read(body: Buffer, selection: Selection | undefined, status: number, contentType = ''): unknown {
    switch (this.#kind) {
      case 'none':
        return true;
      case 'bytes':
        return this.decode(body.toString('base64'), selection, false, status, '');
      case 'text': {
        const text = textOf(body, contentType);
        return this.#text === undefined
          ? this.decode(text, selection, false, status, text)
          : this.#plain(text, this.#text, selection, status);
      }
      case 'ndjson':
      case 'events':
        return this.#sequence(body, selection, status);
      case 'xml':
        return this.#xml(textOf(body, contentType, true), selection, status);
      default:
        return this.#json(body, selection, status);
    }
  }

  #plain(text: string, type: TextType, selection: Selection | undefined, status: number): unknown {
    if (text === '' && this.#takesNull) return null;
    const value = textValue(text, type);
    if (value === undefined) throw malformed(`text that is no ${type}`, status, text);
    return this.decode(value, selection, true, status, text);
  }

  #json(body: Buffer, selection: Selection | undefined, status: number): unknown {
    const compiled = this.#compiledFor(selection);
    if (compiled.direct !== undefined) {
      try {
        const value = compiled.direct(body);
        compiled.unusual = 0;
        return value;
      } catch (error) {
        if (error !== UNUSUAL) throw error;
        compiled.unusual += 1;
        if (compiled.unusual === MOST_UNUSUAL) compiled.direct = undefined;
      }
    } else if (compiled.reads < READS_BEFORE_DIRECT) {
      compiled.reads += 1;
      if (compiled.reads === READS_BEFORE_DIRECT) compiled.direct = compileJsonReader(this.#use, selection);
    }
    const text = body.toString('utf8');
    const exact = this.#needsExact && mayRound(text);
    const value = parse(text, exact, status);
    if (value === null && !this.#takesNull)
      throw malformed('null where the description promises a value', status, text);
    return this.decode(value, selection, exact, status, text);
  }

  decode(value: unknown, selection: Selection | undefined, exact: boolean, status: number, text: string): unknown {
    const mismatch = this.#mismatch(value);
    if (mismatch !== undefined) throw malformed(mismatch, status, text);
    const decoder = this.#decoder(selection, exact);
    return decoder === undefined ? value : decoder(value);
  }

  #sequence(body: Buffer, selection: Selection | undefined, status: number): unknown {
    const text = body.toString('utf8');
    const exact = this.#needsExact && mayRound(text);
    const read = (json: string): unknown => parse(json, exact, status);
    const { shape } = this.#use;
    const items =
      this.#kind === 'events' && shape.kind === 'list'
        ? readEvents(text, shape.item.shape, read)
        : jsonTexts(text).map(read);
    return this.decode(items, selection, exact, status, text);
  }

  #xml(text: string, selection: Selection | undefined, status: number): unknown {
    let value: unknown;
    try {
      value = fromXml(this.#use, readXml(text));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      throw malformed(`a body that is no XML (${error.message})`, status, text, error);
    }
    return this.decode(value, selection, true, status, text);
  }

  #compiledFor(selection: Selection | undefined): Compiled {
    const key = selection ?? WHOLE;
    let compiled = this.#compiled.get(key);
    if (compiled === undefined) {
      const plain = compileDecoder(this.#use, selection, false);
      compiled = { plain, lossless: undefined, reads: 0, direct: undefined, unusual: 0 };
      this.#compiled.set(key, compiled);
    }
    return compiled;
  }

  #decoder(selection: Selection | undefined, exact: boolean): Decoder | undefined {
    const compiled = this.#compiledFor(selection);
    if (!exact) return compiled.plain;
    compiled.lossless ??= { decoder: compileDecoder(this.#use, selection, true) };
    return compiled.lossless.decoder;
  }
}

function parse(text: string, exact: boolean, status: number): unknown {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return exact ? parseLossless(body) : JSON.parse(body);
  } catch (error) {
    if (GatewayError.is(error)) throw error;
    throw malformed(
      body.trim() === '' ? 'an empty body instead of JSON' : 'a body that is no JSON',
      status,
      text,
      error,
    );
  }
}

function contains(shape: Shape, wires: readonly LeafWire[], seen: Set<Shape>): boolean {
  if (seen.has(shape)) return false;
  seen.add(shape);
  switch (shape.kind) {
    case 'scalar':
      return wires.includes(shape.wire);
    case 'enum':
      return false;
    case 'list':
      return contains(shape.item.shape, wires, seen);
    case 'map':
      return contains(shape.value.shape, wires, seen);
    case 'object':
      return (
        shape.fields.some((field) => contains(field.use.shape, wires, seen)) ||
        (shape.rest !== undefined && contains(shape.rest.shape, wires, seen))
      );
    case 'union':
      return shape.members.some((member) => contains(member.use.shape, wires, seen));
  }
}
