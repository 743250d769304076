import { XSD, XSI } from '../xml/namespaces.ts';
import { XmlCursor } from '../xml/xml-cursor.ts';
import { XmlError } from '../xml/xml-error.ts';
import { escapeAttribute, escapeText, isXmlText } from '../xml/xml-text.ts';
import type { Written } from './compile-writer.ts';
import type { Prefixes } from './prefixes.ts';
import { badInput } from './write-leaf.ts';

const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
const MAX_DEPTH = 50;

/** JSON as the content of an element that no schema describes; the counterpart of `readOpen`. Scalars say their type. */
export function writeOpen(value: unknown, prefixes: Prefixes, place: string, depth = 0): Written {
  if (depth > MAX_DEPTH) throw badInput(place, 'is nested too deeply');
  if (value === null || value === undefined) return { attributes: ` ${prefixes.name(XSI, 'nil')}="true"`, content: '' };
  if (typeof value === 'boolean') return typed('boolean', String(value), prefixes);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
    const small = isInteger && value >= -2147483648 && value <= 2147483647;
    return typed(small ? 'int' : isInteger ? 'long' : 'double', String(value), prefixes);
  }
  if (typeof value === 'string') {
    if (!isXmlText(value)) throw badInput(place, 'has characters that XML cannot hold');
    return typed('string', escapeText(value), prefixes);
  }
  if (Array.isArray(value)) {
    return { attributes: '', content: value.map((item) => element('item', item, prefixes, place, depth)).join('') };
  }
  let attributes = '';
  let content = '';
  for (const [name, inner] of Object.entries(value as object)) {
    if (name === '#text') {
      if (!isXmlText(String(inner))) throw badInput(place, 'has characters that XML cannot hold');
      content += escapeText(String(inner));
    } else if (name.startsWith('@')) {
      if (!NAME.test(name.slice(1)) || name.startsWith('@xmlns'))
        throw badInput(place, 'has an attribute that is no XML name');
      attributes += ` ${name.slice(1)}="${escapeAttribute(String(inner))}"`;
    } else if (Array.isArray(inner)) {
      content += inner.map((item) => element(name, item, prefixes, place, depth)).join('');
    } else content += element(name, inner, prefixes, place, depth);
  }
  return { attributes, content };
}

function element(name: string, value: unknown, prefixes: Prefixes, place: string, depth: number): string {
  if (!NAME.test(name)) throw badInput(place, 'has a key that is no XML name');
  const { attributes, content } = writeOpen(value, prefixes, place, depth + 1);
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function typed(type: string, content: string, prefixes: Prefixes): Written {
  return { attributes: ` ${prefixes.name(XSI, 'type')}="${prefixes.name(XSD, type)}"`, content };
}

/** XML that a caller gave, as it is: well-formed elements that stand by themselves. Throws `BAD_USER_INPUT`. */
export function checkedXml(value: unknown, place: string): string {
  const text = String(value).replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '');
  if (!isXmlText(text)) throw badInput(place, 'has characters that XML cannot hold');
  try {
    const cursor = new XmlCursor(text, MAX_DEPTH);
    let end = 0;
    while (cursor.open()) {
      checkPrefixes(cursor, place);
      while (cursor.depth > 0) if (cursor.open()) checkPrefixes(cursor, place);
      if (text.slice(end, cursor.pos).trim().charAt(0) !== '<') throw badInput(place, 'must be XML elements');
      end = cursor.pos;
    }
    if (end === 0 || text.slice(end).trim() !== '') throw badInput(place, 'must be XML elements');
  } catch (error) {
    if (error instanceof XmlError) throw badInput(place, 'is not well-formed XML');
    throw error;
  }
  return text;
}

/** A prefix must be declared in the fragment: it must not mean what our envelope happens to declare. */
function checkPrefixes(cursor: XmlCursor, place: string): void {
  const prefix =
    cursor.localStart === cursor.nameStart ? '' : cursor.text.slice(cursor.nameStart, cursor.localStart - 1);
  if (cursor.resolvePrefix(prefix) === undefined) throw badInput(place, 'has a prefix that it does not declare');
}
