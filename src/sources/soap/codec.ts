import type { Selection } from '../source.ts';
import { ReaderCompiler } from './codec/compile-reader.ts';
import { WriterCompiler } from './codec/compile-writer.ts';
import { enterBody, leaveEnvelope } from './codec/envelope.ts';
import { Prefixes } from './codec/prefixes.ts';
import { type FaultReader, readFault } from './codec/read-fault.ts';
import { headerReader, type ReadHeader } from './codec/read-headers.ts';
import { messageReader, type ReadMessage } from './codec/read-message.ts';
import { ReadState } from './codec/read-state.ts';
import { bodyWriter } from './codec/write-message.ts';
import type { SoapWire } from './wire.ts';
import { SOAP11, SOAP11_ENCODING, SOAP12, SOAP12_ENCODING, XSD, XSI } from './xml/namespaces.ts';
import { XmlCursor } from './xml/xml-cursor.ts';

export interface EncodeOptions {
  /** Base64 values become MIME parts; called once for each, gives the content that refers to the part. */
  readonly attach?: (base64: string) => string;
}

/** What goes into an envelope besides the arguments. */
export interface EnvelopeParts {
  /** Complete elements, as text that stands by itself. */
  readonly headers?: string;
  /** Attributes of the body, such as the identifier that a signature refers to. */
  readonly bodyAttributes?: string;
}

/** What an answer says. */
export type Decoded =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: SoapFault }
  | { readonly kind: 'empty' };

interface AnswerReader {
  readonly message: ReadMessage;
  /** Undefined: no header is a field. */
  readonly header?: ReadHeader;
}

/** A SOAP fault of either version. */
export interface SoapFault {
  /** Local name of the code: `Client`, `Server.Timeout`, `Sender`. */
  readonly code: string;
  readonly subcodes: readonly string[];
  readonly reason: string;
  readonly actor?: string;
  /** The declared fault whose detail it is, and the detail, decoded; an unknown detail is JSON by element name. */
  readonly name?: string;
  readonly detail?: unknown;
  /** What stands in the detail beside that of the declared fault: JSON by element names. */
  readonly otherDetail?: unknown;
}

