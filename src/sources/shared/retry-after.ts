const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds that a `Retry-After` (RFC 9110, 10.2.3) asks for, from now: seconds or a date; an hour at most. Undefined where there is none,
 * or nonsense.
 */
export function retryAfterMs(value: string | string[] | undefined, now: number = Date.now()): number | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
  // What does not begin with the name of a day is no date of HTTP, though `Date.parse` makes one of it.
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : /^[A-Za-z]{3}/.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}
