import { isRecord } from '../../../utils/is-record.ts';
import { assertHeaderValue, encodeSegment, encodeText, invalidArgument } from '../../shared/url-text.ts';
import type { ParameterStyle } from '../translate/operation-model.ts';
import { COMMA, DELIMITERS, refuseDelimiters } from './delimiters.ts';
import { RawNumber, writeJson } from './encode.ts';

/** How one value is written; RFC 6570 underlies the styles of the standard. */
export interface ParameterForm {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
}

/** Pairs of a query or of a form body, already encoded. */
export function queryPairs(form: ParameterForm, value: unknown): string[] {
  const name = encode(form.name, false);
  const text = (item: unknown): string => encode(primitive(item), form.allowReserved);
  if (form.style === 'deepObject' && isRecord(value)) return deepPairs(form.name, value, form.allowReserved);
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (form.explode) return value.map((item) => `${name}=${text(item)}`);
    return [`${name}=${joined(form, value.map(primitive))}`];
  }
  const members = membersOf(value);
  if (members !== undefined) {
    if (form.explode) return members.flatMap(([key, item]) => queryPairs({ ...form, name: key }, flatten(item)));
    if (members.length === 0) return [];
    return [`${name}=${joined(form, members.flat().map(primitive))}`];
  }
  return [`${name}=${text(value)}`];
}

const flatten = (item: unknown): unknown => (isRecord(item) && !(item instanceof RawNumber) ? writeJson(item) : item);

function deepPairs(prefix: string, value: Record<string, unknown>, allowReserved: boolean): string[] {
  return Object.entries(value).flatMap(([key, item]): string[] => {
    if (item === undefined || item === null) return [];
    refuseDelimiters(prefix, [key], /[[\]]/);
    const name = `${prefix}[${key}]`;
    if (isRecord(item) && !(item instanceof RawNumber)) return deepPairs(name, item, allowReserved);
    const items = Array.isArray(item) ? item : [item];
    return items.map((one) => `${encode(name, false)}=${encode(primitive(one), allowReserved)}`);
  });
}

function joined(form: ParameterForm, items: readonly string[]): string {
  const delimiter = DELIMITERS[form.style];
  // A comma within a value is encoded also where reserved characters need not be.
  if (delimiter === undefined) {
    return items.map((item) => encode(item, form.allowReserved).replaceAll(',', '%2C')).join(',');
  }
  refuseDelimiters(form.name, items, delimiter.found);
  return items.map((item) => encode(item, form.allowReserved)).join(delimiter.encoded);
}

/** What stands for `{name}` in a path. Never leaves its segment; `assertSegments` looks at the segment as a whole. */
export function pathText(form: ParameterForm, value: unknown): string {
  const name = encode(form.name, false);
  const part = (item: unknown): string => encodeSegment(form.name, primitive(item));
  const members = membersOf(value)?.map(([key, item]) => [part(key), part(item)] as const);
  const items = Array.isArray(value) ? value.map(part) : (members?.flat() ?? [part(value)]);
  const exploded = members?.map(([key, item]) => `${key}=${item}`) ?? items;
  switch (form.style) {
    case 'matrix':
      if (!form.explode) return matrixPair(name, items.join(','));
      return (members ?? items.map((item) => [name, item] as const))
        .map(([key, item]) => matrixPair(key, item))
        .join('');
    case 'label':
      if (!form.explode) return `.${items.join(',')}`;
      // Nothing encodes a dot (RFC 6570, 3.2.5).
      if (members !== undefined || Array.isArray(value)) refuseDelimiters(form.name, items, /\./);
      return `.${exploded.join('.')}`;
    default: {
      // `collectionFormat` of 2.0 gives a path such delimiters too.
      const delimiter = DELIMITERS[form.style];
      if (delimiter === undefined) return (form.explode ? exploded : items).join(',');
      if (Array.isArray(value)) refuseDelimiters(form.name, value.map(primitive), delimiter.found);
      return items.join(delimiter.encoded);
    }
  }
}

/** RFC 6570, 3.2.7: an empty value has no equals sign. */
const matrixPair = (name: string, value: string): string => (value === '' ? `;${name}` : `;${name}=${value}`);

/** A header's value. Rejects what would end it, and what would end one of its values. */
export function headerText(form: ParameterForm, value: unknown): string {
  const members = membersOf(value)?.map(([key, item]) => [key, primitive(item)] as const);
  if (members !== undefined && form.explode) {
    const keys = members.map(([key]) => key);
    refuseDelimiters(form.name, keys, /=/);
  }
  const items = Array.isArray(value) ? value.map(primitive) : members?.flat();
  if (items === undefined) return assertHeaderValue(form.name, primitive(value));
  const { found, plain } = DELIMITERS[form.style] ?? COMMA;
  refuseDelimiters(form.name, items, found);
  const exploded = form.explode ? members?.map(([key, item]) => `${key}=${item}`) : undefined;
  return assertHeaderValue(form.name, (exploded ?? items).join(plain));
}

/** Members of an object that have a value; undefined for what is no object. */
const membersOf = (value: unknown): [string, unknown][] | undefined =>
  isRecord(value) && !(value instanceof RawNumber)
    ? Object.entries(value).filter(([, item]) => item !== undefined && item !== null)
    : undefined;

/** `name=value` pairs of a Cookie header. */
export function cookiePairs(form: ParameterForm, value: unknown): string[] {
  if (form.style === 'cookie') return plainCookiePairs(form, value);
  return queryPairs({ ...form, allowReserved: false }, value);
}

/** What a cookie's value cannot hold (RFC 6265, 4.1.1), or would be the end of one of several. */
const NO_COOKIE_OCTET = /[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/;

/** `style: cookie` of 3.2: as it is, because nothing decodes it. Rejects what would be another cookie. */
function plainCookiePairs(form: ParameterForm, value: unknown): string[] {
  const text = (item: unknown): string => {
    const written = primitive(item);
    const [found] = NO_COOKIE_OCTET.exec(written) ?? [];
    if (found === undefined) return written;
    throw invalidArgument(form.name, `has a value with ${JSON.stringify(found)}, which a cookie cannot carry`);
  };
  const members = membersOf(value)?.map(([key, item]) => [text(key), text(item)] as const);
  if (members !== undefined && form.explode) {
    const keys = members.map(([key]) => key);
    refuseDelimiters(form.name, keys, /=/);
    return members.map(([key, item]) => `${key}=${item}`);
  }
  const items = members?.flat() ?? (Array.isArray(value) ? value.map(text) : [text(value)]);
  if (items.length === 0) return [];
  return form.explode ? items.map((item) => `${form.name}=${item}`) : [`${form.name}=${items.join(',')}`];
}

export function primitive(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'object' && !(value instanceof RawNumber)) return writeJson(value);
  return String(value);
}

function encode(text: string, allowReserved: boolean): string {
  const encoded = encodeText(text);
  return allowReserved
    ? encoded.replace(/%(3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B)/g, (it) => decodeURIComponent(it))
    : encoded;
}
