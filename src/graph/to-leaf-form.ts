import type { LeafForm } from './graph.ts';

/** A leaf in the form that an argument takes; undefined when it has none (text that is no number). */
export function toLeafForm(value: unknown, form: LeafForm | undefined): unknown {
  if (form === undefined || value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toLeafForm(item, form));
  if (form === 'text') return typeof value === 'string' ? value : String(value);
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = typeof value === 'number' ? value : Number(value);
  if (form === 'integer') return Number.isSafeInteger(number) ? number : undefined;
  return Number.isFinite(number) ? number : undefined;
}
