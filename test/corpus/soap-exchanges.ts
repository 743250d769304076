import { memberNames } from '../../src/sources/soap/model/member-names.ts';
import type { FieldShape, ObjectShape, Shape } from '../../src/sources/soap/model/shape.ts';
import { clark, SOAP11_ENCODING, WSU, XSI } from '../../src/sources/soap/xml/namespaces.ts';
import { parseXml, qualifiedName, type XmlAttribute, type XmlElement } from '../../src/sources/soap/xml/xml-tree.ts';

/** Another client's JSON as GraphQL-shaped values, guided by shapes: it has attributes, text and elements under its own keys. */
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const attributesOf = (json: Json): Json => {
  const found = json.attributes ?? json.$attributes;
  return isObject(found) ? found : {};
};

const local = (key: string): string => key.slice(key.indexOf(':') + 1);

/** Property of an element or attribute, with or without a prefix. */
function pick(json: Json, name: string): unknown {
  if (Object.hasOwn(json, name)) return json[name];
  const key = Object.keys(json).find((candidate) => local(candidate) === name);
  return key === undefined ? undefined : json[key];
}

export function toArguments(shape: Shape, json: unknown): Json {
  return shape.kind === 'object' && isObject(json) ? (objectValue(shape, json, true) as Json) : {};
}

export function toValue(shape: Shape, json: unknown, input: boolean): unknown {
  if (json === null || json === undefined) return null;
  switch (shape.kind) {
    case 'leaf': {
      const raw = isObject(json) ? (json.$value ?? json.$xml ?? '') : json;
      if (shape.enumeration !== undefined)
        return shape.enumeration.values.find((value) => value.text === raw)?.name ?? raw;
      if (shape.leaf === 'int' || shape.leaf === 'float') return Number(raw);
      if (shape.leaf === 'boolean') return raw === true || raw === 'true' || raw === '1';
      // A text that it is told to send as it is.
      return typeof raw === 'string' ? raw.replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/, '$1') : String(raw);
    }
    case 'list':
      return Array.isArray(json) ? json : String(json).split(/\s+/);
    case 'object':
      return isObject(json) ? objectValue(shape, json, input) : objectValue(shape, { $value: json }, input);
    case 'polymorphic': {
      const attributes: Json = isObject(json) ? attributesOf(json) : {};
      const named = attributes.xsi_type ?? Object.entries(attributes).find(([key]) => local(key) === 'type')?.[1];
      const type = isObject(named) ? named.type : typeof named === 'string' ? local(named) : undefined;
      const index = Math.max(
        0,
        shape.members.findIndex((member) => member.type?.local === type),
      );
      const member = shape.members[index] ?? shape.base;
      const value = objectValue(member, isObject(json) ? json : {}, input);
      return input && shape.members.length > 1 ? { [memberNames(shape)[index] ?? '']: value } : value;
    }
    case 'array': {
      const inner = isObject(json) ? Object.entries(json).find(([key]) => !/attributes$/.test(key))?.[1] : json;
      return (Array.isArray(inner) ? inner : inner === undefined ? [] : [inner]).map((item) =>
        toValue(shape.item, item, input),
      );
    }
    case 'wrapper': {
      const value = isObject(json) ? objectValue(shape.object, json, input) : {};
      return Object.values(value)[0] ?? [];
    }
    case 'presence':
      return true;
    case 'open':
      return openValue(json);
  }
}

function objectValue(shape: ObjectShape, json: Json, input: boolean): Json {
  const out: Json = {};
  for (const field of shape.fields) {
    const value = fieldValue(field, json, input);
    if (value !== undefined) out[field.name] = value;
  }
  return out;
}

