import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Enumeration, LeafShape, ListShape } from '../model/shape.ts';
import { isXmlText } from '../xml/xml-text.ts';
import { compareDecimals, DECIMAL, listCheck, needsCheck, normalized, textCheck } from './check-text.ts';

/** A GraphQL-shaped leaf as text of the wire, not escaped yet, names still without their prefixes. Throws `BAD_USER_INPUT`, naming `place`. */
export type FormatLeaf = (value: unknown) => string;

export function badInput(place: string, problem: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `"${place}" ${problem}.`);
}

export function formatterOf(shape: LeafShape | ListShape, place: string): FormatLeaf {
  if (shape.kind === 'list') {
    const item = formatterOf(shape.item, place);
    const check = listCheck(shape);
    return (value) => {
      if (!Array.isArray(value)) throw badInput(place, 'must be a list');
      const texts = value.map((one) => {
        const text = item(one);
        if (text === '' || /\s/.test(text)) throw badInput(place, 'has an item that is empty or has white space in it');
        return text;
      });
      const problem = check(texts);
      if (problem !== undefined) throw badInput(place, problem);
      return texts.join(' ');
    };
  }
  const basic =
    shape.enumeration === undefined ? basicFormatter(shape, place) : enumFormatter(shape.enumeration, place);
  if (!needsCheck(shape)) return basic;
  const check = textCheck(shape);
  return (value) => {
    const text = basic(value);
    const problem = check(normalized(text, shape.whiteSpace));
    if (problem !== undefined) throw badInput(place, problem);
    return text;
  };
}

function enumFormatter({ values }: Enumeration, place: string): FormatLeaf {
  const texts = new Map(values.map((value) => [value.name, value.text]));
  return (value) => {
    const text = texts.get(String(value));
    if (text === undefined) throw badInput(place, 'is none of the values of its enumeration');
    return text;
  };
}

const NUMERIC = new Set(['int', 'bigint', 'decimal', 'float']);

function basicFormatter(shape: LeafShape, place: string): FormatLeaf {
  switch (shape.leaf) {
    case 'boolean':
      return (value) => (value === true || value === 'true' ? 'true' : 'false');
    case 'int':
      return (value) => {
        if (!Number.isInteger(Number(value))) throw badInput(place, 'must be a whole number');
        return String(value);
      };
    case 'float':
      return (value) => {
        const number = Number(value);
        return Number.isFinite(number) ? String(value) : number > 0 ? 'INF' : number < 0 ? '-INF' : 'NaN';
      };
    case 'decimal':
      return (value) => decimalText(String(value), place);
    case 'hex':
      return (value) => {
        const text = String(value);
        if (!/^(?:[\da-fA-F]{2})*$/.test(text)) throw badInput(place, 'must be hexadecimal digits, two for each byte');
        return text;
      };
    case 'base64':
      return (value) => {
        const text = String(value);
        // GraphQL takes it without the padding that XSD asks for.
        return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
      };
    default:
      return (value) => {
        const text = String(value);
        if (!isXmlText(text)) throw badInput(place, 'has characters that XML cannot hold');
        return shape.whiteSpace === 'collapse' && (shape.leaf === 'string' || shape.leaf === 'qname')
          ? text.trim()
          : text;
      };
  }
}

/** XSD decimals have no exponent; the same number without one. */
function decimalText(text: string, place: string): string {
  if (DECIMAL.test(text)) return text;
  const match = /^([+-]?)(\d*)\.?(\d*)[eE]([+-]?\d+)$/.exec(text);
  const exponent = Number(match?.[4]);
  if (match === null || !(Math.abs(exponent) <= 400)) throw badInput(place, 'must be a decimal number');
  const digits = `${match[2]}${match[3]}`;
  const point = (match[2] ?? '').length + exponent;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const whole = padded.slice(0, at) || '0';
  const rest = padded.slice(at);
  return `${match[1]}${whole}${rest === '' ? '' : `.${rest}`}`;
}

/** Is a text the same value as a fixed one? Numbers may be written in several ways. */
export function isSameText(shape: LeafShape | ListShape, text: string, fixed: string): boolean {
  const space = shape.kind === 'leaf' ? shape.whiteSpace : 'collapse';
  const wanted = normalized(fixed, space);
  if (normalized(text, space) === wanted) return true;
  if (shape.kind === 'list' || !NUMERIC.has(shape.leaf)) return false;
  return shape.leaf === 'float' ? Number(text) === Number(wanted) : compareDecimals(text, wanted) === 0;
}
