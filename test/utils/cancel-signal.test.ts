import { expect, test } from 'vitest';
import { Canceller, toAbortSignal } from '../../src/utils/cancel-signal.ts';

test('listeners run once, with the reason known', () => {
  const canceller = new Canceller();
  const seen: unknown[] = [];
  canceller.addEventListener('abort', () => seen.push(['a', canceller.reason]));
  canceller.addEventListener('abort', () => seen.push(['b', canceller.reason]));
  canceller.abort('why');
  canceller.abort('again');
  expect(seen).toEqual([
    ['a', 'why'],
    ['b', 'why'],
  ]);
  expect(canceller.aborted).toBe(true);
  expect(() => canceller.throwIfAborted()).toThrow('why');
});

test('a removed listener does not run, whichever was added first', () => {
  const canceller = new Canceller();
  const seen: string[] = [];
  const [a, b] = [() => seen.push('a'), () => seen.push('b')];
  canceller.addEventListener('abort', a);
  canceller.addEventListener('abort', b);
  canceller.removeEventListener('abort', a);
  canceller.abort('x');
  expect(seen).toEqual(['b']);
});

test('a listener that throws does not keep the others from running', () => {
  const canceller = new Canceller();
  const seen: string[] = [];
  canceller.addEventListener('abort', () => {
    throw new Error('first');
  });
  canceller.addEventListener('abort', () => seen.push('second'));
  expect(() => canceller.abort('x')).toThrow('first');
  expect(seen).toEqual(['second']);
});

test('an API that insists on a platform signal gets one that follows, until it is released', () => {
  const canceller = new Canceller();
  const following = toAbortSignal(canceller);
  const released = toAbortSignal(canceller);
  released.release();
  canceller.abort('gone');
  expect(following.signal.reason).toBe('gone');
  expect(released.signal.aborted).toBe(false);
  expect(toAbortSignal(canceller).signal.aborted).toBe(true);
});

test('a platform signal passes through as itself', () => {
  const { signal } = new AbortController();
  expect(toAbortSignal(signal).signal).toBe(signal);
});
