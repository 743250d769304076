import { z } from 'zod';
import { parseByteSize } from './byte-size.ts';
import { parseDuration } from './duration.ts';

/**
 * The values that settings are made of. Each accepts text too, because a value may come from an environment variable, and each
 * refuses what it cannot read: there is no silent default. The `error` of a leaf says what was expected.
 */

function leaf<Input extends z.ZodType, Output>(
  input: Input,
  expected: string,
  parse: (value: z.output<Input>) => Output | undefined,
) {
  return input.transform((value, context): Output => {
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

const numberOrText = (expected: string) => z.union([z.number(), z.string()], { error: expected });

/** Milliseconds; zero only where `zero` says so. */
export function duration(options: { readonly zero?: boolean } = {}) {
  const expected = `a ${options.zero === true ? '' : 'positive '}duration such as '250ms', '10s' or '5m'`;
  return leaf(numberOrText(expected), expected, (value) => {
    const milliseconds = parseDuration(value);
    return milliseconds === undefined || (milliseconds === 0 && options.zero !== true) ? undefined : milliseconds;
  });
}

/** A positive number of bytes. */
export function byteSize() {
  const expected = "a positive size such as '512kb' or '1mb'";
  return leaf(numberOrText(expected), expected, (value) => parseByteSize(value) || undefined);
}

/** A positive whole number, or `Infinity` for the word 'unlimited'. */
export function limit() {
  const expected = "a positive whole number, or 'unlimited'";
  return leaf(numberOrText(expected), expected, (value) =>
    value === 'unlimited' ? Number.POSITIVE_INFINITY : wholeNumber(value, 1, Number.MAX_SAFE_INTEGER),
  );
}

export function integer(minimum: number, maximum: number) {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  return leaf(numberOrText(expected), expected, (value) => wholeNumber(value, minimum, maximum));
}

export function boolean() {
  return leaf(
    z.union([z.boolean(), z.enum(['true', 'false'])], { error: 'true or false' }),
    'true or false',
    (value) => (typeof value === 'boolean' ? value : value === 'true'),
  );
}

/** Text that is not empty. */
export function text(expected = 'a text') {
  return z.string({ error: expected }).min(1, { error: `${expected} that is not empty` });
}

export function texts() {
  return z.array(text(), { error: 'a list of texts' });
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.map((value) => `'${value}'`).join(', ')}` });
}

/** An object with these keys and no others. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: 'an object of settings' });
}

function wholeNumber(value: number | string, minimum: number, maximum: number): number | undefined {
  const number = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number >= minimum && number <= maximum ? number : undefined;
}
