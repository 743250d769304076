import { assertHeaderValue, encodeSegment, encodeText, invalidArgument } from '../../shared/url-text.ts';
import type { ParameterStyle } from '../translate/operation-model.ts';
import { isObject } from './decode.ts';
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
  if (form.style === 'deepObject' && isObject(value)) return deepPairs(form.name, value, form.allowReserved);
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (form.explode && form.style !== 'pipeDelimited' && form.style !== 'spaceDelimited') {
      return value.map((item) => `${name}=${text(item)}`);
    }
    if (form.explode) return value.map((item) => `${name}=${text(item)}`);
    return [`${name}=${joined(form, value.map(primitive))}`];
  }
  if (isObject(value) && !(value instanceof RawNumber)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
    if (form.explode)
      return entries.flatMap(([key, item]) => queryPairs({ ...form, name: key, explode: true }, flatten(item)));
    return entries.length === 0
      ? []
      : [
          `${name}=${joined(
            form,
            entries.flatMap(([key, item]) => [key, primitive(item)]),
          )}`,
        ];
  }
  return [`${name}=${text(value)}`];
}

const flatten = (item: unknown): unknown => (isObject(item) && !(item instanceof RawNumber) ? writeJson(item) : item);

function deepPairs(prefix: string, value: Record<string, unknown>, allowReserved: boolean): string[] {
  return Object.entries(value).flatMap(([key, item]): string[] => {
    if (item === undefined || item === null) return [];
    const name = `${prefix}[${key}]`;
    if (isObject(item) && !(item instanceof RawNumber)) return deepPairs(name, item, allowReserved);
    const items = Array.isArray(item) ? item : [item];
    return items.map((one) => `${encode(name, false)}=${encode(primitive(one), allowReserved)}`);
  });
}

const DELIMITERS: Partial<Record<ParameterStyle, [plain: string, encoded: string]>> = {
  spaceDelimited: [' ', '%20'],
  pipeDelimited: ['|', '%7C'],
  tabDelimited: ['\t', '%09'],
};

function joined(form: ParameterForm, items: readonly string[]): string {
  const delimiter = DELIMITERS[form.style];
  if (delimiter === undefined) return items.map((item) => encode(item, form.allowReserved)).join(',');
  // Encoded or not, the upstream decodes first and splits then: such a value would become two.
  if (items.some((item) => item.includes(delimiter[0]))) {
    throw invalidArgument(form.name, `has a value with ${JSON.stringify(delimiter[0])}, which separates its values`);
  }
  return items.map((item) => encode(item, form.allowReserved)).join(delimiter[1]);
}

/** What stands for `{name}` in a path. Never leaves its segment; `assertSegments` looks at the segment as a whole. */
export function pathText(form: ParameterForm, value: unknown): string {
  const name = encode(form.name, false);
  const text = (item: unknown): string => encodeSegment(form.name, primitive(item));
  const pairs = (between: string, assign: string): string =>
    Object.entries(value as Record<string, unknown>)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => `${encodeSegment(form.name, key)}${assign}${text(item)}`)
      .join(between);
  const isMap = isObject(value) && !(value instanceof RawNumber);
  switch (form.style) {
    case 'matrix':
      if (Array.isArray(value)) {
        return form.explode
          ? value.map((item) => `;${name}=${text(item)}`).join('')
          : `;${name}=${value.map(text).join(',')}`;
      }
      if (isMap) return form.explode ? `;${pairs(';', '=')}` : `;${name}=${pairs(',', ',')}`;
      return `;${name}=${text(value)}`;
    case 'label':
      if (Array.isArray(value)) return `.${value.map(text).join(form.explode ? '.' : ',')}`;
      if (isMap) return `.${form.explode ? pairs('.', '=') : pairs(',', ',')}`;
      return `.${text(value)}`;
    default:
      if (Array.isArray(value)) return value.map(text).join(',');
      if (isMap) return form.explode ? pairs(',', '=') : pairs(',', ',');
      return text(value);
  }
}

/** A header's value. Rejects what would end it. */
export function headerText(form: ParameterForm, value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(primitive).join(',')
    : isObject(value) && !(value instanceof RawNumber)
      ? Object.entries(value)
          .filter(([, item]) => item !== undefined && item !== null)
          .map(([key, item]) => `${key}${form.explode ? '=' : ','}${primitive(item)}`)
          .join(',')
      : primitive(value);
  return assertHeaderValue(form.name, text);
}

/** `name=value` pairs of a Cookie header. */
export function cookiePairs(form: ParameterForm, value: unknown): string[] {
  return queryPairs({ ...form, allowReserved: false }, value);
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
