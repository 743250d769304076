import {
  type Field,
  isOpen,
  type ListShape,
  type ObjectShape,
  type Shape,
  type UnionShape,
  type Use,
  type XmlHints,
} from '../translate/shape.ts';
import { memberPicker } from './member.ts';
import { primitive } from './parameter.ts';
import type { XmlElement } from './xml-tree.ts';

type Raw = Record<string, unknown>;

/** An element as the JSON value that its schema describes: `xml` annotations say what is attribute, list and wrapper. */
export function fromXml(use: Use, element: XmlElement): unknown {
  if (element.attributes.get('nil') === 'true') return null;
  const { shape } = use;
  switch (shape.kind) {
    case 'object':
      return objectFrom(shape, element);
    case 'list':
      return element.children.map((item) => fromXml(shape.item, item));
    case 'map':
      return Object.fromEntries(element.children.map((item) => [item.name, fromXml(shape.value, item)]));
    case 'union':
      return unionFrom(shape, element);
    default:
      return element.children.length > 0 && isOpen(shape) ? openFrom(element) : leafFrom(shape, element.text);
  }
}

/** Text, or members by name; repeated ones are a list. */
function openFrom(element: XmlElement): unknown {
  if (element.children.length === 0) return element.text.trim();
  const members = new Map<string, unknown[]>();
  for (const child of element.children) members.set(child.name, [...(members.get(child.name) ?? []), openFrom(child)]);
  return Object.fromEntries([...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function objectFrom(shape: ObjectShape, element: XmlElement): Raw {
  const members: [string, unknown][] = [];
  for (const field of shape.fields) {
    const value = memberFrom(field, element);
    if (value !== undefined) members.push([field.wire, value]);
  }
  return Object.fromEntries(members);
}

function memberFrom(field: Field, element: XmlElement): unknown {
  const hints = field.xml;
  const name = hints?.name ?? field.wire;
  const { shape } = field.use;
  if (hints?.attribute === true) {
    const text = element.attributes.get(name);
    return text === undefined ? undefined : leafFrom(shape, text);
  }
  if (hints?.text === true) return leafFrom(shape, element.text);
  if (shape.kind === 'list') return listFrom(shape, hints, name, element);
  const child = element.children.find((it) => it.name === name);
  return child === undefined ? undefined : fromXml(field.use, child);
}

function listFrom(shape: ListShape, hints: XmlHints | undefined, name: string, element: XmlElement): unknown {
  const itemName = shape.item.xml?.name;
  if (hints?.wrapped === true) {
    const wrapper = element.children.find((it) => it.name === name);
    return wrapper?.children.map((item) => fromXml(shape.item, item));
  }
  const items = element.children.filter((it) => it.name === (itemName ?? name));
  return items.map((item) => fromXml(shape.item, item));
}

function unionFrom({ members, discriminator }: UnionShape, element: XmlElement): unknown {
  const uses = members.map((member) => member.use);
  const told = discriminator && uses[discriminator.byValue.get(textUnder(element, discriminator.property) ?? '') ?? -1];
  if (told !== undefined) return fromXml(told, element);
  const names = new Set(element.children.map((it) => it.name));
  const score = (use: Use): number =>
    use.shape.kind === 'object'
      ? use.shape.fields.filter((field) => names.has(field.xml?.name ?? field.wire)).length
      : -1;
  const best = [...uses].sort((a, b) => score(b) - score(a))[0];
  return best === undefined ? null : fromXml(best, element);
}

const textUnder = (element: XmlElement, name: string): string | undefined =>
  element.attributes.get(name) ?? element.children.find((it) => it.name === name)?.text.trim();

function leafFrom(shape: Shape, text: string): unknown {
  if (shape.kind === 'enum') {
    const found = shape.values.find((it) => String(it.value) === text.trim());
    return found?.value ?? text.trim();
  }
  if (shape.kind !== 'scalar') return text;
  const trimmed = text.trim();
  switch (shape.scalar) {
    case 'Boolean':
      return trimmed === 'true' || trimmed === '1' ? true : trimmed === 'false' || trimmed === '0' ? false : trimmed;
    case 'Int':
    case 'Float':
      return trimmed === '' || Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed);
    case 'String':
      return text;
    default:
      return trimmed;
  }
}

/** A wire value as an XML document. */
export function toXml(use: Use, value: unknown, rootName: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${elementText(use, use.xml?.name ?? rootName, use.xml, value)}`;
}

function elementText(use: Use, name: string, hints: XmlHints | undefined, value: unknown): string {
  if (value === undefined) return '';
  const tag = qualified(name, hints);
  const space =
    hints?.namespace === undefined
      ? ''
      : ` xmlns${hints.prefix === undefined ? '' : `:${hints.prefix}`}="${escapeText(hints.namespace)}"`;
  if (value === null) return `<${tag}${space} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`;
  const { attributes, content } = contentOf(use.shape, value, name);
  return `<${tag}${space}${attributes}>${content}</${tag}>`;
}

function contentOf(shape: Shape, value: unknown, name: string): { attributes: string; content: string } {
  if (shape.kind === 'object' && isRaw(value)) return objectContent(shape, value);
  if (shape.kind === 'list' && Array.isArray(value)) {
    const itemName = shape.item.xml?.name ?? name;
    return plain(value.map((item) => elementText(shape.item, itemName, shape.item.xml, item)).join(''));
  }
  if (shape.kind === 'map' && isRaw(value)) {
    return plain(
      Object.entries(value)
        .map(([key, item]) => elementText(shape.value, key, undefined, item))
        .join(''),
    );
  }
  if (shape.kind === 'union') {
    const member = shape.members[memberPicker(shape)(value)];
    return member === undefined ? plain('') : contentOf(member.use.shape, value, name);
  }
  return plain(isRaw(value) ? openContent(value) : escapeText(primitive(value)));
}

const plain = (content: string): { attributes: string; content: string } => ({ attributes: '', content });
const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

const openContent = (value: Raw): string =>
  Object.entries(value)
    .flatMap(([key, item]) => (Array.isArray(item) ? item : [item]).map((one) => [key, one] as const))
    .map(
      ([key, item]) =>
        `<${tagName(key)}>${isRaw(item) ? openContent(item) : escapeText(primitive(item))}</${tagName(key)}>`,
    )
    .join('');

function objectContent(shape: ObjectShape, value: Raw): { attributes: string; content: string } {
  let attributes = '';
  let content = '';
  for (const field of shape.fields) {
    const item = value[field.wire];
    if (item === undefined) continue;
    const hints = field.xml;
    const name = hints?.name ?? field.wire;
    if (hints?.attribute === true) attributes += ` ${qualified(name, hints)}="${escapeText(primitive(item))}"`;
    else if (hints?.text === true) content += escapeText(primitive(item));
    else if (field.use.shape.kind === 'list' && hints?.wrapped !== true && Array.isArray(item)) {
      const list = field.use.shape;
      const itemHints = list.item.xml ?? hints;
      content += item.map((one) => elementText(list.item, list.item.xml?.name ?? name, itemHints, one)).join('');
    } else content += elementText(field.use, name, hints, item);
  }
  return { attributes, content };
}

const qualified = (name: string, hints: XmlHints | undefined): string =>
  hints?.prefix === undefined ? tagName(name) : `${tagName(hints.prefix)}:${tagName(name)}`;

/** A name with nothing in it that could end the tag. */
const tagName = (name: string): string => name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^[\d.-]/, '_$&');

const escapeText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
