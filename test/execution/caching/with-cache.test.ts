import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { CachePolicy } from '../../../src/execution/caching/cache-policy.ts';
import type { KeyedAnswer, PipelineCall } from '../../../src/execution/pipeline.ts';
import type { TraceEntry } from '../../../src/telemetry/trace.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { batchOf, callOf, contextOf, deferred, FakeConnector, settle, WRITE } from '../resilience/pipeline-kit.ts';
import { cachedPipelineOf, ruleOf, TTL, template } from './cache-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const idsOf = (call: { args: Readonly<Record<string, unknown>> }) => call.args.ids as (string | number)[];
const cachedCall = (overrides: Partial<PipelineCall> = {}) => callOf({ cache: ruleOf(), ...overrides });
const keysAsked = (connector: FakeConnector) => connector.calls.map(idsOf);

/** Answers each read with how often it was asked. */
function counting() {
  let count = 0;
  return new FakeConnector(() => ({ count: ++count }));
}

/** Answers keys, with the number of the call in each item. */
function countingKeys() {
  let count = 0;
  return new FakeConnector((call) => {
    count += 1;
    return idsOf(call).map((id) => ({ id, count }));
  });
}

test('sources whose operations have the same name do not share entries', async () => {
  const cached = { connector: counting(), resilience: {} };
  const other = { connector: new FakeConnector(() => 'another'), resilience: {} };
  const { pipeline } = cachedPipelineOf(
    counting(),
    {},
    {
      sources: [
        { name: 'orders', ...cached },
        { name: 'archive', ...other },
      ],
    },
  );
  expect(await pipeline(cachedCall())).toEqual({ count: 1 });
  expect(await pipeline(cachedCall({ source: 'archive' }))).toBe('another');
  expect(await pipeline(cachedCall())).toEqual({ count: 1 });
});

describe('a cached read', () => {
  test('goes upstream once until it expires, and for the whole value', async () => {
    const connector = counting();
    const { pipeline } = cachedPipelineOf(connector);
    const selection = { fields: new Map([['id', null]]), key: 'id' };
    const first = await pipeline(cachedCall({ selection }));
    await vi.advanceTimersByTimeAsync(TTL - 1);
    expect(await pipeline(cachedCall())).toBe(first);
    expect(connector.calls).toHaveLength(1);
    expect(connector.calls[0]?.selection).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(await pipeline(cachedCall())).toEqual({ count: 2 });
  });

  test('without a rule, or of a write, is not cached', async () => {
    const connector = counting();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(callOf());
    await pipeline(callOf());
    await pipeline(cachedCall({ operation: WRITE }));
    await pipeline(cachedCall({ operation: WRITE }));
    expect(connector.calls).toHaveLength(4);
  });

  test('is filled once for all who miss it at the same time, and one who leaves does not stop it', async () => {
    const answer = deferred();
    const connector = new FakeConnector(() => answer.promise);
    const { pipeline } = cachedPipelineOf(connector);
    const client = new AbortController();
    const leader = pipeline(cachedCall({ context: contextOf({ signal: client.signal }) })).catch(
      (error: GatewayError) => error.code,
    );
    const followers = [pipeline(cachedCall()), pipeline(cachedCall())];
    await settle();
    client.abort(new GatewayError('CANCELLED'));
    answer.resolve('value');
    expect(await Promise.all(followers)).toEqual(['value', 'value']);
    expect(await leader).toBe('CANCELLED');
    expect(await pipeline(cachedCall())).toBe('value');
    expect(connector.calls).toHaveLength(1);
  });

  test('that fails is not kept', async () => {
    let fails = true;
    const connector = new FakeConnector(() => {
      if (fails) throw new GatewayError('UPSTREAM_FAILED');
      return 'value';
    });
    const { pipeline } = cachedPipelineOf(connector);
    await expect(pipeline(cachedCall())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    fails = false;
    expect(await pipeline(cachedCall())).toBe('value');
  });

  test('that has no value is remembered for five seconds at most', async () => {
    const connector = new FakeConnector(() => null);
    const { pipeline } = cachedPipelineOf(connector);
    const cache = ruleOf({ staleWhileRevalidateMs: TTL, staleIfErrorMs: TTL });
    expect(await pipeline(cachedCall({ cache }))).toBeNull();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await pipeline(cachedCall({ cache }))).toBeNull();
    expect(connector.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await pipeline(cachedCall({ cache }))).toBeNull();
    expect(connector.calls).toHaveLength(2);
  });

  test('is bounded in memory by bytes', async () => {
    const connector = new FakeConnector(({ args }) => `${args.id}`.padEnd(10_000));
    const { pipeline } = cachedPipelineOf(connector, { memoryBytes: 100_000 });
    for (let id = 0; id < 20; id += 1) await pipeline(cachedCall({ args: { id } }));
    await pipeline(cachedCall({ args: { id: 19 } }));
    expect(connector.calls).toHaveLength(20);
    await pipeline(cachedCall({ args: { id: 0 } }));
    expect(connector.calls).toHaveLength(21);
  });
});