/** Encoder and decoder of one operation. Decoders are compiled per selection and kept as long as the selection lives. */
export class SoapCodec {
  readonly #wire: SoapWire;
  readonly #writers: WriterCompiler;
  readonly #prefixes: Prefixes;
  readonly #open: string;
  readonly #writeBody: (args: Readonly<Record<string, unknown>>) => string;
  readonly #writeHeaders: readonly {
    readonly name: string;
    readonly local: string;
    readonly write: (value: unknown) => string;
  }[];
  readonly #attachTo: { current: ((base64: string) => string) | undefined } = { current: undefined };
  readonly #readers: ReaderCompiler;
  readonly #bySelection = new WeakMap<Selection, AnswerReader>();
  #whole: AnswerReader | undefined;
  #faults: readonly FaultReader[] | undefined;

  constructor(wire: SoapWire, options: { readonly cdata?: readonly string[]; readonly mtom?: boolean } = {}) {
    this.#wire = wire;
    const envelope = wire.version === '1.2' ? SOAP12 : SOAP11;
    this.#prefixes = new Prefixes({ soap: envelope, xsi: XSI, xsd: XSD });
    this.#prefixes.addAll(wire.request.shape);
    for (const header of wire.request.headers) {
      this.#prefixes.name(header.element.namespace, '');
      this.#prefixes.addAll(header.shape);
    }
    const encoding = wire.version === '1.2' ? SOAP12_ENCODING : SOAP11_ENCODING;
    if (wire.encoded) this.#prefixes.name(encoding, '');
    this.#writers = new WriterCompiler({
      prefixes: this.#prefixes,
      cdata: new Set(options.cdata),
      ...(wire.encoded ? { encoding } : undefined),
      ...(options.mtom === true ? { attach: (base64) => this.#attachTo.current?.(base64) ?? base64 } : undefined),
    });
    this.#writeBody = bodyWriter(wire, this.#writers, this.#prefixes, encoding);
    this.#writeHeaders = wire.request.headers.map((header) => ({
      name: header.name,
      local: header.element.local,
      write: this.#writers.element(header.element, header.shape, header.name, false),
    }));
    this.#open = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope${this.#prefixes.declarations}>`;
    this.#readers = new ReaderCompiler(wire.encoded, wire.typeNames);
  }

  /** The declared headers as text: the caller's arguments, else the configured values. Throws `BAD_USER_INPUT`. */
  headers(args: Readonly<Record<string, unknown>>, configured: Readonly<Record<string, unknown>> = {}): string {
    let text = '';
    for (const header of this.#writeHeaders) {
      const fixed = Object.hasOwn(configured, header.local) ? configured[header.local] : undefined;
      const value = fixed ?? args[header.name];
      if (value === undefined || value === null) continue;
      // Text for a header that is no text is a whole header, as XML.
      text += typeof fixed === 'string' && fixed.trimStart().startsWith('<') ? fixed : header.write(value);
    }
    for (const [local, value] of Object.entries(configured)) {
      if (typeof value === 'string' && !this.#writeHeaders.some((header) => header.local === local)) text += value;
    }
    return text;
  }

  /** The request's envelope. Throws `BAD_USER_INPUT`. */
  encode(args: Readonly<Record<string, unknown>>, parts: EnvelopeParts = {}, options: EncodeOptions = {}): string {
    this.#attachTo.current = options.attach;
    const { headers = '', bodyAttributes = '' } = parts;
    const header = headers === '' ? '' : `<soap:Header>${headers}</soap:Header>`;
    return `${this.#open}${header}<soap:Body${bodyAttributes}>${this.#writeBody(args)}</soap:Body></soap:Envelope>`;
  }

  /** What an answer's envelope says. Throws `XmlError` for one that is malformed or does not fit its description. */
  decode(text: string, selection: Selection | undefined, attachments?: ReadonlyMap<string, Uint8Array>): Decoded {
    const cursor = new XmlCursor(text);
    const state = new ReadState(this.#wire.lenient, attachments);
    const { message, header } = this.#reader(selection);
    const headers: Record<string, unknown> = {};
    const body = enterBody(cursor, header && (() => header(cursor, state, headers)));
    if (body === 'fault') {
      const fault = readFault(cursor, state, this.#faultReaders());
      leaveEnvelope(cursor, 0);
      return { kind: 'fault', fault };
    }
    if (body === 'empty') {
      leaveEnvelope(cursor, 0);
      if (this.#wire.response?.mapping.kind !== 'nothing' || header === undefined) return { kind: 'empty' };
      return { kind: 'value', value: { body: true, headers } };
    }
    const value = message(cursor, state);
    leaveEnvelope(cursor, 0);
    return { kind: 'value', value: header === undefined ? value : { body: value, headers } };
  }

  #reader(selection: Selection | undefined): AnswerReader {
    if (selection === undefined) {
      this.#whole ??= this.#compile(undefined);
      return this.#whole;
    }
    let reader = this.#bySelection.get(selection);
    if (reader === undefined) {
      reader = this.#compile(selection);
      this.#bySelection.set(selection, reader);
    }
    return reader;
  }

  #compile(selection: Selection | undefined): AnswerReader {
    const { answersHeaders, response } = this.#wire;
    if (!answersHeaders) return { message: messageReader(this.#wire, this.#readers, selection) };
    const below = (field: string): Selection | undefined => selection?.fields.get(field) ?? undefined;
    const wants = (field: string): boolean => selection === undefined || selection.fields.has(field);
    return {
      message: wants('body') ? messageReader(this.#wire, this.#readers, below('body')) : (cursor) => cursor.skip(),
      header: headerReader((wants('headers') && response?.headers) || [], this.#readers, below('headers')),
    };
  }

  #faultReaders(): readonly FaultReader[] {
    this.#faults ??= this.#wire.faults.map(({ name, element, shape }) => ({
      name,
      element,
      read: this.#readers.compile(shape, undefined),
    }));
    return this.#faults;
  }
}
