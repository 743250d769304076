import fc from 'fast-check';
import type { ListShape, ObjectShape, ScalarShape, Use } from '../../src/sources/openapi/translate/shape.ts';
import type { OpenApiWire } from '../../src/sources/openapi/wire.ts';

const MAX_DEPTH = 8;
const OPTIONAL_DEPTH = 3;

export interface SampleStyle {
  /** All that an operation takes, instead of what it needs. */
  readonly full: boolean;
  /** Of formats that GraphQL has no type for, and the description asks for. */
  readonly texts?: readonly string[];
  /** What a body has to hold of which the description says nothing but these names. */
  readonly names?: readonly string[];
}

/** Arguments that fit an operation's types and constraints. */
export function sampleArgs(wire: OpenApiWire, style: SampleStyle): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  const parameters = wire.parameters.map((it) => ({ ...it, open: 'a' }));
  const body =
    wire.body === undefined
      ? []
      : [{ ...wire.body, open: Object.fromEntries((style.names ?? []).map((name) => [name, 'a'])) }];
  for (const { arg, required, use, open } of [...parameters, ...body]) {
    if (!required && !style.full) continue;
    const isOpen = use.shape.kind === 'scalar' && use.shape.wire === 'open';
    const value = isOpen ? open : sample(use, style, 0);
    if (value !== undefined) args[arg] = value;
  }
  return args;
}

/** Undefined where a recursive type has no value of bearable depth. */
function sample(use: Use, style: SampleStyle, depth: number): unknown {
  const { shape } = use;
  switch (shape.kind) {
    case 'scalar':
      return sampleScalar(shape, style);
    case 'enum':
      return shape.values[0]?.name;
    case 'list':
      return sampleList(shape, style, depth);
    case 'map':
      return depth > OPTIONAL_DEPTH + 1 ? [] : [{ key: 'k', value: sample(shape.value, style, depth + 1) }];
    case 'object':
      return sampleObject(shape, style, depth);
    case 'union':
      for (const member of shape.members) {
        const value = sample(member.use, style, depth + 1);
        if (value !== undefined) return { [member.label]: value };
      }
      return undefined;
  }
}

function sampleList(shape: ListShape, style: SampleStyle, depth: number): unknown[] {
  const items: unknown[] = [];
  const inner = shape.item.shape;
  for (let index = 0; index < Math.max(shape.constraints?.minItems ?? 1, 1); index += 1) {
    const value =
      inner.kind === 'enum' ? inner.values[index % inner.values.length]?.name : sample(shape.item, style, depth + 1);
    if (value === undefined) break;
    items.push(index > 0 && typeof value === 'string' && inner.kind === 'scalar' ? other(value, index) : value);
  }
  return items;
}

/** Another text of the same kind. */
const other = (text: string, index: number): string =>
  text === TEXTS.UUID ? `${text.slice(0, -1)}${index}` : text + index;

function sampleObject(shape: ObjectShape, style: SampleStyle, depth: number): Record<string, unknown> | undefined {
  const object: Record<string, unknown> = {};
  const { minProperties: least = 0, maxProperties: most = Number.POSITIVE_INFINITY } = shape.constraints ?? {};
  for (const field of shape.fields) {
    const wanted = field.required || (style.full && depth < OPTIONAL_DEPTH) || Object.keys(object).length < least;
    if (!field.required && Object.keys(object).length >= most) continue;
    if (!wanted || (depth > MAX_DEPTH && !field.required)) continue;
    const value = depth > MAX_DEPTH ? undefined : sample(field.use, style, depth + 1);
    if (value !== undefined) object[field.name] = value;
    else if (field.required) return undefined;
  }
  return object;
}

const TEXTS: Readonly<Record<string, unknown>> = {
  Boolean: true,
  DateTime: '2026-01-02T03:04:05Z',
  Date: '2026-01-02',
  Time: '03:04:05Z',
  Duration: 'P1D',
  UUID: '123e4567-e89b-12d3-a456-426614174000',
  EmailAddress: 'a@example.com',
  URI: 'https://example.com/a?b=c',
  IP: '10.0.0.1',
  IPv4: '10.0.0.1',
  IPv6: '::1',
  Byte: 'aGVsbG8=',
  JSON: {},
};

/** A number in GraphQL too; others are text, which loses nothing. */
const isNumber = ({ scalar }: ScalarShape): boolean => scalar === 'Int' || scalar === 'Float';

function sampleScalar(shape: ScalarShape, style: SampleStyle): unknown {
  const [first] = shape.anyOf ?? [];
  if (first !== undefined) {
    const value = first.values?.[0] ?? sampleScalar(first.shape, style);
    return shape.wire === 'same' || isNumber(shape) ? value : String(value);
  }
  const limits = shape.constraints ?? {};
  if (['Int', 'BigInt', 'Float', 'Decimal'].includes(shape.scalar)) {
    const above = limits.exclusiveMinimum === undefined ? (limits.minimum ?? 1) : limits.exclusiveMinimum + 1;
    const below = limits.exclusiveMaximum === undefined ? Number.POSITIVE_INFINITY : limits.exclusiveMaximum - 1;
    const least = Math.min(Math.max(limits.minimum ?? above, above), limits.maximum ?? below, below);
    const step = limits.multipleOf ?? 0;
    const value = step > 0 ? Math.ceil(least / step) * step : least;
    return isNumber(shape) ? value : String(value);
  }
  if (shape.scalar === 'Void') return null;
  if (shape.scalar === 'Upload') return new File(['aGVsbG8='], 'a.txt', { type: 'text/plain' });
  const typical = TEXTS[shape.scalar];
  const fits = typeof typical !== 'string' || compiled(limits.pattern ?? '')?.test(typical) !== false;
  return fits ? (typical ?? sampleText(shape, style)) : sampleText(shape, style);
}

/** What patterns that the generator cannot follow often ask for. */
const PLAIN = ['a', 'A', '1', 'a1', 'A1', 'abc', '12345678', '2026-01-02', '123e4567-e89b-12d3-a456-426614174000'];

function sampleText(shape: ScalarShape, { texts = [] }: SampleStyle): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape.constraints ?? {};
  const odd = (texts[0] ?? 'a b&c/ü').padEnd(minLength, 'x').slice(0, maxLength);
  const expression = pattern === undefined ? undefined : compiled(pattern);
  if (expression === undefined) return odd;
  const usable = (text: string): boolean =>
    text.length >= Math.max(minLength, 1) &&
    text.length <= maxLength &&
    !/^\.{1,2}$|\p{Cc}/u.test(text) &&
    expression.test(text);
  const asked = texts.find(usable);
  if (asked !== undefined) return asked;
  const plain = PLAIN.map((text) => text.padEnd(minLength, text)).find(usable) ?? odd;
  try {
    return fc.sample(fc.stringMatching(expression), { seed: 1, numRuns: 100 }).find(usable) ?? plain;
  } catch {
    return plain;
  }
}

/** As the gateway reads it: with the flag `u` where that is possible. */
function compiled(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The other way of reading it may do.
    }
  }
  return undefined;
}
