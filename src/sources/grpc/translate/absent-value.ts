import type { FieldType } from '../descriptor/model.ts';
import type { FieldShape, ValueShape } from './shape.ts';

/** What a field holds when the wire has nothing for it. */
export function absentValue(field: FieldType, value: ValueShape, inMapEntry: boolean): FieldShape['absent'] {
  if (field.repeated || field.required) return null;
  if (value.kind === 'message' || value.kind === 'known') return inMapEntry ? undefined : null;
  if (field.oneof !== undefined) return null;
  if (value.kind === 'enum') {
    const { names, numbers } = value.enum;
    const first = names.get(0) ?? [...numbers.keys()][0] ?? null;
    if (field.defaultValue === undefined) return field.presence && !inMapEntry ? null : first;
    return enumDefault(field.defaultValue, value) ?? first;
  }
  if (field.defaultValue !== undefined) return scalarDefault(value.type, field.defaultValue);
  if (field.presence && !inMapEntry) return null;
  switch (value.type) {
    case 'string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return '0';
    default:
      return 0;
  }
}

/** The default is written with the value's full name, whose prefix the shape may have lost. */
function enumDefault(written: string, value: Extract<ValueShape, { kind: 'enum' }>): string | undefined {
  const names = [...value.enum.numbers.keys()];
  return names.find((name) => name === written) ?? names.find((name) => written.endsWith(`_${name}`));
}

function scalarDefault(type: Extract<ValueShape, { kind: 'scalar' }>['type'], text: string): string | number | boolean {
  switch (type) {
    case 'string':
      return text;
    case 'bytes':
      return Buffer.from(text, 'latin1').toString('base64');
    case 'bool':
      return text === 'true';
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return integerText(text);
    case 'double':
    case 'float':
      return text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text);
    default:
      return Number(integerText(text));
  }
}

function integerText(text: string): string {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  try {
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return (negative ? -value : value).toString();
  } catch {
    return '0';
  }
}