describe('each key of a batch', () => {
  test('is cached for itself: only the missing go upstream', async () => {
    const connector = countingKeys();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ batch: batchOf([1, 2, 3]) }));
    const answer = (await pipeline(cachedCall({ batch: batchOf([2, 3, 4, 5]) }))) as KeyedAnswer;
    expect(keysAsked(connector)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect([...answer.keys()]).toEqual(['2', '3', '4', '5']);
    expect(answer.get('2')).toEqual({ id: 2, count: 1 });
    expect(answer.get('5')).toEqual({ id: 5, count: 2 });
  });

  test('is waited for where another request is fetching it', async () => {
    const gate = deferred();
    const connector = new FakeConnector(async (call) => {
      await gate.promise;
      return idsOf(call).map((id) => ({ id }));
    });
    const { pipeline } = cachedPipelineOf(connector);
    const trace: TraceEntry[] = [];
    const first = pipeline(cachedCall({ batch: batchOf([1, 2]) }));
    const second = pipeline(cachedCall({ batch: batchOf([2, 3]), context: contextOf({ trace }) }));
    gate.resolve(undefined);
    expect(((await first) as KeyedAnswer).get('2')).toBe(((await second) as KeyedAnswer).get('2'));
    expect(keysAsked(connector)).toEqual([[1, 2], [3]]);
    expect(trace).toMatchObject([
      { keys: 1, deduplicated: false, tries: 1, cache: 'miss' },
      { keys: 1, deduplicated: true, tries: 0, cache: 'miss' },
    ]);
  });

  test('fails for itself: what is cached is answered', async () => {
    let fails = false;
    const connector = new FakeConnector((call) => {
      if (fails) throw new GatewayError('UPSTREAM_FAILED');
      return idsOf(call).map((id) => ({ id }));
    });
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ batch: batchOf([1]) }));
    fails = true;
    const answer = (await pipeline(cachedCall({ batch: batchOf([1, 2]) }))) as KeyedAnswer;
    expect(answer.get('1')).toEqual({ id: 1 });
    expect(answer.get('2')).toMatchObject({ code: 'UPSTREAM_FAILED' });
    await expect(pipeline(cachedCall({ batch: batchOf([2, 3]) }))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('that the upstream has not is asked for again after five seconds, the others are not', async () => {
    const connector = new FakeConnector((call) => idsOf(call).flatMap((id) => (id === 2 ? [] : [{ id }])));
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ batch: batchOf([1, 2]) }));
    await vi.advanceTimersByTimeAsync(5_000);
    const answer = (await pipeline(cachedCall({ batch: batchOf([1, 2]) }))) as KeyedAnswer;
    expect(answer.get('2')).toBeNull();
    expect(keysAsked(connector)).toEqual([[1, 2], [2]]);
  });

  test('is told apart by what its link takes of the answer', async () => {
    const connector = countingKeys();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ batch: batchOf([1]) }));
    const many = (await pipeline(cachedCall({ batch: batchOf([1], { many: true }) }))) as KeyedAnswer;
    expect(many.get('1')).toEqual([{ id: 1, count: 2 }]);
  });
});

