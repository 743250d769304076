import { XSD, XSI } from '../xml/namespaces.ts';
import { escapeAttribute, escapeText, isXmlText } from '../xml/xml-text.ts';
import type { QualifiedName } from '../xml/xml-tree.ts';
import { arrayAttributes, type SoapEncoding } from './array-attributes.ts';
import { xmlText } from './checked-xml.ts';
import type { Written } from './compile-writer.ts';
import type { Prefixes } from './prefixes.ts';
import { badInput } from './write-leaf.ts';

const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
const MAX_DEPTH = 50;
const ANY_TYPE: QualifiedName = { namespace: XSD, local: 'anyType' };

/** How values without a schema are written. */
export interface OpenOptions {
  readonly prefixes: Prefixes;
  readonly place: string;
  /** Whether scalars state their types: not where a type has a name that is not known, since none may contradict it. */
  readonly typed: boolean;
  /** SOAP encoding: a list is one of its arrays. */
  readonly encoding?: SoapEncoding;
}

/**
 * JSON as the content of an element that no schema describes; the counterpart of `readOpen`. An object's `@xsi:type` states its type as
 * `{namespace}local`.
 */
export function writeOpen(value: unknown, options: OpenOptions, depth = 0): Written {
  const { prefixes, place, encoding } = options;
  if (depth > MAX_DEPTH) throw badInput(place, 'is nested too deeply');
  if (value === null || value === undefined) return { attributes: ` ${prefixes.name(XSI, 'nil')}="true"`, content: '' };
  if (typeof value === 'boolean') return scalar('boolean', String(value), options);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
    const small = isInteger && value >= -2147483648 && value <= 2147483647;
    return scalar(small ? 'int' : isInteger ? 'long' : 'double', String(value), options);
  }
  if (typeof value === 'string') return scalar('string', escapeText(xmlText(value, place)), options);
  if (Array.isArray(value)) {
    const attributes = encoding === undefined ? '' : arrayAttributes(prefixes, encoding, ANY_TYPE, value.length);
    return { attributes, content: value.map((item) => element('item', item, options, depth)).join('') };
  }
  let attributes = '';
  let content = '';
  for (const [name, inner] of Object.entries(value as object)) {
    if (name === '#text') content += escapeText(xmlText(String(inner), place));
    else if (name === '@xsi:type') attributes += statedType(inner, options);
    else if (name.startsWith('@')) {
      if (!NAME.test(name.slice(1)) || name.startsWith('@xmlns'))
        throw badInput(place, 'has an attribute that is no XML name');
      attributes += ` ${name.slice(1)}="${escapeAttribute(xmlText(String(inner), place))}"`;
    } else if (Array.isArray(inner)) {
      content += inner.map((item) => element(name, item, options, depth)).join('');
    } else content += element(name, inner, options, depth);
  }
  return { attributes, content };
}

function element(name: string, value: unknown, options: OpenOptions, depth: number): string {
  if (!NAME.test(name)) throw badInput(options.place, 'has a key that is no XML name');
  const { attributes, content } = writeOpen(value, options, depth + 1);
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function scalar(type: string, content: string, { prefixes, typed }: OpenOptions): Written {
  const attributes = typed ? ` ${prefixes.name(XSI, 'type')}="${prefixes.name(XSD, type)}"` : '';
  return { attributes, content };
}

function statedType(value: unknown, { prefixes, place }: OpenOptions): string {
  const [, namespace, local] = /^\{([^{}]+)\}(.+)$/.exec(String(value)) ?? [];
  if (namespace === undefined || local === undefined || !NAME.test(local) || !isXmlText(namespace))
    throw badInput(place, 'has an "@xsi:type" that is not "{namespace}name"');
  return ` xmlns:t="${escapeAttribute(namespace)}" ${prefixes.name(XSI, 'type')}="t:${local}"`;
}