function fieldValue(field: FieldShape, json: Json, input: boolean): unknown {
  if (field.kind === 'attribute') {
    const found = pick(attributesOf(json), field.local);
    return found === undefined ? undefined : toValue(field.shape, found, input);
  }
  if (field.kind === 'text' || field.kind === 'mixed') {
    return json.$value === undefined ? undefined : toValue(field.shape, json.$value, input);
  }
  if (field.kind === 'group' && field.shape.kind === 'object') {
    const item = objectValue(field.shape, json, input);
    return Object.keys(item).length === 0 ? undefined : [item];
  }
  if (field.kind !== 'element') return undefined;
  const found = pick(json, field.local);
  if (found === undefined) return undefined;
  if (!field.list) return toValue(field.shape, Array.isArray(found) ? found[0] : found, input);
  return (Array.isArray(found) ? found : [found]).map((item) => toValue(field.shape, item, input));
}

/** That client's form of a value without a schema as ours: `@` before attributes, `#text`, arrays of SOAP encoding as lists. */
function openValue(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(openValue);
  if (!isObject(json)) return json;
  const { $value, attributes: _attributes, ...children } = json;
  const named = attributesOf(json).xsi_type;
  const type = isObject(named) ? clark(String(named.xmlns), String(named.type)) : undefined;
  if (type === clark(SOAP11_ENCODING, 'Array')) return [children.item].flat().map(openValue);
  const attributes = Object.entries(attributesOf(json)).filter(([key]) => !/^(?:xsi|SOAP-ENC)[:_]/.test(key));
  if ($value !== undefined && attributes.length === 0) return $value;
  return {
    ...(type === undefined ? undefined : { '@xsi:type': type }),
    ...Object.fromEntries(attributes.map(([key, value]) => [`@${key}`, value])),
    ...Object.fromEntries(Object.entries(children).map(([key, value]) => [key, openValue(value)])),
    ...($value === undefined ? undefined : { '#text': $value }),
  };
}

/**
 * An envelope as text that two documents share when their infosets are equal: names resolved, attributes in no order. Not compared:
 * white space between elements, a header without content, and what identifiers of WS-Security are called. Nor, with SOAP encoding,
 * its attributes: that client sends none of them, though an array without `arrayType` is none (SOAP 1.1, 4.1.1 and 5.4.2).
 */
export function canonicalEnvelope(xml: string, encoded: boolean): string {
  return canonical(parseXml(xml), '', encoded);
}

function canonical(element: XmlElement, indent: string, encoded: boolean): string {
  const attributes = element.attributes
    .filter(
      ({ namespace, local: name }) =>
        !encoded ||
        !(name === 'encodingStyle' || (namespace === XSI && name === 'type') || namespace === SOAP11_ENCODING),
    )
    .map((attribute) => ` {${attribute.namespace}}${attribute.local}="${canonicalValue(element, attribute)}"`)
    .sort()
    .join('');
  const children = element.children
    .filter(
      (child) => !(child.local === 'Header' && child.namespace === element.namespace && child.children.length === 0),
    )
    .map((child) => `\n${canonical(child, `${indent}  `, encoded)}`)
    .join('');
  const text = /^\s*$/.test(element.text) ? '' : element.text;
  return `${indent}{${element.namespace}}${element.local}${attributes} ${JSON.stringify(text)}${children}`;
}

function canonicalValue(element: XmlElement, { namespace, local: name, value }: XmlAttribute): string {
  if (namespace === XSI && name === 'type') {
    const type = qualifiedName(element, value);
    return clark(type?.namespace ?? '?', type?.local ?? value);
  }
  return namespace === WSU && name === 'Id' ? '*' : value;
}

/** Values that mean the same, made the same: absent, null and empty lists; text around white space; numbers and instants. */
export function comparable(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(comparable).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (isObject(value)) {
    const entries = Object.entries(value)
      .filter(([key]) => key !== '__typename')
      .map(([key, inner]) => [key, comparable(inner)] as const)
      .filter(([, inner]) => inner !== undefined);
    return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const text = String(value).trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return String(Number(text));
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  return text;
}

/** The texts and numbers in a value, wherever they stand; in JSON of that client without what its attributes say about types. */
export function scalarsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  if (!isObject(value)) return [comparable(value) ?? []].flat().map(String);
  return Object.entries(value).flatMap(([key, inner]) => (/^(?:xsi|SOAP-ENC)[:_]/.test(key) ? [] : scalarsOf(inner)));
}
