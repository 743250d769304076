import type { Facets, LeafShape, ListShape, WhiteSpace } from '../model/shape.ts';
import { compareInstants, compareSpans, isInstantType, parseInstant, parseSpan } from './times.ts';

/** What is wrong with a text of the wire, white space taken away as its type says; undefined: nothing. */
export type CheckText = (text: string) => string | undefined;

/** How `xs:decimal` is written (part 2, 3.2.3.1). */
export const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const NAME_START = '[\\p{L}_:]';
const NAME = '[\\p{L}\\p{M}\\p{N}_:.\\-\u00B7]';

/** How values of the built-in types are written. */
const LEXICAL: Readonly<Record<string, RegExp>> = {
  boolean: /^(?:true|false|1|0)$/,
  decimal: DECIMAL,
  float: /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/,
  int: /^[+-]?\d+$/,
  base64: /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
  hex: /^(?:[\da-fA-F]{2})*$/,
  language: /^[a-zA-Z]{1,8}(?:-[a-zA-Z\d]{1,8})*$/,
  NMTOKEN: new RegExp(`^${NAME}+$`, 'u'),
  Name: new RegExp(`^${NAME_START}${NAME}*$`, 'u'),
  NCName: new RegExp(`^(?!:)${NAME_START}(?:(?!:)${NAME})*$`, 'u'),
  qname: new RegExp(`^(?:\\{[^{}]+\\})?(?!:)${NAME_START}(?:(?!:)${NAME})*$`, 'u'),
};
const EXAMPLES: Readonly<Record<string, string>> = {
  dateTime: 'date and time such as 2026-01-31T12:00:00Z',
  dateTimeStamp: 'date and time such as 2026-01-31T12:00:00Z',
  date: 'date such as 2026-01-31',
  time: 'time such as 12:00:00',
};
const SAME: Readonly<Record<string, string>> = {
  bigint: 'int',
  ID: 'NCName',
  IDREF: 'NCName',
  ENTITY: 'NCName',
};

const lexicalOf = (name: string): RegExp | undefined => {
  const row = SAME[name] ?? name;
  return Object.hasOwn(LEXICAL, row) ? LEXICAL[row] : undefined;
};

/** Is there anything to check in a text that was written for the type? Numbers and the like are what they are then. */
export const needsCheck = (shape: LeafShape): boolean =>
  shape.facets !== undefined ||
  shape.anyOf !== undefined ||
  (shape.leaf === 'string' && lexicalOf(shape.builtIn) !== undefined) ||
  shape.leaf === 'duration' ||
  shape.leaf === 'qname' ||
  isInstantType(shape.builtIn);

/** The text that facets are about: what a reader makes of its white space (part 2, 4.3.6). */
export function normalized(text: string, whiteSpace: WhiteSpace): string {
  if (whiteSpace === 'preserve') return text;
  const spaces = text.replace(/[\t\n\r]/g, ' ');
  return whiteSpace === 'replace' ? spaces : spaces.replace(/ +/g, ' ').replace(/^ | $/g, '');
}

/** Checks a text against its type: how it is written, and the facets. */
export function textCheck(shape: LeafShape): CheckText {
  const { facets, enumeration, anyOf } = shape;
  const written = lexicalCheck(shape);
  const limits = facets === undefined ? undefined : facetCheck(shape, facets);
  const texts = enumeration === undefined ? undefined : new Set(enumeration.values.map((value) => value.text));
  const members = anyOf?.map((member): CheckText => {
    if (member.kind === 'list') return listTextCheck(member);
    const check = textCheck(member);
    return (text) => check(normalized(text, member.whiteSpace));
  });
  const [only, ...others] = members ?? [];
  return (text) => {
    if (others.length > 0 && members?.every((member) => member(text) !== undefined))
      return 'is a value of none of the types that it may have';
    const problem = others.length > 0 ? undefined : only?.(text);
    if (problem !== undefined) return problem;
    if (texts !== undefined && !texts.has(text)) return 'is none of the values of its enumeration';
    return written(text) ?? limits?.(text);
  };
}

/** Checks the text of a list: each of its items, and the list as a whole. */
function listTextCheck(shape: ListShape): CheckText {
  const item = textCheck(shape.item);
  const all = listCheck(shape);
  return (text) => {
    const items = text.split(/[\t\n\r ]+/).filter((word) => word !== '');
    return items.map(item).find((problem) => problem !== undefined) ?? all(items);
  };
}

/** Checks a whole list against the facets of the list; its items are checked by themselves. */
export function listCheck({ facets }: ListShape): (items: readonly string[]) => string | undefined {
  return (items) => {
    const count = items.length;
    if (facets?.length !== undefined && count !== facets.length) return `must have ${facets.length} items`;
    if (count < (facets?.minLength ?? 0)) return `must have at least ${facets?.minLength} items`;
    if (count > (facets?.maxLength ?? count)) return `must have at most ${facets?.maxLength} items`;
    const text = items.join(' ');
    if (!matches(facets, text)) return 'does not match the pattern of its type';
    const isKnown = facets?.enumeration?.some((one) => one.split(/\s+/).join(' ') === text) ?? true;
    return isKnown ? undefined : 'is none of the values of its enumeration';
  };
}

