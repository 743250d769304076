import type { LeafShape, ListShape } from '../model/shape.ts';
import { DECIMAL } from './check-text.ts';

/** Text of the wire to a GraphQL-shaped leaf. Undefined: the text is not of the type. Null: there is no value. */
export type ParseLeaf = (text: string) => unknown;

const INTEGER = /^[+-]?\d+$/;

export function parserOf(shape: LeafShape | ListShape): ParseLeaf {
  if (shape.kind === 'list') {
    const item = parserOf(shape.item);
    return (text) => {
      const words = text.trim();
      if (words === '') return [];
      const values = words.split(/[\t\n\r ]+/).map(item);
      return values.includes(undefined) || values.includes(null) ? undefined : values;
    };
  }
  if (shape.enumeration !== undefined) {
    const names = new Map(shape.enumeration.values.map((value) => [value.text, value.name]));
    const taken = new Set(names.values());
    // Stacks pad values and leave them out; neither is another value. One that the description does not know is handed on: its field
    // becomes an error, and nothing else of the answer.
    return (text) =>
      names.get(text) ?? names.get(text.trim()) ?? (text.trim() === '' ? null : taken.has(text) ? undefined : text);
  }
  switch (shape.leaf) {
    case 'boolean':
      return parseBoolean;
    case 'int':
      return parseInt32;
    case 'float':
      return parseFloat64;
    case 'bigint':
      return (text) => checked(text.trim(), INTEGER);
    case 'decimal':
      return (text) => checked(text.trim(), DECIMAL);
    case 'base64':
      return (text) => (/\s/.test(text) ? text.replace(/\s+/g, '') : text);
    case 'string':
      if (shape.whiteSpace === 'collapse') return collapse;
      return shape.whiteSpace === 'replace' ? (text) => text.replace(/[\t\n\r]/g, ' ') : (text) => text;
    case 'qname':
    case 'uri':
    case 'hex':
      return collapse;
    default:
      return (text) => {
        const trimmed = text.trim();
        return trimmed === '' ? null : trimmed;
      };
  }
}

const collapse = (text: string): string => (/^\S*$/.test(text) ? text : text.trim().replace(/[\t\n\r ]+/g, ' '));

function checked(text: string, pattern: RegExp): string | null | undefined {
  if (pattern.test(text)) return text.charCodeAt(0) === 43 /* + */ ? text.slice(1) : text;
  return text === '' ? null : undefined;
}

function parseBoolean(text: string): boolean | null | undefined {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  const trimmed = text.trim();
  if (trimmed !== text) return parseBoolean(trimmed);
  if (text === '') return null;
  // Several stacks write capitals.
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function parseInt32(text: string): number | null | undefined {
  const value = +text;
  if (Number.isInteger(value) && value >= -2147483648 && value <= 2147483647) {
    return value === 0 && text.trim() === '' ? null : value;
  }
  return undefined;
}

/** Infinities and NaN have no GraphQL form: they are handed on as they are, so that the field becomes an error and not a silent null. */
function parseFloat64(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed === 'NaN') return Number.NaN;
  if (/^[+-]?INF$/.test(trimmed)) return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}
