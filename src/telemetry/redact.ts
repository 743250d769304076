import { HIDDEN, withoutUrlSecrets } from '../utils/without-url-secrets.ts';

/** Names whose values are credentials, in whatever case and however joined. */
const SECRET_NAME =
  /authorization|cookie|passw|passphrase|secret|token|api[-_]?key|credential|signature|private[-_]?key/i;
/** Credentials behind their scheme. */
const SECRET_TEXT = /(?<=\b(?:bearer|basic)\s)[\w+/=.~-]+/gi;
const MAX_TEXT = 2_000;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;

/**
 * A copy of the value that may be logged: without what is named or looks like a credential, errors with their causes as plain objects, and
 * bounded, so that no upstream fills the log.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const entries =
    value instanceof Map ? [...value].map(([name, member]) => [String(name), member] as const) : Object.entries(value);
  return Object.fromEntries(
    entries
      .slice(0, MAX_ITEMS)
      .map(([name, member]) => [name, SECRET_NAME.test(name) ? HIDDEN : redact(member, depth + 1)]),
  );
}

function redactError(error: Error, depth: number): unknown {
  const { name, message, stack, cause, ...facts } = error;
  return {
    type: name || error.constructor.name,
    message: redactText(error.message),
    ...(redact({ ...facts }, depth) as object),
    ...(cause === undefined ? undefined : { cause: redact(cause, depth + 1) }),
    ...(stack === undefined ? undefined : { stack: redactText(stack) }),
  };
}

function redactText(text: string): string {
  const hidden = withoutUrlSecrets(text).replace(SECRET_TEXT, HIDDEN);
  return hidden.length <= MAX_TEXT ? hidden : `${hidden.slice(0, MAX_TEXT)}… (${hidden.length} characters)`;
}
