import { describe, expect, it } from 'vitest';
import { OperationCache } from '../../../src/execution/prepare/operation-cache.ts';

describe('OperationCache', () => {
  it('keeps what is asked for again through a flood of what is not', () => {
    const cache = new OperationCache<{ n: number }>({ entries: 10 }, () => 1);
    cache.set('hot', { n: 0 });
    expect(cache.get('hot')).toEqual({ n: 0 });
    for (let n = 1; n < 1_000; n += 1) cache.set(`cold ${n}`, { n });
    expect(cache.get('hot')).toEqual({ n: 0 });
    expect(cache.get('cold 1')).toBeUndefined();
    expect(cache.get('cold 999')).toEqual({ n: 999 });
    expect(cache.size).toBeLessThanOrEqual(10);
  });

  it('keeps what comes back after it was pushed out', () => {
    const cache = new OperationCache<{ n: number }>({ entries: 100 }, () => 1);
    const flood = (from: number): void => {
      for (let n = from; n < from + 500; n += 1) cache.set(`cold ${n}`, { n });
    };
    cache.set('rare', { n: -1 });
    flood(0);
    expect(cache.get('rare')).toBeUndefined();
    cache.set('rare', { n: -1 });
    flood(500);
    expect(cache.get('rare')).toEqual({ n: -1 });
  });

  it('is bounded by bytes', () => {
    const cache = new OperationCache<{ n: number }>({ entries: 1_000, bytes: 100 }, (key) => key.length);
    for (let n = 0; n < 100; n += 1) {
      const key = String(n).padStart(10, '0');
      cache.set(key, { n });
      cache.get(key);
    }
    expect(cache.size).toBeLessThanOrEqual(10);
    cache.clear();
    expect(cache.size).toBe(0);
  });
});
