import type { GatewayError } from '../../../errors/gateway-error.ts';
import { invalidArgument } from '../../shared/url-text.ts';
import { TEXTUAL } from '../translate/join-scalars.ts';
import { KNOWN_SCALARS } from '../translate/known-scalars.ts';
import type { Constraints, ScalarAlternative, ScalarShape, Use } from '../translate/shape.ts';

type Raw = Record<string, unknown>;

/** Holds an input value against length, range, pattern and count; GraphQL has checked its type. Throws `BAD_USER_INPUT`. */
export function checkInput(use: Use, value: unknown, path: string): void {
  if (value === null || value === undefined) return;
  const { shape } = use;
  switch (shape.kind) {
    case 'scalar':
      checkAlternatives(shape, value, path);
      if (shape.constraints !== undefined) checkLeaf(shape.constraints, value, path);
      return;
    case 'list': {
      const items = Array.isArray(value) ? value : [value];
      if (shape.constraints !== undefined) checkCount(shape.constraints, items, path);
      for (const [index, item] of items.entries()) checkInput(shape.item, item, `${path}[${index}]`);
      return;
    }
    case 'map': {
      const entries = Array.isArray(value) ? (value as Raw[]) : [];
      const seen = new Set<unknown>();
      for (const entry of entries) {
        if (seen.has(entry.key)) throw fail(path, `has the key ${JSON.stringify(entry.key)} twice`);
        seen.add(entry.key);
        checkInput(shape.value, entry.value, `${path}.${String(entry.key)}`);
      }
      return;
    }
    case 'object':
      for (const field of shape.fields) checkInput(field.use, (value as Raw)[field.name], `${path}.${field.name}`);
      if (shape.constraints !== undefined) checkSize(shape.constraints, value as Raw, path);
      return;
    case 'union':
      for (const member of shape.members)
        checkInput(member.use, (value as Raw)[member.label], `${path}.${member.label}`);
      return;
    case 'enum':
      return;
  }
}

/** Of several scalars in one, the value has to be what one of them says: its kind, its format, its values, its limits. */
function checkAlternatives({ anyOf, wire }: ScalarShape, value: unknown, path: string): void {
  if (anyOf === undefined) return;
  // Exact numbers come as text.
  const number = wire === 'integer64' || wire === 'decimal' ? Number(value) : value;
  const fits = ({ shape, values }: ScalarAlternative): boolean => {
    const given = NUMBERS.has(shape.scalar) ? number : value;
    if (values !== undefined && !values.includes(given)) return false;
    if (!isOfScalar(shape, given)) return false;
    return shape.constraints === undefined || leafFault(shape.constraints, given) === undefined;
  };
  if (!anyOf.some(fits)) throw fail(path, 'is none of what its description allows');
}

const NUMBERS: ReadonlySet<string> = new Set(['Int', 'BigInt', 'Float', 'Decimal']);

function isOfScalar({ scalar, quoted }: ScalarShape, value: unknown): boolean {
  if (quoted === true) return true;
  if (NUMBERS.has(scalar)) {
    return typeof value === 'number' && (scalar === 'Float' || scalar === 'Decimal' || Number.isInteger(value));
  }
  if (scalar !== 'Boolean' && !TEXTUAL.has(scalar)) return true;
  try {
    KNOWN_SCALARS.get(scalar)?.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

const fail = (path: string, reason: string): GatewayError => invalidArgument(path, reason);

function checkLeaf(limits: Constraints, value: unknown, path: string): void {
  const fault = leafFault(limits, value);
  if (fault !== undefined) throw fail(path, fault);
}

/** What is wrong with it; undefined when it keeps to its limits. */
function leafFault(limits: Constraints, value: unknown): string | undefined {
  if (typeof value === 'string' && !isNumeric(limits)) {
    if (limits.minLength !== undefined || limits.maxLength !== undefined) {
      const length = [...value].length;
      if (length < (limits.minLength ?? 0)) return `is shorter than ${limits.minLength} characters`;
      if (length > (limits.maxLength ?? Infinity)) return `is longer than ${limits.maxLength} characters`;
    }
    const pattern = limits.pattern === undefined ? undefined : compiled(limits.pattern);
    // A backtracking pattern on long text could hold the process up; the upstream checks it as well.
    if (pattern !== undefined && value.length <= MAX_PATTERN_TEXT && !pattern.test(value)) {
      return `does not match ${limits.pattern}`;
    }
    return undefined;
  }
  const number = Number(value);
  if (Number.isNaN(number)) return undefined;
  if (number < (limits.minimum ?? -Infinity)) return `is less than ${limits.minimum}`;
  if (number > (limits.maximum ?? Infinity)) return `is greater than ${limits.maximum}`;
  if (limits.exclusiveMinimum !== undefined && number <= limits.exclusiveMinimum) {
    return `is not greater than ${limits.exclusiveMinimum}`;
  }
  if (limits.exclusiveMaximum !== undefined && number >= limits.exclusiveMaximum) {
    return `is not less than ${limits.exclusiveMaximum}`;
  }
  if (limits.multipleOf !== undefined && limits.multipleOf > 0 && !isMultiple(number, limits.multipleOf)) {
    return `is not a multiple of ${limits.multipleOf}`;
  }
  return undefined;
}

const MAX_PATTERN_TEXT = 1_000;

const isNumeric = (limits: Constraints): boolean =>
  limits.minimum !== undefined ||
  limits.maximum !== undefined ||
  limits.exclusiveMinimum !== undefined ||
  limits.exclusiveMaximum !== undefined ||
  limits.multipleOf !== undefined;

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

function checkCount(limits: Constraints, items: readonly unknown[], path: string): void {
  if (items.length < (limits.minItems ?? 0)) throw fail(path, `has fewer than ${limits.minItems} items`);
  if (items.length > (limits.maxItems ?? Infinity)) throw fail(path, `has more than ${limits.maxItems} items`);
  if (limits.uniqueItems === true && new Set(items.map((item) => JSON.stringify(item))).size < items.length) {
    throw fail(path, 'has an item twice');
  }
}

function checkSize(limits: Constraints, value: Raw, path: string): void {
  const size = Object.values(value).filter((item) => item !== undefined).length;
  if (size < (limits.minProperties ?? 0)) throw fail(path, `has fewer than ${limits.minProperties} fields`);
  if (size > (limits.maxProperties ?? Infinity)) throw fail(path, `has more than ${limits.maxProperties} fields`);
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
