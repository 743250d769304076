import { allowedMembers, statedMember } from '../model/allowed-members.ts';
import { givenFields } from '../model/given-fields.ts';
import { memberNames } from '../model/member-names.ts';
import type {
  ArrayShape,
  FieldShape,
  LeafShape,
  ListShape,
  ObjectShape,
  OpenShape,
  PolymorphicShape,
  Shape,
  WrapperShape,
} from '../model/shape.ts';
import { XSI } from '../xml/namespaces.ts';
import { escapeAttribute, escapeText } from '../xml/xml-text.ts';
import type { QualifiedName } from '../xml/xml-tree.ts';
import { arrayAttributes, type SoapEncoding } from './array-attributes.ts';
import { checkedMixed } from './checked-xml.ts';
import { contentWriter, isGiven, type WriteContent } from './compile-content.ts';
import type { Prefixes } from './prefixes.ts';
import { hasNames, withPrefixes } from './qualified-names.ts';
import { badInput, formatterOf, isSameText } from './write-leaf.ts';
import { writeOpen } from './write-open.ts';

/** What an element has for a value: its attributes, each with a space before it, and its content. */
export interface Written {
  readonly attributes: string;
  readonly content: string;
  /** Those of the attributes that the content needs, whatever element it stands in. */
  readonly declarations?: string;
}

export type Write = (value: unknown) => Written;

type Values = Readonly<Record<string, unknown>>;

export interface WriterOptions {
  readonly prefixes: Prefixes;
  /** SOAP encoding: every element says its type. */
  readonly encoding?: SoapEncoding;
  /** Fields, by coordinate, whose text is a CDATA section. */
  readonly cdata: ReadonlySet<string>;
  /** Takes base64 text for a MIME part of its own and gives the content that refers to it. */
  readonly attach?: (base64: string) => string;
}

/** Compiles shapes into writers, when a value first needs one. */
export class WriterCompiler {
  readonly options: WriterOptions;
  readonly #objects = new Map<ObjectShape, Write>();

  constructor(options: WriterOptions) {
    this.options = options;
  }

  /** Writer of an element of this name, complete with its tags. */
  element(name: QualifiedName, shape: Shape, place: string, nillable: boolean): (value: unknown) => string {
    const { prefixes } = this.options;
    const tag = prefixes.name(name.namespace, name.local);
    const [open, close] = [`<${tag}`, `</${tag}>`];
    const nil = `${open} ${prefixes.name(XSI, 'nil')}="true"/>`;
    let write: Write | undefined;
    return (value) => {
      if (value === null || value === undefined) {
        if (nillable) return nil;
        throw badInput(place, 'must not be null');
      }
      write ??= this.compile(shape, place);
      const { attributes, content } = write(value);
      return content === '' ? `${open}${attributes}/>` : `${open}${attributes}>${content}${close}`;
    };
  }

  compile(shape: Shape, place: string): Write {
    switch (shape.kind) {
      case 'leaf':
      case 'list':
        return this.#leaf(shape, place);
      case 'object':
        return this.object(shape);
      case 'wrapper':
        return this.#wrapper(shape);
      case 'polymorphic':
        return this.#polymorphic(shape, place);
      case 'array':
        return this.#array(shape, place);
      case 'open':
        return this.#open(shape, place);
      case 'presence':
        return () => ({ attributes: this.#typeAttribute(shape.type), content: '' });
    }
  }

  object(shape: ObjectShape): Write {
    const known = this.#objects.get(shape);
    if (known !== undefined) return known;
    const owner = shape.wantedName[0] ?? 'value';
    const attributes = givenFields(shape).flatMap((field, index) => this.#attribute(field, owner, index));
    const text = shape.fields.find((field) => field.kind === 'text' || field.kind === 'mixed');
    const typeAttribute = this.#typeAttribute(shape.type);
    const whole = shape.fields.find((field) => field.kind === 'content');
    const inContent = shape.fields.filter(
      ({ kind }) => kind !== 'content' && kind !== 'attribute' && kind !== 'anyAttribute',
    );
    let writeContent: WriteContent | undefined;
    let writeText: Write | undefined;
    const write: Write = (value) => {
      if (typeof value !== 'object' || value === null) throw badInput(owner, 'must be an object');
      const values = value as Values;
      writeContent ??= contentWriter(this, shape, owner);
      let written = typeAttribute;
      for (const attribute of attributes) written += attribute(values);
      if (whole !== undefined && isGiven(whole, values)) {
        const besides = inContent.find((field) => isGiven(field, values));
        if (besides !== undefined)
          throw badInput(`${owner}.${whole.name}`, `is all of the content: give no ${besides.name}`);
        return { attributes: written, content: checkedMixed(values[whole.name], `${owner}.${whole.name}`) };
      }
      let content = '';
      const own = text === undefined ? undefined : values[text.name];
      if (text !== undefined && own !== undefined && own !== null) {
        writeText ??= this.compile(text.shape, `${owner}.${text.name}`);
        const { content: inner, declarations = '' } = writeText(own);
        content = inner;
        written += declarations;
      }
      return { attributes: written, content: content + writeContent(values) };
    };
    this.#objects.set(shape, write);
    return write;
  }

  #attribute(field: FieldShape, owner: string, index: number): ((values: Values) => string)[] {
    const place = `${owner}.${field.name}`;
    if (field.kind === 'anyAttribute') return [(values) => openAttributes(values[field.name], place)];
    if (field.kind !== 'attribute') return [];
    const { shape } = field;
    const isText = shape.kind === 'leaf' || shape.kind === 'list';
    const format = isText ? formatterOf(shape, place) : String;
    const name = this.options.prefixes.name(field.namespace, field.local);
    const written = (text: string): string => {
      if (!hasNames(shape)) return ` ${name}="${escapeAttribute(text)}"`;
      const prefixed = withPrefixes(text, `a${index}q`);
      return `${prefixed.declarations} ${name}="${prefixed.text}"`;
    };
    return [
      (values) => {
        const value = values[field.name];
        if (value !== undefined && value !== null) {
          const text = format(value);
          const { fixed } = field;
          if (fixed !== undefined && text !== fixed && !(isText && isSameText(shape, text, fixed))) {
            throw badInput(place, `must be "${fixed}"`);
          }
          return written(text);
        }
        // A default is what its absence means; what is fixed and required has to be said.
        if (field.required && field.fixed !== undefined) return written(field.fixed);
        if (field.required && field.default === undefined) throw badInput(place, 'is required');
        return '';
      },
    ];
  }

  #leaf(shape: LeafShape | ListShape, place: string): Write {
    const format = formatterOf(shape, place);
    const attributes = this.#typeAttribute(shape.type);
    const { attach } = this.options;
    if (attach !== undefined && shape.kind === 'leaf' && shape.leaf === 'base64') {
      return (value) => ({ attributes, content: attach(format(value)) });
    }
    if (hasNames(shape)) {
      return (value) => {
        const { text, declarations } = withPrefixes(format(value), 'q');
        return { attributes: attributes + declarations, content: text, declarations };
      };
    }
    if (this.options.cdata.has(place)) {
      return (value) => ({ attributes, content: `<![CDATA[${format(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>` });
    }
    return (value) => ({ attributes, content: escapeText(format(value)) });
  }

  #wrapper({ object }: WrapperShape): Write {
    const [list] = object.fields;
    const write = this.object(object);
    return (value) => write(list === undefined ? {} : { [list.name]: value });
  }

