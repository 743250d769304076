import { isRecord } from '../../../utils/is-record.ts';
import type { Use } from '../translate/shape.ts';
import { memberPicker } from './member.ts';

const MAX_DEPTH = 200;

/** Where and how a value departs from the described structure, such as `lines[3].product is text instead of an object`. */
export function explainMismatch(use: Use, value: unknown, path = '', depth = 0): string | undefined {
  const { shape } = use;
  if (value === null || value === undefined || depth > MAX_DEPTH) return undefined;
  const at = path === '' ? 'the body' : path;
  switch (shape.kind) {
    case 'list': {
      if (!Array.isArray(value)) {
        return shape.single === true
          ? explainMismatch(shape.item, value, path, depth + 1)
          : `${at} is ${nameOf(value)} instead of a list`;
      }
      return first(value, (item, index) => explainMismatch(shape.item, item, `${path}[${index}]`, depth + 1));
    }
    case 'map':
      if (!isRecord(value)) return `${at} is ${nameOf(value)} instead of an object`;
      return first(Object.values(value), (item) => explainMismatch(shape.value, item, `${path}.*`, depth + 1));
    case 'object':
      if (!isRecord(value)) return `${at} is ${nameOf(value)} instead of an object`;
      return first(shape.fields, (field) =>
        Object.hasOwn(value, field.wire)
          ? explainMismatch(field.use, value[field.wire], path === '' ? field.wire : `${path}.${field.wire}`, depth + 1)
          : undefined,
      );
    case 'union': {
      const member = shape.members[memberPicker(shape)(value)];
      if (member === undefined) return `${at} fits none of the types of ${shape.name}`;
      return explainMismatch(member.use, value, path, depth + 1);
    }
    default:
      return undefined;
  }
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