function lexicalCheck({ leaf, builtIn }: LeafShape): CheckText {
  if (isInstantType(builtIn)) {
    const example = EXAMPLES[leaf];
    const problem = example === undefined ? `must be a value of xs:${builtIn}` : `must be a ${example}`;
    return (text) => (parseInstant(builtIn, text) === undefined ? problem : undefined);
  }
  if (leaf === 'duration') {
    return (text) => (parseSpan(text) === undefined ? 'must be a duration such as P1DT12H' : undefined);
  }
  const pattern = lexicalOf(leaf) ?? lexicalOf(builtIn);
  const problem =
    leaf === 'qname'
      ? 'must be a name such as {urn:example}name, or one without a namespace'
      : `must be a value of xs:${builtIn}`;
  return (text) => (pattern === undefined || pattern.test(text) ? undefined : problem);
}

const matches = (facets: Facets | undefined, text: string): boolean =>
  (facets?.patterns ?? []).every((step) => step.some((pattern) => pattern.test(text)));

function facetCheck(shape: LeafShape, facets: Facets): CheckText {
  const compare = comparison(shape);
  const isExact = shape.leaf === 'int' || shape.leaf === 'bigint' || shape.leaf === 'decimal';
  const { minInclusive, maxInclusive, minExclusive, maxExclusive, enumeration } = facets;
  // Where a zone is missing, neither may be known to be first: such a value is not refused.
  const within = (text: string, bound: string, holds: (order: number) => boolean): boolean => {
    const order = compare?.(text, bound);
    return order === undefined || holds(order);
  };
  const isValue = (text: string, value: string): boolean => text === value || compare?.(text, value) === 0;
  return (text) => {
    const length = lengthOf(shape, text);
    if (facets.length !== undefined && length !== facets.length) return `must have the length ${facets.length}`;
    if (length < (facets.minLength ?? 0)) return `must have at least the length ${facets.minLength}`;
    if (length > (facets.maxLength ?? length)) return `must have at most the length ${facets.maxLength}`;
    if (!matches(facets, text)) return 'does not match the pattern of its type';
    if (enumeration?.every((value) => !isValue(text, value))) return 'is none of the values of its enumeration';
    if (minInclusive !== undefined && !within(text, minInclusive, (order) => order >= 0))
      return `must be at least ${minInclusive}`;
    if (maxInclusive !== undefined && !within(text, maxInclusive, (order) => order <= 0))
      return `must be at most ${maxInclusive}`;
    if (minExclusive !== undefined && !within(text, minExclusive, (order) => order > 0))
      return `must be more than ${minExclusive}`;
    if (maxExclusive !== undefined && !within(text, maxExclusive, (order) => order < 0))
      return `must be less than ${maxExclusive}`;
    return isExact ? digitProblem(text, facets) : undefined;
  };
}

type Compare = (a: string, b: string) => number | undefined;

/** The order of a type's values; undefined: they have none. */
function comparison({ leaf, builtIn }: LeafShape): Compare | undefined {
  if (leaf === 'int' || leaf === 'bigint' || leaf === 'decimal') return compareDecimals;
  if (leaf === 'float') return (a, b) => compareFloats(toFloat(a), toFloat(b));
  if (leaf === 'duration') return (a, b) => both(parseSpan(a), parseSpan(b), compareSpans);
  if (!isInstantType(builtIn)) return undefined;
  return (a, b) => both(parseInstant(builtIn, a), parseInstant(builtIn, b), compareInstants);
}

function both<Value>(
  a: Value | undefined,
  b: Value | undefined,
  compare: (a: Value, b: Value) => number | undefined,
): number | undefined {
  return a === undefined || b === undefined ? undefined : compare(a, b);
}

const toFloat = (text: string): number => Number(text.replace('INF', 'Infinity'));
const compareFloats = (a: number, b: number): number | undefined => (a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined);

function lengthOf(shape: LeafShape, text: string): number {
  if (shape.leaf === 'hex') return text.length / 2;
  if (shape.leaf === 'base64') return Buffer.byteLength(text, 'base64');
  // Lengths count characters, not code units.
  return [...text].length;
}

function digitProblem(text: string, { totalDigits, fractionDigits }: Facets): string | undefined {
  if (totalDigits === undefined && fractionDigits === undefined) return undefined;
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const digits = whole.replace(/^0+/, '').length;
  const decimals = fraction.replace(/0+$/, '').length;
  if (digits + decimals > (totalDigits ?? Number.POSITIVE_INFINITY)) return `must have at most ${totalDigits} digits`;
  if (decimals > (fractionDigits ?? Number.POSITIVE_INFINITY)) {
    return `must have at most ${fractionDigits} digits after the point`;
  }
  return undefined;
}

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
