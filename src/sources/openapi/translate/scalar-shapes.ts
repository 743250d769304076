import { isRecord } from '../../../utils/is-record.ts';
import type { SchemaView } from './schema-parts.ts';
import type { Constraints, LeafWire, ScalarShape } from './shape.ts';

const MAX_INT = 2_147_483_647;

const TEXT_FORMATS: ReadonlyMap<string, [scalar: string, wire: LeafWire, quoted?: boolean]> = new Map([
  ['date-time', ['DateTime', 'same']],
  ['datetime', ['DateTime', 'same']],
  ['date', ['Date', 'same']],
  ['full-date', ['Date', 'same']],
  ['time', ['Time', 'same']],
  ['duration', ['Duration', 'same']],
  ['uuid', ['UUID', 'same']],
  ['guid', ['UUID', 'same']],
  ['email', ['EmailAddress', 'same']],
  ['uri', ['URI', 'same']],
  ['url', ['URI', 'same']],
  ['uri-reference', ['URI', 'same']],
  ['iri', ['URI', 'same']],
  ['ip', ['IP', 'same']],
  ['ip-address', ['IP', 'same']],
  ['ipv4', ['IPv4', 'same']],
  ['ipv6', ['IPv6', 'same']],
  ['byte', ['Byte', 'same']],
  ['base64', ['Byte', 'same']],
  ['binary', ['Byte', 'bytes']],
  ['int64', ['BigInt', 'integer64', true]],
  ['uint64', ['BigInt', 'integer64', true]],
  ['decimal', ['Decimal', 'decimal', true]],
]);

const WIDE_INTEGERS = new Set(['int64', 'uint64', 'uint32', 'long', 'bigint', 'biginteger', 'unix-time', 'timestamp']);
const DECIMALS = new Set(['decimal', 'bigdecimal', 'money', 'currency', 'decimal128']);

export const scalar = (
  name: string,
  wire: LeafWire = 'same',
  constraints: Constraints | undefined = undefined,
  quoted?: boolean,
): ScalarShape => ({
  kind: 'scalar',
  scalar: name,
  wire,
  constraints,
  ...(quoted === true ? { quoted } : undefined),
});

/** Any JSON value. */
export const openScalar = (): ScalarShape => scalar('JSON', 'open');

export interface ScalarRules {
  /** What an input is held against; nothing of an answer. */
  readonly constraints: Constraints | undefined;
  readonly integers: 'Int' | 'BigInt';
  /** True inside a multipart body, where binary content is a file. */
  readonly uploads: boolean;
}

/** The scalar of a schema of one JSON type; undefined for `object`, `array` and types that JSON does not have. */
export function scalarShape(type: string, view: SchemaView, rules: ScalarRules): ScalarShape | undefined {
  const { constraints } = rules;
  const format = view.format?.toLowerCase() ?? '';
  if (type === 'boolean') return scalar('Boolean');
  if (type === 'integer') {
    return isWide(view, format, rules)
      ? scalar('BigInt', 'integer64', constraints)
      : scalar('Int', 'same', constraints);
  }
  if (type === 'number') {
    if (DECIMALS.has(format)) return scalar('Decimal', 'decimal', constraints);
    if (format === 'int32') return scalar('Int', 'same', constraints);
    if (WIDE_INTEGERS.has(format)) return scalar('BigInt', 'integer64', constraints);
    return scalar('Float', 'float', constraints);
  }
  if (type === 'file') return rules.uploads ? scalar('Upload', 'upload') : scalar('Byte', 'bytes');
  if (type !== 'string') return undefined;
  if (rules.uploads && format === 'binary') return scalar('Upload', 'upload');
  const [name, wire, quoted] = TEXT_FORMATS.get(format) ?? ['String', 'same'];
  return scalar(name, wire, constraints, quoted);
}

function isWide(view: SchemaView, format: string, rules: ScalarRules): boolean {
  if (WIDE_INTEGERS.has(format)) return true;
  if (format === 'int32') return false;
  const bounds = view.constraints;
  const outside = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > MAX_INT + 1;
  return rules.integers === 'BigInt' || [bounds?.maximum, bounds?.minimum, ...shown(view.place.value)].some(outside);
}

/** Values that the description itself shows. */
function shown(schema: unknown): unknown[] {
  if (!isRecord(schema)) return [];
  const { default: byDefault, example, examples } = schema;
  return [byDefault, example, ...(Array.isArray(examples) ? examples : [])];
}
