import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { httpFreshness } from '../../../src/sources/shared/http-freshness.ts';

type Headers = Readonly<Record<string, string | string[]>>;

function freshness(headers: Headers, { shared = true, status = 200, forwarded = {}, method = 'GET' } = {}) {
  return httpFreshness({ method, headers: forwarded }, { status, headers }, shared);
}

const control = (text: string): Headers => ({ 'cache-control': text });
const AUTHORIZED = { forwarded: { authorization: 'Bearer x' } };

// What passes between two looks at the clock would be missing from a lifetime.
beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z'), toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('how long an answer is fresh', () => {
  test.each<[string, Headers, number | undefined, object?]>([
    ['nothing is said', {}, undefined],
    ['only "public" is said', control('public'), undefined],
    ['a lifetime', control('max-age=60'), 60_000],
    ['a lifetime, in any case', control('Max-Age=60'), 60_000],
    ['a lifetime, quoted', control('max-age="60"'), 60_000],
    ['a lifetime in a repeated header', { 'cache-control': ['public', 'max-age=60'] }, 60_000],
    ['a lifetime of which part has passed', { ...control('max-age=60'), age: '20' }, 40_000],
    ['a lifetime that has passed', { ...control('max-age=60'), age: '61' }, 0],
    ['no lifetime at all', control('max-age=0'), 0],
    ['nonsense for a lifetime', control('max-age=soon'), 0],
    ['a lifetime beyond every bound', control('max-age=99999999999'), 2_073_600_000],
    ['no-cache', control('no-cache, max-age=60'), 0],
    ['the old no-cache', { pragma: 'no-cache' }, 0],
    ['a lifetime for shared caches', control('max-age=60, s-maxage=10'), 10_000],
    ['a lifetime for shared caches, to one that is not', control('max-age=60, s-maxage=10'), 60_000, { shared: false }],
    ['a lifetime for shared caches alone, to one that is not', control('s-maxage=10'), undefined, { shared: false }],
    ['a date', { date: 'Thu, 01 Jan 2026 00:00:00 GMT', expires: 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
    ['a date that is none', { expires: '0' }, 0],
    ['a guess from the last change is not made', { 'last-modified': 'Thu, 01 Jan 2015 00:00:00 GMT' }, undefined],
    ['a cookie along with it', { ...control('max-age=60'), 'set-cookie': ['a=1'] }, 0],
    ['a cookie along with silence', { 'set-cookie': ['a=1'] }, 0],
  ])('%s', (_, headers, freshMs, options) => {
    expect(freshness(headers, options)).toMatchObject({ keep: true, freshMs });
  });
});

describe('what must not be kept', () => {
  test.each<[string, Headers, object?]>([
    ['no-store', control('no-store')],
    ['no-store, however it is written', control('No-Store , max-age=60')],
    ['what is private, for many', control('private, max-age=60')],
    ['what is private, however it is written', control('Private')],
    ['what is private in part', control('private="x-a, x-b", max-age=60')],
    ['what came for credentials, for many', control('max-age=60'), AUTHORIZED],
    ['what depends on everything', { ...control('max-age=60'), vary: '*' }],
    ['what depends on everything and more', { ...control('max-age=60'), vary: 'accept, *' }],
    ['part of an answer', control('max-age=60'), { status: 206 }],
    ['a failure', control('max-age=60'), { status: 500 }],
    ['the answer to a POST that does not say how long', {}, { method: 'POST' }],
  ])('%s', (_, headers, options) => {
    expect(freshness(headers, options)).toMatchObject({ keep: false, freshMs: 0 });
  });

  test.each<[string, Headers, object?]>([
    ['what is private, for its owner', control('private, max-age=60'), { shared: false }],
    ['what came for credentials, for its owner', control('max-age=60'), { shared: false, ...AUTHORIZED }],
    ['what came for credentials and is public', control('public, max-age=60'), AUTHORIZED],
    ['the answer to a POST that says how long', control('max-age=60'), { method: 'POST' }],
    ['that there is nothing', control('max-age=60'), { status: 404 }],
  ])('%s, may be', (_, headers, options) => {
    expect(freshness(headers, options)).toMatchObject({ keep: true, freshMs: 60_000 });
  });
});

describe('what is stale', () => {
  test.each<[string, string, number | undefined, number | undefined, object?]>([
    ['is for the rule where nothing is said', 'max-age=1', undefined, undefined],
    ['is used for as long as is said', 'max-age=1, stale-while-revalidate=30, Stale-If-Error=60', 30_000, 60_000],
    ['is not used where that is said', 'max-age=1, must-revalidate, stale-while-revalidate=30', 0, 0],
    ['is not used without asking', 'no-cache, stale-if-error=60', 0, 0],
    ['is not used by many', 'max-age=1, proxy-revalidate', 0, 0],
    ['may be used by one', 'max-age=1, proxy-revalidate', undefined, undefined, { shared: false }],
  ])('%s', (_, text, staleWhileRevalidateMs, staleIfErrorMs, options) => {
    const { keep, ...said } = freshness(control(text), options);
    expect(said).toMatchObject({ staleWhileRevalidateMs, staleIfErrorMs });
  });
});

test('names of headers that an answer depends on are read in any form', () => {
  expect(freshness({ vary: 'Accept-Language,, X-Tenant' }).vary).toEqual(['accept-language', 'x-tenant']);
});
