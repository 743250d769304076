import { randomUUID } from 'node:crypto';

/**
 * JSON with sorted names: equal text for equal values, whatever order their properties were written in. What is more than data (a stream,
 * a file) equals only itself.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      return 'null';
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalText(value.toJSON());
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return `#${PROCESS}.${identityOf(value)}`;
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  let text = '{';
  for (const name of names) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    if (typeof member === 'function') return `#${PROCESS}.${identityOf(value)}`;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(name)}:${canonicalText(member)}`;
  }
  return `${text}}`;
}

/** Texts become keys of stores that processes share, and each counts its own objects. */
const PROCESS = randomUUID();
const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identityOf(value: object): number {
  const known = identities.get(value);
  if (known !== undefined) return known;
  lastIdentity += 1;
  identities.set(value, lastIdentity);
  return lastIdentity;
}
