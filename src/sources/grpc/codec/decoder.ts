import type { Selection } from '../../source.ts';
import type { FieldShape, MessageShape, ValueShape } from '../translate/shape.ts';
import { KNOWN_DECODERS, type KnownDecoder, wrapperDecoder } from './known-decoders.ts';
import { MAX_DEPTH, Reader } from './reader.ts';
import { wireTypeOf } from './scalar-encoders.ts';

/** Reads the message between the reader's position and `end` into a GraphQL-shaped object. */
export type MessageDecoder = (reader: Reader, end: number, depth: number) => Record<string, unknown>;

/** What a decoder needs of the rest of the description. */
export interface DecoderContext {
  /** Reads a `google.protobuf.Any`. */
  readonly any: KnownDecoder;
}

/**
 * Compiles the decoder of one message for one selection (undefined: everything): a function with one `switch` over the tags, which
 * skips what was not selected and builds the object in one literal.
 *
 * Trap: the text of the function is made from numbers and from `JSON.stringify` of checked GraphQL names alone, since descriptors
 * are untrusted input. `literal` is the only door for a name.
 */
export function compileDecoder(
  shape: MessageShape,
  selection: Selection | undefined,
  context: DecoderContext,
): MessageDecoder {
  return new Compiler(context).decoder(shape, selection, false);
}

const NAME = /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/;

function literal(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  // `\u2028` and `\u2029` end a line in source text of old engines.
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
}

