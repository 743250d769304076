import { builtInLeaf } from '../model/built-in-types.ts';
import { APACHE_SOAP, SOAP11_ENCODING, SOAP12_ENCODING, XSI } from '../xml/namespaces.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { escapeAttribute } from '../xml/xml-text.ts';
import { parserOf } from './read-leaf.ts';

/** The type that `xsi:type` names. */
export function instanceType(cursor: XmlCursor): { namespace: string; local: string } | undefined {
  if (cursor.attributeCount === 0) return undefined;
  const text = cursor.attribute('type', XSI)?.trim();
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  return {
    namespace: cursor.resolvePrefix(colon < 0 ? '' : text.slice(0, colon)) ?? '',
    local: text.slice(colon + 1),
  };
}

/**
 * An element whose content no schema describes, as JSON: text, or an object with `@attribute` and child elements by local name (a
 * list where one repeats) and `#text`. `xsi:type` decides about scalars, SOAP arrays and maps.
 */
export function readOpen(cursor: XmlCursor): unknown {
  const nil = cursor.isNil();
  const type = instanceType(cursor);
  const attributes = readAttributes(cursor);
  const encoded = type !== undefined && (type.namespace === SOAP11_ENCODING || type.namespace === SOAP12_ENCODING);
  const isArray = (encoded && type.local === 'Array') || attributes?.arrayType === true;
  if (nil) {
    cursor.skip();
    return null;
  }
  if (isArray) {
    const items: unknown[] = [];
    while (cursor.open()) items.push(readOpen(cursor));
    return items;
  }
  if (type?.namespace === APACHE_SOAP && type.local === 'Map') return readMap(cursor);
  if (cursor.isLeaf()) {
    const text = cursor.content();
    const leaf = type === undefined ? undefined : builtInLeaf(type.namespace, type.local);
    const value = leaf === undefined ? text : (parserOf(leaf)(text) ?? text);
    return attributes === undefined ? value : Object.assign(attributes.values, { '#text': value });
  }
  const result: Record<string, unknown> = attributes?.values ?? Object.create(null);
  const resume = cursor.suspend();
  const text = cursor.content().trim();
  resume();
  while (cursor.open()) {
    const name = cursor.local;
    const value = readOpen(cursor);
    const existing = result[name];
    if (existing === undefined) result[name] = value;
    else if (repeated.has(existing as object)) (existing as unknown[]).push(value);
    else {
      const list = [existing, value];
      repeated.add(list);
      result[name] = list;
    }
  }
  if (text !== '') result['#text'] = text;
  return result;
}

// Lists that stand for a repeated element, as opposed to lists that are a value.
const repeated = new WeakSet<object>();

function readAttributes(cursor: XmlCursor): { values: Record<string, unknown>; arrayType: boolean } | undefined {
  let values: Record<string, unknown> | undefined;
  let arrayType = false;
  for (let index = 0; index < cursor.attributeCount; index += 1) {
    const namespace = cursor.attributeNamespace(index);
    if (namespace === XSI) continue;
    if (namespace === SOAP11_ENCODING || namespace === SOAP12_ENCODING) {
      arrayType ||= cursor.attributeLocal(index) === 'arrayType' || cursor.attributeLocal(index) === 'itemType';
      continue;
    }
    values ??= Object.create(null) as Record<string, unknown>;
    values[`@${cursor.attributeLocal(index)}`] = cursor.attributeValue(index);
  }
  return values === undefined && !arrayType ? undefined : { values: values ?? Object.create(null), arrayType };
}

function readMap(cursor: XmlCursor): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  while (cursor.open()) {
    let key: unknown;
    let value: unknown = null;
    while (cursor.open()) {
      if (cursor.isLocal('key')) key = readOpen(cursor);
      else if (cursor.isLocal('value')) value = readOpen(cursor);
      else cursor.skip();
    }
    if (key !== undefined) result[String(key)] = value;
  }
  return result;
}

/** An element as XML text that stands by itself: the namespace declarations around it are repeated on it. */
export function readXml(cursor: XmlCursor): string {
  const start = cursor.nameStart - 1;
  const { nameEnd } = cursor;
  const own = cursor.ownScope();
  cursor.skip();
  const xml = cursor.text.slice(start, cursor.pos);
  let declarations = '';
  for (const prefix of ['', ...prefixesIn(xml)]) {
    // Only what is declared around the element is still in scope.
    const uri = own.has(prefix) || prefix === 'xml' ? undefined : cursor.resolvePrefix(prefix);
    if (uri === undefined || (prefix === '' && uri === '')) continue;
    declarations += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`;
  }
  return xml.slice(0, nameEnd - start) + declarations + xml.slice(nameEnd - start);
}

/** What may be a prefix, of a name or in a value such as that of `xsi:type`. */
function prefixesIn(xml: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [word] of xml.matchAll(/[^\s<>/="':]+:?/g)) if (word.endsWith(':')) found.add(word.slice(0, -1));
  return found;
}

/** Content of the current element as XML text whose elements stand by themselves. */
export function readContent(cursor: XmlCursor): string {
  const { text } = cursor;
  let from = cursor.pos;
  let xml = '';
  while (cursor.open()) {
    xml += text.slice(from, cursor.nameStart - 1) + readXml(cursor);
    from = cursor.pos;
  }
  // An empty-element tag has no end tag, and nothing before it.
  const end = cursor.pos > from ? text.lastIndexOf('</', cursor.pos - 1) : from;
  return xml + text.slice(from, end);
}
