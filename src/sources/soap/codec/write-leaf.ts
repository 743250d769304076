import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Facets, LeafShape, ListShape } from '../model/shape.ts';
import { isXmlText } from '../xml/xml-text.ts';

/** A GraphQL-shaped leaf as text of the wire, not escaped yet. Throws `BAD_USER_INPUT`, naming `place`. */
export type FormatLeaf = (value: unknown) => string;

export function badInput(place: string, problem: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `"${place}" ${problem}.`);
}

export function formatterOf(shape: LeafShape | ListShape, place: string): FormatLeaf {
  if (shape.kind === 'list') {
    const item = formatterOf(shape.item, place);
    const { facets } = shape;
    return (value) => {
      if (!Array.isArray(value)) throw badInput(place, 'must be a list');
      const count = value.length;
      if (facets?.length !== undefined && count !== facets.length)
        throw badInput(place, `must have ${facets.length} items`);
      if (count < (facets?.minLength ?? 0)) throw badInput(place, `must have at least ${facets?.minLength} items`);
      if (count > (facets?.maxLength ?? count)) throw badInput(place, `must have at most ${facets?.maxLength} items`);
      return value
        .map((one) => {
          const text = item(one);
          if (text === '' || /\s/.test(text))
            throw badInput(place, 'has an item that is empty or has white space in it');
          return text;
        })
        .join(' ');
    };
  }
  if (shape.enumeration !== undefined) {
    const texts = new Map(shape.enumeration.values.map((value) => [value.name, value.text]));
    return (value) => {
      const text = texts.get(String(value));
      if (text === undefined) throw badInput(place, 'is none of the values of its enumeration');
      return text;
    };
  }
  const basic = basicFormatter(shape, place);
  const check = shape.facets === undefined ? undefined : facetCheck(shape, shape.facets, place);
  if (check === undefined) return basic;
  return (value) => {
    const text = basic(value);
    check(text);
    return text;
  };
}

const NUMERIC = new Set(['int', 'bigint', 'decimal', 'float']);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

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
    case 'dateTime':
    case 'dateTimeStamp':
      return (value) => {
        const text = String(value);
        if (!DATE_TIME.test(text)) throw badInput(place, 'must be a date and time such as 2026-01-31T12:00:00Z');
        return text;
      };
    default:
      return (value) => {
        const text = String(value);
        if (!isXmlText(text)) throw badInput(place, 'has characters that XML cannot hold');
        return shape.whiteSpace === 'collapse' && shape.leaf === 'string' ? text.trim() : text;
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

function facetCheck(shape: LeafShape, facets: Facets, place: string): (text: string) => void {
  const numeric = NUMERIC.has(shape.leaf);
  const exact = shape.leaf === 'int' || shape.leaf === 'bigint' || shape.leaf === 'decimal';
  const allowed = facets.enumeration === undefined ? undefined : new Set(facets.enumeration);
  return (text) => {
    const length = lengthOf(shape, text);
    if (facets.length !== undefined && length !== facets.length)
      throw badInput(place, `must have the length ${facets.length}`);
    if (length < (facets.minLength ?? 0)) throw badInput(place, `must have at least the length ${facets.minLength}`);
    if (length > (facets.maxLength ?? length))
      throw badInput(place, `must have at most the length ${facets.maxLength}`);
    for (const step of facets.patterns ?? []) {
      if (!step.some((pattern) => pattern.test(text))) throw badInput(place, 'does not match the pattern of its type');
    }
    if (allowed !== undefined && !allowed.has(text)) throw badInput(place, 'is none of the values of its enumeration');
    if (exact) checkDigits(text, facets, place);
    if (!numeric) return;
    const compare = exact ? compareDecimals : compareFloats;
    const { minInclusive, maxInclusive, minExclusive, maxExclusive } = facets;
    if (minInclusive !== undefined && compare(text, minInclusive) < 0)
      throw badInput(place, `must be at least ${minInclusive}`);
    if (maxInclusive !== undefined && compare(text, maxInclusive) > 0)
      throw badInput(place, `must be at most ${maxInclusive}`);
    if (minExclusive !== undefined && compare(text, minExclusive) <= 0)
      throw badInput(place, `must be more than ${minExclusive}`);
    if (maxExclusive !== undefined && compare(text, maxExclusive) >= 0)
      throw badInput(place, `must be less than ${maxExclusive}`);
  };
}

function lengthOf(shape: LeafShape, text: string): number {
  if (shape.leaf === 'hex') return text.length / 2;
  if (shape.leaf === 'base64') return Buffer.byteLength(text, 'base64');
  // Lengths count characters, not code units.
  return [...text].length;
}

function checkDigits(text: string, facets: Facets, place: string): void {
  if (facets.totalDigits === undefined && facets.fractionDigits === undefined) return;
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const digits = whole.replace(/^0+/, '').length;
  const decimals = fraction.replace(/0+$/, '').length;
  if (digits + decimals > (facets.totalDigits ?? Number.POSITIVE_INFINITY)) {
    throw badInput(place, `must have at most ${facets.totalDigits} digits`);
  }
  if (decimals > (facets.fractionDigits ?? Number.POSITIVE_INFINITY)) {
    throw badInput(place, `must have at most ${facets.fractionDigits} digits after the point`);
  }
}

/** Is a text the same value as a fixed one? Numbers may be written in several ways. */
export function isSameText(shape: LeafShape | ListShape, text: string, fixed: string): boolean {
  const wanted = shape.kind === 'leaf' && shape.whiteSpace === 'preserve' ? fixed : fixed.trim();
  if (text === wanted) return true;
  if (shape.kind === 'list' || !NUMERIC.has(shape.leaf)) return false;
  return shape.leaf === 'float' ? Number(text) === Number(wanted) : compareDecimals(text, wanted) === 0;
}

const compareFloats = (a: string, b: string): number => Number(a) - Number(b);

/** Compares decimal texts of any length, without rounding. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [scaled(a), scaled(b)];
  const scale = Math.max(x.decimals, y.decimals);
  const difference = x.value * 10n ** BigInt(scale - x.decimals) - y.value * 10n ** BigInt(scale - y.decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scaled(text: string): { value: bigint; decimals: number } {
  const [whole = '', fraction = ''] = text.trim().replace(/^\+/, '').split('.');
  const negative = whole.startsWith('-');
  const digits = `${whole.replace('-', '')}${fraction}`;
  const value = /^\d+$/.test(digits) ? BigInt(digits) : 0n;
  return { value: negative ? -value : value, decimals: fraction.length };
}