function property(name: string): string {
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is not a GraphQL name.`);
  return literal(name);
}

class Compiler {
  readonly #context: DecoderContext;
  /** Filled while compiling; the generated functions reach each other, and tables, through it. */
  readonly #refs: unknown[] = [];
  readonly #slots = new Map<MessageShape, Map<string, number>>();

  constructor(context: DecoderContext) {
    this.#context = context;
  }

  decoder(shape: MessageShape, selection: Selection | undefined, typename: boolean): MessageDecoder {
    const slot = this.#slot(shape, selection, typename);
    return this.#refs[slot] as MessageDecoder;
  }

  #slot(shape: MessageShape, selection: Selection | undefined, typename: boolean): number {
    const key = `${typename ? '!' : ''}${selection === undefined ? '*' : selection.key}`;
    const bySelection = this.#slots.get(shape) ?? new Map<string, number>();
    this.#slots.set(shape, bySelection);
    const known = bySelection.get(key);
    if (known !== undefined) return known;
    const slot = this.#refs.push(undefined) - 1;
    bySelection.set(key, slot);
    this.#refs[slot] = this.#compile(shape, selection, typename);
    return slot;
  }

  #ref(value: unknown): number {
    return this.#refs.push(value) - 1;
  }

  #compile(shape: MessageShape, selection: Selection | undefined, typename: boolean): MessageDecoder {
    const wanted = (name: string): boolean => selection === undefined || selection.fields.has(name);
    const declarations: string[] = [];
    const cases: string[] = [];
    const closings: string[] = [];
    const properties: string[] = typename ? [`"__typename": ${literal(shape.typeName)}`] : [];
    const usedOneofs = new Set<number>();

    for (const field of shape.fields) {
      const oneof = field.oneof === undefined ? undefined : shape.oneofs[field.oneof];
      const selected = wanted(oneof?.union === true ? oneof.name : field.name);
      const toldCase =
        oneof !== undefined && (selected || wanted(oneof.caseName) || this.#anyMember(shape, field, wanted));
      if (!selected && !toldCase) continue;
      if (field.oneof !== undefined) usedOneofs.add(field.oneof);
      const inner = selection?.fields.get(oneof?.union === true ? oneof.name : field.name) ?? undefined;
      const sub = selection === undefined ? undefined : inner;
      this.#field(field, selected, sub, oneof?.union === true, declarations, cases, closings);
      if (oneof === undefined) properties.push(`${property(field.name)}: v${field.number}`);
      else if (selected && !oneof.union) {
        properties.push(`${property(field.name)}: c${field.oneof} === ${field.number} ? v${field.number} : null`);
      }
    }
    for (const index of usedOneofs) {
      const oneof = shape.oneofs[index];
      declarations.push(`let c${index} = 0;`);
      if (oneof?.union === true && wanted(oneof.name)) {
        const members = shape.fields.filter((field) => field.oneof === index);
        const choice = members.map((field) => `c${index} === ${field.number} ? v${field.number} : `).join('');
        properties.push(`${property(oneof.name)}: ${choice}null`);
      } else if (oneof !== undefined && !oneof.union && wanted(oneof.caseName)) {
        const choice = [...oneof.cases]
          .map(([number, name]) => `c${index} === ${number} ? ${literal(name)} : `)
          .join('');
        properties.push(`${property(oneof.caseName)}: ${choice}null`);
      }
    }
    if (shape.fields.length === 0) properties.push('"_": true');
    const source = `"use strict";
return function (r, end, depth) {
  if (depth > ${MAX_DEPTH}) r.deep();
  const b = r.buf;
  ${declarations.join('\n  ')}
  while (r.pos < end) {
    let t = b[r.pos++];
    if (t > 127) t = r.more(t);
    switch (t) {
${cases.join('\n')}
      default: r.skip(t);
    }
  }
  r.close(end);
  ${closings.join('\n  ')}
  return { ${properties.join(', ')} };
};`;
    return new Function('R', 'Reader', source)(this.#refs, Reader) as MessageDecoder;
  }

  /** Whether another member of the field's oneof is wanted: then this member's presence must be noticed. */
  #anyMember(shape: MessageShape, field: FieldShape, wanted: (name: string) => boolean): boolean {
    return shape.fields.some((other) => other.oneof === field.oneof && wanted(other.name));
  }

  #field(
    field: FieldShape,
    selected: boolean,
    selection: Selection | undefined,
    typename: boolean,
    declarations: string[],
    cases: string[],
    closings: string[],
  ): void {
    const v = `v${field.number}`;
    const tag = (wireType: number): number => ((field.number << 3) | wireType) >>> 0;
    const choose = field.oneof === undefined ? '' : ` c${field.oneof} = ${field.number};`;
    const wireType = field.delimited ? 3 : valueWireType(field.value);
    if (!selected) {
      cases.push(`      case ${tag(wireType)}: r.skip(t);${choose} break;`);
      return;
    }
    const { read, prefix } = this.#read(field, selection, typename);
    if (field.mode === 'repeated' || field.mode === 'map') {
      declarations.push(`let ${v} = [];`);
      const drop = this.#dropsUnknown(field.value);
      const push = drop ? `{ const x = ${read}; if (x !== undefined) ${v}.push(x); }` : `${v}.push(${read});`;
      cases.push(`      case ${tag(wireType)}: { ${prefix} ${push}${suffix(field)} break; }`);
      if (wireType !== 2 && wireType !== 3) {
        cases.push(`      case ${tag(2)}: { const e = r.len(); while (r.pos < e) ${push} break; }`);
      }
      if (field.json) closings.push(`${v} = r.toObject(${v});`);
      else if (field.mode === 'map') closings.push(`r.lastWins(${v});`);
      return;
    }
    if (wireType === 2 && (field.value.kind === 'message' || field.value.kind === 'known')) {
      this.#singleMessage(field, read, tag(2), choose, declarations, cases, closings);
      return;
    }
    declarations.push(`let ${v} = ${literal(field.absent ?? null)};`);
    const assign = this.#dropsUnknown(field.value)
      ? `const x = ${read}; if (x !== undefined) { ${v} = x;${choose} }`
      : `${v} = ${read};${choose}`;
    cases.push(`      case ${tag(wireType)}: { ${prefix} ${assign}${suffix(field)} break; }`);
  }

  /**
   * A message that comes more than once is merged, as the encoding demands: the later parts are kept aside, and all parts together are
   * read again at the end.
   */
  #singleMessage(
    field: FieldShape,
    read: string,
    tag: number,
    choose: string,
    declarations: string[],
    cases: string[],
    closings: string[],
  ): void {
    const n = field.number;
    const same = field.oneof === undefined ? '' : `c${field.oneof} === ${n} && `;
    declarations.push(`let v${n} = null, s${n} = -1, e${n} = 0, q${n};`);
    cases.push(
      `      case ${tag}: { const e = r.len(); if (${same}s${n} >= 0) { (q${n} ??= [b.subarray(s${n}, e${n})]).push(b.subarray(r.pos, e)); r.pos = e; } else { q${n} = undefined; s${n} = r.pos; e${n} = e; v${n} = ${read}; }${choose} break; }`,
    );
    const again = `{ const m = Buffer.concat(q${n}); const o = r; r = new Reader(m); const e = m.length; v${n} = ${read}; r = o; }`;
    closings.push(`if (q${n} !== undefined) ${again}`);
    if (field.absent === undefined) {
      closings.push(
        `if (s${n} < 0) { const o = r; r = new Reader(Buffer.alloc(0)); const e = 0; v${n} = ${read}; r = o; }`,
      );
    }
  }

  /** The expression that reads one value; `e` is the end of a message that it reads. */
  #read(field: FieldShape, selection: Selection | undefined, typename: boolean): { read: string; prefix: string } {
    const { value } = field;
    const single = field.mode !== 'repeated' && field.mode !== 'map';
    switch (value.kind) {
      case 'scalar':
        return { read: value.type === 'string' && !field.utf8 ? 'r.looseString()' : `r.${value.type}()`, prefix: '' };
      case 'enum': {
        const { names, unrecognized } = value.enum;
        return { read: `R[${this.#ref(enumReader(names, unrecognized))}](r)`, prefix: '' };
      }
      case 'known':
        return {
          read: `R[${this.#ref(this.#known(value))}](r, e, depth + 1)`,
          prefix: single && !field.delimited ? '' : this.#end(field),
        };
      default:
        return {
          read: `R[${this.#slot(value.message, selection, typename)}](r, e, depth + 1)`,
          prefix: single && !field.delimited ? '' : this.#end(field),
        };
    }
  }

  #end(field: FieldShape): string {
    if (!field.delimited) return 'const e = r.len();';
    return `const s = r.pos; const e = r.groupEnd(${field.number}, depth); r.pos = s;`;
  }

  #known(value: Extract<ValueShape, { kind: 'known' }>): KnownDecoder {
    if (value.known === 'any') return this.#context.any;
    if (value.known !== 'wrapper') return KNOWN_DECODERS[value.known];
    return wrapperDecoder(value.scalar ?? 'string');
  }

  #dropsUnknown(value: ValueShape): boolean {
    return value.kind === 'enum' && value.enum.unrecognized === undefined;
  }
}

/** The end tag behind a group. */
function suffix(field: FieldShape): string {
  return field.delimited ? ' r.uint32();' : '';
}

function valueWireType(value: ValueShape): number {
  if (value.kind === 'scalar') return wireTypeOf(value.type);
  return value.kind === 'enum' ? 0 : 2;
}

function enumReader(names: ReadonlyMap<number, string>, unrecognized: string | undefined) {
  return (reader: Reader): string | undefined => names.get(reader.int32()) ?? unrecognized;
}
