import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheRuleConfig } from '../../src/config/gateway-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { sharedStore } from '../execution/caching/cache-kit.ts';

const LIBRARY = new URL('../specs/fixtures/library.openapi.yaml', import.meta.url).pathname;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What the upstream got, one line for each request, with what it was asked to confirm. */
let asked: string[] = [];
let answer: Answer;
const open: (() => Promise<unknown>)[] = [];

const upstream = createServer((request, response) => {
  const { 'if-none-match': etag, 'if-modified-since': since } = request.headers;
  asked.push([request.url, etag, since].filter((part) => part !== undefined).join(' '));
  answer(request, response);
});

beforeEach(async () => {
  // Only the clocks: sockets and timers are real.
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  asked = [];
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const close of open.splice(0)) await close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  vi.useRealTimers();
});

async function gatewayOf(
  rule: Partial<CacheRuleConfig> = {},
  forward: string[] = [],
  store?: object,
): Promise<Gateway> {
  const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const whole: CacheRuleConfig = { ttl: '10s', followUpstream: true, ...rule };
  const gateway = await createGateway(
    {
      sources: { library: openapi(LIBRARY, { endpoint, forward, resilience: { retries: 0, breaker: false } }) },
      graph:
        'extend type Book { author: Author @link(from: "authors", arg: "ids", keys: "authorId", by: "id", max: 2) }',
      cache: { 'Query.author': whole, 'Query.authors': whole, ...(store === undefined ? undefined : { store }) },
    },
    { mode: 'development' },
  );
  open.push(async () => gateway[Symbol.asyncDispose]());
  return gateway;
}