describe('stale while revalidate', () => {
  const cache = ruleOf({ staleWhileRevalidateMs: 10_000 });

  test('answers at once and refreshes once, in the background', async () => {
    const connector = counting();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    const trace: TraceEntry[] = [];
    const stale = [pipeline(cachedCall({ cache, context: contextOf({ trace }) })), pipeline(cachedCall({ cache }))];
    expect(await Promise.all(stale)).toEqual([{ count: 1 }, { count: 1 }]);
    await settle();
    expect(connector.calls).toHaveLength(2);
    expect(await pipeline(cachedCall({ cache }))).toEqual({ count: 2 });
    expect(connector.calls).toHaveLength(2);
    expect(trace).toMatchObject([{ cache: 'stale', tries: 0 }]);
  });

  test('outlives the request that began it', async () => {
    const gate = deferred();
    const connector = new FakeConnector(() => (connector.calls.length === 1 ? 'old' : gate.promise));
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    const client = new AbortController();
    expect(await pipeline(cachedCall({ cache, context: contextOf({ signal: client.signal }) }))).toBe('old');
    client.abort(new GatewayError('CANCELLED'));
    await settle();
    expect(connector.calls[1]?.signal.aborted).toBe(false);
    gate.resolve('new');
    await settle();
    expect(await pipeline(cachedCall({ cache }))).toBe('new');
  });

  test('goes on with the stale value where the refresh fails, and ends with its time', async () => {
    const connector = new FakeConnector(() => {
      if (connector.calls.length > 1) throw new GatewayError('UPSTREAM_FAILED');
      return 'old';
    });
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    expect(await pipeline(cachedCall({ cache }))).toBe('old');
    await settle();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await pipeline(cachedCall({ cache }))).toBe('old');
    await settle();
    await vi.advanceTimersByTimeAsync(1);
    await expect(pipeline(cachedCall({ cache }))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('refreshes only the stale keys of a batch', async () => {
    const connector = countingKeys();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache, batch: batchOf([1]) }));
    await vi.advanceTimersByTimeAsync(TTL / 2);
    await pipeline(cachedCall({ cache, batch: batchOf([2]) }));
    await vi.advanceTimersByTimeAsync(TTL / 2);
    const answer = (await pipeline(cachedCall({ cache, batch: batchOf([1, 2, 3]) }))) as KeyedAnswer;
    expect(answer.get('1')).toEqual({ id: 1, count: 1 });
    await settle();
    expect(
      keysAsked(connector)
        .map((keys) => [...keys])
        .sort(),
    ).toEqual([[1], [1], [2], [3]]);
  });

  test('stops with the gateway', async () => {
    const connector = new FakeConnector(() => (connector.calls.length === 1 ? 'old' : new Promise(() => {})));
    const { cache: fieldCache, pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    await pipeline(cachedCall({ cache }));
    await settle();
    fieldCache[Symbol.dispose]();
    expect(connector.calls[1]?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('stale if error', () => {
  const cache = ruleOf({ staleIfErrorMs: 60_000 });

  function failingLater(code: 'UPSTREAM_FAILED' | 'UPSTREAM_REJECTED' | 'UPSTREAM_UNAUTHORIZED') {
    return new FakeConnector((call) => {
      if (connectorCalls() > 1) throw new GatewayError(code);
      return call.args.ids === undefined ? 'old' : idsOf(call).map((id) => ({ id }));
    });
  }
  let connectorCalls = () => 0;

  test('answers with what has expired when the upstream fails, for its time', async () => {
    const connector = failingLater('UPSTREAM_FAILED');
    connectorCalls = () => connector.calls.length;
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    expect(await pipeline(cachedCall({ cache }))).toBe('old');
    expect(connector.calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(pipeline(cachedCall({ cache }))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test.each(['UPSTREAM_REJECTED', 'UPSTREAM_UNAUTHORIZED'] as const)('does not when it says %s', async (code) => {
    const connector = failingLater(code);
    connectorCalls = () => connector.calls.length;
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(TTL);
    await expect(pipeline(cachedCall({ cache }))).rejects.toMatchObject({ code });
  });

  test('answers the keys that it can, and errors for the others', async () => {
    const connector = failingLater('UPSTREAM_FAILED');
    connectorCalls = () => connector.calls.length;
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache, batch: batchOf([1]) }));
    await vi.advanceTimersByTimeAsync(TTL);
    const answer = (await pipeline(cachedCall({ cache, batch: batchOf([1, 2]) }))) as KeyedAnswer;
    expect(answer.get('1')).toEqual({ id: 1 });
    expect(answer.get('2')).toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('answers also when the time of the request is up first, each key for itself', async () => {
    let hangs = false;
    const connector = new FakeConnector((call) =>
      hangs ? new Promise(() => {}) : call.args.ids === undefined ? 'old' : idsOf(call).map((id) => ({ id })),
    );
    connectorCalls = () => connector.calls.length;
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall({ cache }));
    await pipeline(cachedCall({ cache, batch: batchOf([1]) }));
    await vi.advanceTimersByTimeAsync(TTL);
    hangs = true;
    const late = () => {
      const signal = new Canceller();
      setTimeout(() => signal.abort(new GatewayError('DEADLINE_EXCEEDED')), 1_000);
      return contextOf({ signal, deadline: performance.now() + 1_000 });
    };
    const [one, many] = [
      pipeline(cachedCall({ cache, context: late() })),
      pipeline(cachedCall({ cache, batch: batchOf([1, 2]), context: late() })) as Promise<KeyedAnswer>,
    ];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await one).toBe('old');
    expect((await many).get('1')).toEqual({ id: 1 });
    expect((await many).get('2')).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

describe('whose an entry is', () => {
  const ask = async (first: Partial<PipelineCall>, second: Partial<PipelineCall>) => {
    const connector = counting();
    const { pipeline } = cachedPipelineOf(connector);
    await pipeline(cachedCall(first));
    await pipeline(cachedCall(second));
    return connector.calls.length;
  };

  test('viewers whose credentials are sent along never share, unless the rule says public', async () => {
    expect(await ask({ identity: 'a' }, { identity: 'b' })).toBe(2);
    expect(await ask({ identity: 'a' }, { identity: '' })).toBe(2);
    expect(await ask({ identity: 'a' }, { identity: 'a' })).toBe(1);
    const cache = ruleOf({ scope: 'public' });
    expect(await ask({ identity: 'a', cache }, { identity: 'b', cache })).toBe(1);
  });

  test('private entries are kept by who was verified, and not at all where nobody is known', async () => {
    const cache = ruleOf({ scope: 'private' });
    const as = (sub: string) => ({ cache, context: contextOf({ jwt: { iss: 'https://id', sub } }) });
    expect(await ask({ cache }, { cache })).toBe(2);
    expect(await ask(as('a'), as('b'))).toBe(2);
    expect(await ask(as('a'), as('a'))).toBe(1);
  });

  test.each([undefined, null, '', 0, {}, []])(
    'a subject that is %j is nobody: private entries are not kept',
    async (sub) => {
      const claims = {
        cache: ruleOf({ scope: 'private' }),
        context: contextOf({ jwt: { iss: 'https://id', sub } as never }),
      };
      expect(await ask(claims, claims)).toBe(2);
    },
  );

  test('vary makes a caller’s headers part of the key', async () => {
    const cache = ruleOf({ vary: ['Accept-Language'] });
    const speaking = (language: string) => ({
      cache,
      context: contextOf({ headers: { 'accept-language': language } }),
    });
    expect(await ask(speaking('de'), speaking('fr'))).toBe(2);
    expect(await ask(speaking('de'), speaking('de'))).toBe(1);
  });

  test.each<[string, Partial<PipelineCall>, Partial<PipelineCall>]>([
    ['text and number', { args: { id: '1' } }, { args: { id: 1 } }],
    ['one argument and two', { args: { a: '1","b":"2' } }, { args: { a: '1', b: '2' } }],
    ['identity and argument', { identity: 'a\n', args: {} }, { identity: 'a', args: {} }],
    ['composite keys', { batch: batchOf(['a\nb']) }, { batch: batchOf(['a', 'b']) }],
  ])('keys are told apart: %s', async (_, first, second) => {
    expect(await ask(first, second)).toBe(2);
  });
});

describe('tags', () => {
  const product = ruleOf({ tags: [template('product:{id}'), template('shop:{args.shop}')] });

  test('of a key’s item make it missing once invalidated, and no other', async () => {
    const connector = countingKeys();
    const { cache, pipeline } = cachedPipelineOf(connector);
    const ask = () => pipeline(cachedCall({ cache: product, args: { shop: 'x' }, batch: batchOf([1, 2]) }));
    await ask();
    await vi.advanceTimersByTimeAsync(1);
    await cache.invalidate(['product:2', 'product:unknown']);
    await vi.advanceTimersByTimeAsync(1);
    await ask();
    expect(keysAsked(connector)).toEqual([[1, 2], [2]]);
    await cache.invalidate(['shop:x']);
    await vi.advanceTimersByTimeAsync(1);
    await ask();
    expect(keysAsked(connector)[2]).toEqual([1, 2]);
  });

  test('of a list are those of its items', async () => {
    const connector = new FakeConnector(() => [{ id: 1 }, { id: 2 }]);
    const { cache, pipeline } = cachedPipelineOf(connector);
    const call = () => pipeline(cachedCall({ cache: ruleOf({ tags: [template('product:{id}')] }) }));
    await call();
    await vi.advanceTimersByTimeAsync(1);
    await cache.invalidate(['product:2']);
    await call();
    expect(connector.calls).toHaveLength(2);
  });

  test('invalidated while a value is being fetched keep it from being cached', async () => {
    const gate = deferred();
    const connector = new FakeConnector(async () => {
      await gate.promise;
      return { id: 1 };
    });
    const { cache, pipeline } = cachedPipelineOf(connector);
    const rule = ruleOf({ tags: [template('product:{id}')], staleIfErrorMs: TTL, staleWhileRevalidateMs: TTL });
    const first = pipeline(cachedCall({ cache: rule }));
    await settle();
    await cache.invalidate(['product:1']);
    gate.resolve(undefined);
    expect(await first).toEqual({ id: 1 });
    await pipeline(cachedCall({ cache: rule }));
    expect(connector.calls).toHaveLength(2);
  });

  test('of a mutation are invalidated before its caller hears of it, by its arguments and by what it answered', async () => {
    const connector = new FakeConnector(({ operation }) => (operation.effect === 'write' ? { id: 2 } : { id: 1 }));
    const invalidations = new Map([
      ['Mutation.createOrder', [template('order:{args.id}'), template('order:{result.id}')]],
    ]);
    const { pipeline } = cachedPipelineOf(connector, {}, { invalidations });
    const selection = { fields: new Map([['name', null]]), key: 'name' };
    const read = (id: number) =>
      pipeline(cachedCall({ args: { id }, cache: ruleOf({ tags: [template('order:{args.id}')] }) }));
    await read(1);
    await read(2);
    await read(3);
    await vi.advanceTimersByTimeAsync(1);
    await pipeline(callOf({ operation: WRITE, field: 'Mutation.createOrder', args: { id: 3 }, selection }));
    expect(connector.calls.at(-1)?.selection).toBeUndefined();
    connector.calls.length = 0;
    await read(1);
    expect(connector.calls).toHaveLength(0);
    await read(2);
    await read(3);
    expect(connector.calls).toHaveLength(2);
  });

  test('of a mutation that fails stay', async () => {
    const connector = new FakeConnector(({ operation }) => {
      if (operation.effect === 'write') throw new GatewayError('UPSTREAM_REJECTED');
      return 1;
    });
    const invalidations = new Map([['Mutation.createOrder', [template('orders')]]]);
    const { pipeline } = cachedPipelineOf(connector, {}, { invalidations });
    const cache = ruleOf({ tags: [template('orders')] });
    await pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(1);
    await pipeline(callOf({ operation: WRITE, field: 'Mutation.createOrder' })).catch(() => {});
    await pipeline(cachedCall({ cache }));
    expect(connector.calls).toHaveLength(2);
  });
});

describe('what the response may be cached for', () => {
  const policyOf = async (...calls: Partial<PipelineCall>[]) => {
    const { pipeline } = cachedPipelineOf(counting());
    await pipeline(cachedCall({ args: { warm: true } }));
    await vi.advanceTimersByTimeAsync(20_000);
    const cachePolicy = new CachePolicy();
    for (const call of calls) await pipeline(cachedCall({ ...call, context: contextOf({ cachePolicy }) }));
    return cachePolicy;
  };

  test('is the time that its shortest-lived part has left', async () => {
    expect((await policyOf({})).cacheControl).toBe('public, max-age=60');
    expect((await policyOf({}, { args: { warm: true } })).cacheControl).toBe('public, max-age=40');
  });

  test('is nothing as soon as a part is not cached', async () => {
    expect((await policyOf({}, { cache: undefined })).cacheControl).toBe('no-store');
  });

  test('is private as soon as a part is', async () => {
    expect((await policyOf({}, { identity: 'a' })).cacheControl).toBe('private, max-age=60');
    expect((await policyOf({ identity: 'a', cache: ruleOf({ scope: 'public' }) })).cacheControl).toBe(
      'public, max-age=60',
    );
  });

  test('names the headers that it depends on', async () => {
    expect((await policyOf({ cache: ruleOf({ vary: ['Accept-Language'] }) })).vary).toEqual(['accept-language']);
  });

  test('is not said where nothing upstream was used', () => {
    expect(new CachePolicy().cacheControl).toBeUndefined();
  });
});

test('the trace tells hits from misses, and that nothing went upstream', async () => {
  const { pipeline } = cachedPipelineOf(countingKeys());
  const trace: TraceEntry[] = [];
  await pipeline(cachedCall({ batch: batchOf([1, 2]) }));
  await pipeline(cachedCall({ batch: batchOf([1, 2, 3]), context: contextOf({ trace }) }));
  expect(trace).toMatchObject([
    { cache: 'hit', keys: 2, tries: 0 },
    { cache: 'miss', keys: 1, tries: 1 },
  ]);
});
