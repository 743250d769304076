import type { ErrorCode } from '../../errors/error-codes.ts';

/** The upstream or the way to it fails: another answer is better than none. What it rejects, it means. */
export const OUTAGES: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_FAILED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_MALFORMED',
  'OVERLOADED',
]);
