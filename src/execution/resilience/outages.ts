import type { ErrorCode } from '../../errors/error-codes.ts';

/**
 * The upstream or the way to it fails, or a request's time was up first: another answer is better than none. What an upstream rejects, it
 * means.
 */
export const OUTAGES: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_FAILED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_MALFORMED',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
]);