const author = (headers: Record<string, string>, status = 200, name = 'Austen'): Answer => {
  return (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(status === 304 ? undefined : JSON.stringify({ id: 1, name }));
};

const ask = async (gateway: Gateway, headers: Record<string, string> = {}) => {
  const { data, errors } = await gateway.request({ query: '{ author(id: 1) { name } }', headers });
  return errors?.[0]?.extensions.code ?? (data?.author as { name: string } | null)?.name;
};
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('an answer is fresh', () => {
  test('for as long as its upstream says, less its age', async () => {
    const gateway = await gatewayOf();
    answer = author({ 'cache-control': 'max-age=60', age: '20' });
    await ask(gateway);
    pass(39);
    await ask(gateway);
    expect(asked).toHaveLength(1);
    pass(2);
    await ask(gateway);
    expect(asked).toHaveLength(2);
  });

  test('for as long as the rule says, where its upstream does not', async () => {
    const gateway = await gatewayOf();
    answer = author({});
    await ask(gateway);
    pass(9);
    await ask(gateway);
    expect(asked).toHaveLength(1);
    pass(2);
    await ask(gateway);
    expect(asked).toHaveLength(2);
  });

  test('for as long as the rule says, where the rule does not follow', async () => {
    const gateway = await gatewayOf({ followUpstream: false });
    answer = author({ 'cache-control': 'no-store' });
    await ask(gateway);
    await ask(gateway);
    expect(asked).toHaveLength(1);
  });
});

describe('an answer is not kept', () => {
  test.each([
    ['that must not be stored', { 'cache-control': 'no-store' }],
    ['that is one viewer’s, when nobody knows which', { 'cache-control': 'private, max-age=60' }],
  ])('%s', async (_, headers) => {
    const gateway = await gatewayOf();
    answer = author(headers);
    await ask(gateway);
    await ask(gateway);
    expect(asked).toHaveLength(2);
  });

  test('when an older one is: the new one replaces it', async () => {
    const gateway = await gatewayOf({ staleIfError: '1h' });
    answer = author({});
    await ask(gateway);
    pass(11);
    answer = author({ 'cache-control': 'no-store' });
    await ask(gateway);
    answer = author({}, 503);
    expect(await ask(gateway)).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('for everybody, when it depends on a header that callers send', async () => {
    const gateway = await gatewayOf({ scope: 'public' }, ['Accept-Language']);
    answer = author({ 'cache-control': 'max-age=60', vary: 'Accept-Language' });
    await ask(gateway);
    await ask(gateway, { 'accept-language': 'de' });
    await ask(gateway);
    expect(asked).toHaveLength(3);
  });

  test('for everybody, when it came for credentials and is not public', async () => {
    const gateway = await gatewayOf({ scope: 'public' }, ['authorization']);
    const headers = { authorization: 'Bearer a' };
    answer = author({ 'cache-control': 'max-age=60' });
    await ask(gateway, headers);
    await ask(gateway, headers);
    expect(asked).toHaveLength(2);
    answer = author({ 'cache-control': 'public, max-age=60' });
    await ask(gateway, headers);
    await ask(gateway, { authorization: 'Bearer b' });
    expect(asked).toHaveLength(3);
  });
});

describe('an answer is kept', () => {
  test('for its viewer, when it is private', async () => {
    const gateway = await gatewayOf({}, ['authorization']);
    answer = (request, response) =>
      author({ 'cache-control': 'private, max-age=60' }, 200, request.headers.authorization)(request, response);
    for (let round = 0; round < 2; round += 1) {
      expect(await ask(gateway, { authorization: 'a' })).toBe('a');
      expect(await ask(gateway, { authorization: 'b' })).toBe('b');
    }
    expect(asked).toHaveLength(2);
  });

  test('for each value of a header that it depends on and that the rule names', async () => {
    const gateway = await gatewayOf({ scope: 'public', vary: ['accept-language'] }, ['accept-language']);
    answer = (request, response) =>
      author(
        { 'cache-control': 'max-age=60', vary: 'accept-language, accept-encoding' },
        200,
        request.headers['accept-language'],
      )(request, response);
    for (let round = 0; round < 2; round += 1) {
      expect(await ask(gateway, { 'accept-language': 'de' })).toBe('de');
      expect(await ask(gateway, { 'accept-language': 'en' })).toBe('en');
    }
    expect(asked).toHaveLength(2);
  });

  test('for nobody else while it is fetched: callers who may not share do not wait for each other', async () => {
    const gateway = await gatewayOf({ scope: 'public' }, ['accept-language']);
    answer = (request, response) =>
      author(
        { 'cache-control': 'max-age=60', vary: 'accept-language' },
        200,
        request.headers['accept-language'],
      )(request, response);
    const both = await Promise.all(['de', 'en'].map((language) => ask(gateway, { 'accept-language': language })));
    expect(both).toEqual(['de', 'en']);
  });
});

describe('an answer that has expired', () => {
  test.each([
    ['by its tag', { etag: '"v1"' }, '/authors/1 "v1"'],
    ['by its weak tag', { etag: 'W/"v1"' }, '/authors/1 W/"v1"'],
    ['by its time', { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' }, '/authors/1 Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('is confirmed %s, and then fresh again', async (_, validator, confirmed) => {
    const gateway = await gatewayOf();
    answer = author({ 'cache-control': 'max-age=60', ...validator });
    await ask(gateway);
    pass(61);
    answer = author({ 'cache-control': 'max-age=30', ...validator }, 304);
    expect(await ask(gateway)).toBe('Austen');
    pass(29);
    expect(await ask(gateway)).toBe('Austen');
    expect(asked).toEqual(['/authors/1', confirmed]);
    pass(2);
    expect(await ask(gateway)).toBe('Austen');
    expect(asked).toHaveLength(3);
  });

  test('is replaced, when it is not confirmed', async () => {
    const gateway = await gatewayOf();
    answer = author({ 'cache-control': 'no-cache', etag: '"v1"' });
    await ask(gateway);
    answer = author({ 'cache-control': 'no-cache', etag: '"v2"' }, 200, 'Brontë');
    expect(await ask(gateway)).toBe('Brontë');
    answer = author({ 'cache-control': 'no-cache', etag: '"v2"' }, 304);
    expect(await ask(gateway)).toBe('Brontë');
    expect(asked).toEqual(['/authors/1', '/authors/1 "v1"', '/authors/1 "v2"']);
  });

  test('is confirmed for replicas too', async () => {
    const { store } = sharedStore();
    const [a, b] = [await gatewayOf({}, [], store), await gatewayOf({}, [], store)];
    answer = author({ 'cache-control': 'max-age=60', etag: '"v1"' });
    await ask(a);
    pass(61);
    answer = author({ 'cache-control': 'max-age=60', etag: '"v1"' }, 304);
    expect(await ask(b)).toBe('Austen');
    expect(asked).toEqual(['/authors/1', '/authors/1 "v1"']);
  });

  test('is not confirmed by an upstream that was not asked to', async () => {
    const gateway = await gatewayOf();
    answer = author({}, 304);
    expect(await ask(gateway)).toBe('UPSTREAM_MALFORMED');
  });

  test('still answers at once for as long as is said, and is fetched once behind it', async () => {
    const gateway = await gatewayOf();
    answer = author({ 'cache-control': 'max-age=10, stale-while-revalidate=60' });
    await ask(gateway);
    pass(30);
    answer = author({ 'cache-control': 'max-age=10' }, 200, 'Brontë');
    expect(await Promise.all([ask(gateway), ask(gateway)])).toEqual(['Austen', 'Austen']);
    await vi.waitFor(async () => expect(await ask(gateway)).toBe('Brontë'));
    expect(asked).toHaveLength(2);
  });

  test('answers for as long as is said when the upstream fails, unless it says not to', async () => {
    const gateway = await gatewayOf({ staleIfError: '1d' });
    answer = author({ 'cache-control': 'max-age=10, stale-if-error=60' });
    await ask(gateway);
    answer = author({}, 503);
    pass(69);
    expect(await ask(gateway)).toBe('Austen');
    pass(2);
    expect(await ask(gateway)).toBe('UPSTREAM_UNAVAILABLE');
    answer = author({ 'cache-control': 'max-age=10, must-revalidate' });
    await ask(gateway);
    answer = author({}, 503);
    pass(11);
    expect(await ask(gateway)).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('keys of a batch', () => {
  const books = (ids: readonly number[]) => ids.map((id) => ({ isbn: `b${id}`, title: 't', authorId: id }));
  const batch = async (gateway: Gateway) => {
    const { data, errors } = await gateway.request({ query: '{ books { author { name } } }' });
    expect(errors).toBeUndefined();
    const found = (data?.books ?? []) as readonly { author: { name: string } }[];
    return found.map((book) => book.author.name);
  };
  /** Answers with a tag of its own for each set of ids; what it is asked to confirm, it confirms. */
  const answering =
    (ids: readonly number[], name: string): Answer =>
    (request, response) => {
      const url = new URL(request.url ?? '', 'http://library');
      const etag = `"${url.search}"`;
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=60', etag };
      if (url.pathname === '/books') response.writeHead(200, headers).end(JSON.stringify(books(ids)));
      else if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
      else {
        const wanted = (url.searchParams.get('ids') ?? '').split(',').map(Number);
        response.writeHead(200, headers).end(JSON.stringify(wanted.map((id) => ({ id, name: `${name} ${id}` }))));
      }
    };
  const links = () => asked.filter((line) => line.startsWith('/authors')).map((line) => decodeURIComponent(line));

  test('are confirmed by chunk', async () => {
    const gateway = await gatewayOf();
    answer = answering([1, 2, 3], 'first');
    await batch(gateway);
    pass(61);
    answer = answering([1, 2, 3], 'second');
    expect(await batch(gateway)).toEqual(['first 1', 'first 2', 'first 3']);
    expect(links().sort()).toEqual([
      '/authors?ids=1,2',
      '/authors?ids=1,2 "?ids=1,2"',
      '/authors?ids=3',
      '/authors?ids=3 "?ids=3"',
    ]);
  });

  test('are asked for anew when they come in other chunks, or one of them is not at hand', async () => {
    const gateway = await gatewayOf();
    answer = answering([1], 'first');
    await batch(gateway);
    pass(61);
    answer = answering([1, 2], 'second');
    expect(await batch(gateway)).toEqual(['second 1', 'second 2']);
    expect(links()).toEqual(['/authors?ids=1', '/authors?ids=1,2']);
  });

  test('are asked for anew when what is confirmed is an answer that one of them had before', async () => {
    const gateway = await gatewayOf();
    answer = answering([1, 2], 'first');
    await batch(gateway);
    pass(61);
    answer = answering([1], 'second');
    expect(await batch(gateway)).toEqual(['second 1']);
    pass(61);
    answer = answering([1, 2], 'third');
    expect(await batch(gateway)).toEqual(['third 1', 'first 2']);
    expect(links().slice(2)).toEqual(['/authors?ids=1,2 "?ids=1,2"', '/authors?ids=1']);
  });
});