  #polymorphic(shape: PolymorphicShape, place: string): Write {
    const { base, members } = shape;
    const names = memberNames(shape);
    const stated = statedMember(shape);
    const allowed = new Set(allowedMembers(shape).map((member) => member.key));
    const instance = members.map((member) =>
      member === stated || member.type === undefined || this.options.encoding !== undefined
        ? ''
        : ` ${this.options.prefixes.name(XSI, 'type')}="${this.options.prefixes.name(member.type.namespace, member.type.local)}"`,
    );
    const writeMember = (index: number, value: unknown): Written => {
      const member = members[index] ?? base;
      const own = givenFields(member).length === 0 ? {} : value;
      const { attributes, content } = this.object(member)(own);
      return { attributes: (instance[index] ?? '') + attributes, content };
    };
    if (members.length < 2) return (value) => writeMember(0, value);
    return (value) => {
      const given = Object.entries(value as Values).filter(([, inner]) => inner !== undefined && inner !== null);
      const [first] = given;
      const index = first === undefined ? -1 : names.indexOf(first[0]);
      if (first === undefined || given.length > 1 || index < 0) throw badInput(place, 'must name exactly one type');
      if (!allowed.has(members[index]?.key ?? '')) {
        const wanted = names.filter((_, position) => allowed.has(members[position]?.key ?? ''));
        throw badInput(place, `must be one of ${wanted.join(', ')}`);
      }
      return writeMember(index, first[1]);
    };
  }

  #open(shape: OpenShape, place: string): Write {
    const { prefixes, encoding } = this.options;
    const typed = shape.unknown !== true;
    const options = { prefixes, place, typed, ...(encoding === undefined ? undefined : { encoding }) };
    return (value) => writeOpen(value, options);
  }

  #array(shape: ArrayShape, place: string): Write {
    const { prefixes, encoding } = this.options;
    const write = this.element({ namespace: '', local: shape.itemName }, shape.item, place, true);
    const { itemType, dimensions } = shape;
    return (value) => {
      const items = Array.isArray(value) ? value : [value];
      // Literal messages may not say it (WS-I Basic Profile 1.1, R2113).
      const attributes =
        encoding === undefined ? '' : arrayAttributes(prefixes, encoding, itemType, items.length, dimensions);
      return { attributes, content: items.map((item) => write(item)).join('') };
    };
  }

  #typeAttribute(type: QualifiedName | undefined): string {
    if (this.options.encoding === undefined || type === undefined) return '';
    const { prefixes } = this.options;
    return ` ${prefixes.name(XSI, 'type')}="${prefixes.name(type.namespace, type.local)}"`;
  }
}

function openAttributes(value: unknown, place: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') throw badInput(place, 'must be an object');
  let text = '';
  let number = 0;
  for (const [key, inner] of Object.entries(value)) {
    const match = /^(?:\{([^{}]*)\})?([\p{L}_][\p{L}\p{N}_.-]*)$/u.exec(key);
    if (match === null || match[2] === 'xmlns') throw badInput(place, 'has a key that is no attribute name');
    const namespace = match[1] ?? '';
    const prefix = namespace === '' ? '' : `a${number}:`;
    if (namespace !== '') text += ` xmlns:a${number}="${escapeAttribute(namespace)}"`;
    text += ` ${prefix}${match[2]}="${escapeAttribute(String(inner))}"`;
    number += 1;
  }
  return text;
}
