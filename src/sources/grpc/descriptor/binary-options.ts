import { toFeatures } from './option-values.ts';
import type { RawOptions } from './raw.ts';
import type { WireFields } from './wire-fields.ts';

type Element = 'file' | 'message' | 'field' | 'enum' | 'value' | 'method';

/** Numbers of `deprecated` and `features` in the options of each element. */
const NUMBERS: Readonly<Record<Element, { readonly deprecated: number; readonly features: number }>> = {
  file: { deprecated: 23, features: 50 },
  message: { deprecated: 3, features: 12 },
  field: { deprecated: 3, features: 21 },
  enum: { deprecated: 3, features: 7 },
  value: { deprecated: 1, features: 2 },
  method: { deprecated: 33, features: 35 },
};

const FEATURES: readonly (readonly [number: number, name: string, values: readonly string[]])[] = [
  [1, 'field_presence', ['', 'EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED']],
  [2, 'enum_type', ['', 'OPEN', 'CLOSED']],
  [3, 'repeated_field_encoding', ['', 'PACKED', 'EXPANDED']],
  [4, 'utf8_validation', ['', '', 'VERIFY', 'NONE']],
  [5, 'message_encoding', ['', 'LENGTH_PREFIXED', 'DELIMITED']],
];

/** `google.api.http` and `google.api.field_behavior`. */
const HTTP = 72_295_728;
const BEHAVIOR = 1052;
const VERBS: readonly (readonly [number: number, verb: string])[] = [
  [2, 'get'],
  [3, 'put'],
  [4, 'post'],
  [5, 'delete'],
  [6, 'patch'],
];
const BEHAVIORS = [
  '',
  'OPTIONAL',
  'REQUIRED',
  'OUTPUT_ONLY',
  'INPUT_ONLY',
  'IMMUTABLE',
  'UNORDERED_LIST',
  'NON_EMPTY_DEFAULT',
  'IDENTIFIER',
];
const LEVELS = ['IDEMPOTENCY_UNKNOWN', 'NO_SIDE_EFFECTS', 'IDEMPOTENT'];

/** The options that matter, of one element of a binary descriptor. */
export function readOptions(element: Element, fields: WireFields): RawOptions {
  const { deprecated, features } = NUMBERS[element];
  return {
    ...(fields.bool(deprecated) ? { deprecated: true } : undefined),
    ...(fields.has(features) ? { features: readFeatures(fields.message(features)) } : undefined),
    ...(element === 'field' && fields.has(2) ? { packed: fields.bool(2) } : undefined),
    ...(element === 'field' && fields.has(BEHAVIOR)
      ? { behaviors: fields.ints(BEHAVIOR).map((value) => BEHAVIORS[value] ?? '') }
      : undefined),
    ...(element === 'message' && fields.bool(7) ? { mapEntry: true } : undefined),
    ...(element === 'method' && fields.has(34) ? { idempotency: LEVELS[fields.int(34)] ?? '' } : undefined),
    ...(element === 'method' && fields.has(HTTP) ? readHttp(fields.message(HTTP)) : undefined),
  };
}

function readFeatures(fields: WireFields): NonNullable<RawOptions['features']> {
  return toFeatures(
    Object.fromEntries(FEATURES.map(([number, name, values]) => [name, values[fields.int(number)] ?? ''])),
  );
}

function readHttp(rule: WireFields): Pick<RawOptions, 'http'> {
  const found = VERBS.find(([number]) => rule.has(number));
  if (found !== undefined) return { http: { verb: found[1], path: rule.text(found[0]) } };
  if (!rule.has(8)) return {};
  const custom = rule.message(8);
  return { http: { verb: custom.text(1).toLowerCase(), path: custom.text(2) } };
}
