import { canonicalText } from '../../../utils/canonical-text.ts';
import type { Constraints } from '../translate/shape.ts';

/** What is wrong with a value of one JSON type, by the limits of that type; undefined when it keeps to them. */

const MAX_PATTERN_TEXT = 1_000;

export function textFault(limits: Constraints, text: string): string | undefined {
  if (limits.minLength !== undefined || limits.maxLength !== undefined) {
    const length = [...text].length;
    if (length < (limits.minLength ?? 0)) return `is shorter than ${limits.minLength} characters`;
    if (length > (limits.maxLength ?? Infinity)) return `is longer than ${limits.maxLength} characters`;
  }
  const failed = patternsOf(limits).find((pattern) => matches(pattern, text) === false);
  return failed === undefined ? undefined : `does not match ${failed}`;
}

export const patternsOf = ({ pattern, alsoPatterns = [] }: Constraints): readonly string[] =>
  pattern === undefined ? alsoPatterns : [pattern, ...alsoPatterns];

/** Undefined where that is not found out: a backtracking pattern on long text could hold the process up, and the upstream checks it too. */
export const matches = (pattern: string, text: string): boolean | undefined =>
  text.length > MAX_PATTERN_TEXT ? undefined : compiled(pattern)?.test(text);

/** `value`: a number, or the digits of one that JavaScript would round. */
export function numberFault(limits: Constraints, value: number | string): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = limits;
  if (minimum !== undefined && Number(value) < minimum) return `is less than ${minimum}`;
  if (maximum !== undefined && Number(value) > maximum) return `is greater than ${maximum}`;
  if (exclusiveMinimum !== undefined && (Number(value) < exclusiveMinimum || isBound(value, exclusiveMinimum)))
    return `is not greater than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== undefined && (Number(value) > exclusiveMaximum || isBound(value, exclusiveMaximum)))
    return `is not less than ${exclusiveMaximum}`;
  if (multipleOf !== undefined && multipleOf > 0 && !isMultiple(value, multipleOf))
    return `is not a multiple of ${multipleOf}`;
  return undefined;
}

/** Certainly equal: a bound beyond 2^53 was rounded when the description was read, and digits may say more than a number. */
const isBound = (value: number | string, bound: number): boolean =>
  typeof value === 'number' ? value === bound : value === String(bound) && Math.abs(bound) <= Number.MAX_SAFE_INTEGER;

const isExactInteger = (value: number | string): value is string => typeof value === 'string' && /^-?\d+$/.test(value);

function isMultiple(value: number | string, of: number): boolean {
  if (isExactInteger(value) && Number.isInteger(of)) return BigInt(value) % BigInt(of) === 0n;
  const quotient = Number(value) / of;
  return !(Math.abs(quotient - Math.round(quotient)) >= 1e-9 * Math.max(1, Math.abs(quotient)));
}

export function countFault(limits: Constraints, items: readonly unknown[]): string | undefined {
  if (items.length < (limits.minItems ?? 0)) return `has fewer than ${limits.minItems} items`;
  if (items.length > (limits.maxItems ?? Infinity)) return `has more than ${limits.maxItems} items`;
  if (limits.uniqueItems === true && new Set(items.map(canonicalText)).size < items.length) return 'has an item twice';
  return undefined;
}

export function sizeFault(limits: Constraints, size: number): string | undefined {
  if (size < (limits.minProperties ?? 0)) return `has fewer than ${limits.minProperties} fields`;
  if (size > (limits.maxProperties ?? Infinity)) return `has more than ${limits.maxProperties} fields`;
  return undefined;
}

const patterns = new Map<string, RegExp | undefined>();
const MAX_PATTERNS = 10_000;
/** `(a+)+`, `(a|b*){2,}`: such a pattern may take exponential time, and the text is the client's. */
const REPEATED_REPEAT = /\([^()]*[+*}][^()]*\)[+*{]/;

/** JSON Schema's patterns are ECMA-262's; one that does not compile checks nothing. */
function compiled(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    if (patterns.size >= MAX_PATTERNS) patterns.clear();
    patterns.set(
      pattern,
      REPEATED_REPEAT.test(pattern) ? undefined : (tryCompile(pattern, 'u') ?? tryCompile(pattern, '')),
    );
  }
  return patterns.get(pattern);
}

function tryCompile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}
