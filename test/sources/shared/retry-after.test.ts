import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/sources/shared/retry-after.ts';

const now = Date.UTC(2026, 0, 1, 12);

test.each<[string | string[] | undefined, number | undefined]>([
  ['1', 1_000],
  [' 2 ', 2_000],
  ['0', 0],
  [['3', '4'], 3_000],
  ['Thu, 01 Jan 2026 12:00:05 GMT', 5_000],
  ['Thursday, 01-Jan-26 12:00:05 GMT', 5_000],
  ['Thu, 01 Jan 2026 11:59:00 GMT', 0],
  ['99999999', 3_600_000],
  ['9'.repeat(400), 3_600_000],
  ['Fri, 01 Jan 2100 12:00:00 GMT', 3_600_000],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['Infinity', undefined],
  ['2026-01-01', undefined],
  ['soon', undefined],
  ['', undefined],
  [[], undefined],
  [undefined, undefined],
])('%j asks for %j ms', (value, ms) => {
  expect(retryAfterMs(value, now)).toBe(ms);
});
