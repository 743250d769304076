import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InvalidationBus } from '../../../src/execution/caching/invalidation-bus.ts';
import type { PipelineCall } from '../../../src/execution/pipeline.ts';
import { batchOf, callOf, FakeConnector, settle } from '../resilience/pipeline-kit.ts';
import { cachedPipelineOf, ruleOf, sharedStore, TTL, template } from './cache-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const cachedCall = (overrides: Partial<PipelineCall> = {}) => callOf({ cache: ruleOf(), ...overrides });
const answering = () => new FakeConnector(({ args }) => ({ args }));

function replicas() {
  const shared = sharedStore();
  const connectors = [answering(), answering()] as const;
  const [a, b] = connectors.map((connector) => cachedPipelineOf(connector, { store: shared.store }));
  if (a === undefined || b === undefined) throw new Error('unreachable');
  return { ...shared, connectors, a, b };
}

describe('two replicas with one store', () => {
  test('share entries, and each keeps what it has read', async () => {
    const { a, b, connectors, health } = replicas();
    await a.pipeline(cachedCall());
    await settle();
    expect(await b.pipeline(cachedCall())).toEqual({ args: {} });
    const operations = health.operations;
    await b.pipeline(cachedCall());
    expect(health.operations).toBe(operations);
    expect(connectors.map((connector) => connector.calls.length)).toEqual([1, 0]);
  });

  test('ask upstream only for keys that neither has', async () => {
    const shared = sharedStore();
    const keyed = () => new FakeConnector(({ args }) => (args.ids as number[]).map((id) => ({ id })));
    const connectors = [keyed(), keyed()] as const;
    const a = cachedPipelineOf(connectors[0], { store: shared.store });
    const b = cachedPipelineOf(connectors[1], { store: shared.store });
    await a.pipeline(cachedCall({ batch: batchOf([1, 2]) }));
    await settle();
    await b.pipeline(cachedCall({ batch: batchOf([1, 2, 3]) }));
    expect(connectors[1].calls.map((call) => call.args.ids)).toEqual([[3]]);
  });

  test('let an entry expire at the same time', async () => {
    const { a, b, connectors } = replicas();
    await a.pipeline(cachedCall());
    await vi.advanceTimersByTimeAsync(TTL - 1000);
    await b.pipeline(cachedCall());
    await vi.advanceTimersByTimeAsync(1000);
    await b.pipeline(cachedCall());
    expect(connectors.map((connector) => connector.calls.length)).toEqual([1, 1]);
  });

  test('see each other’s invalidations in the store', async () => {
    const { a, b, connectors } = replicas();
    const cache = ruleOf({ tags: [template('all')] });
    await a.pipeline(cachedCall({ cache }));
    await vi.advanceTimersByTimeAsync(10);
    await b.cache.invalidate(['all']);
    await vi.advanceTimersByTimeAsync(10_000);
    await b.pipeline(cachedCall({ cache }));
    expect(connectors[1].calls).toHaveLength(1);
  });

  test('of different graphs share nothing but tags', async () => {
    const shared = sharedStore();
    const connectors = [answering(), answering()] as const;
    const a = cachedPipelineOf(connectors[0], { store: shared.store, schemaHash: 'one' });
    const b = cachedPipelineOf(connectors[1], { store: shared.store, schemaHash: 'two' });
    await a.pipeline(cachedCall());
    await settle();
    await b.pipeline(cachedCall());
    expect(connectors[1].calls).toHaveLength(1);
  });

  test('hear of invalidations over the bus; after a gap, they trust nothing that has a tag', async () => {
    const listeners: [(tags: readonly string[]) => void, () => void][] = [];
    const bus: InvalidationBus = {
      async publish(tags) {
        for (const [onTags] of listeners) onTags(tags);
      },
      subscribe: (...both) => void listeners.push(both),
      async [Symbol.asyncDispose]() {},
    };
    const connectors = [answering(), answering()] as const;
    const a = cachedPipelineOf(connectors[0], { buses: [bus] });
    const b = cachedPipelineOf(connectors[1], { buses: [bus] });
    const cache = ruleOf({ tags: [template('all')] });
    const ask = () => b.pipeline(cachedCall({ cache }));
    await ask();
    await vi.advanceTimersByTimeAsync(1);
    await a.cache.invalidate(['all']);
    await vi.advanceTimersByTimeAsync(1);
    await ask();
    await ask();
    expect(connectors[1].calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    for (const [, onGap] of listeners) onGap();
    await ask();
    expect(connectors[1].calls).toHaveLength(3);
  });
});

describe('what others put into the store', () => {
  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another type', JSON.stringify({ value: 7 })],
    ['another shape', JSON.stringify({ value: { value: 'poison' } })],
    [
      'times that are none',
      JSON.stringify({ value: { at: 'now', fresh: null, stale: 1, error: 1, tags: [], value: 'poison' } }),
    ],
    [
      'an entry of the future',
      JSON.stringify({ value: { at: 9e15, fresh: 9e9, stale: 9e9, error: 9e9, tags: [], value: 'poison' } }),
    ],
    ['a prototype', '{"value":{"__proto__":{"value":"poison"},"at":1}}'],
  ])('%s is a miss, and is written over', async (_, poison) => {
    const { a, b, connectors, entries } = replicas();
    await a.pipeline(cachedCall());
    await settle();
    const [key] = [...entries.keys()];
    entries.set(String(key), poison);
    expect(await b.pipeline(cachedCall())).toEqual({ args: {} });
    expect(connectors[1].calls).toHaveLength(1);
    await settle();
    expect(entries.get(String(key))).not.toBe(poison);
    expect(({} as { value?: unknown }).value).toBeUndefined();
  });
});

describe('a store that is ill', () => {
  test.each(['hung', 'broken'] as const)(
    '(%s) costs 25 ms once, then nothing, and is used again once it is well',
    async (mode) => {
      const { store, health } = sharedStore();
      const problems: unknown[] = [];
      const connector = answering();
      const { pipeline, cache } = cachedPipelineOf(connector, {
        store,
        onProblem: (problem) => problems.push(problem),
      });
      health.mode = mode;

      const began = performance.now();
      const first = pipeline(cachedCall({ args: { id: 1 } }));
      await vi.advanceTimersByTimeAsync(mode === 'hung' ? 25 : 0);
      expect(await first).toEqual({ args: { id: 1 } });
      expect(performance.now() - began).toBeLessThanOrEqual(25);

      const operations = health.operations;
      for (let id = 2; id < 10; id += 1) await pipeline(cachedCall({ args: { id } }));
      await cache.invalidate(['nothing']);
      expect(performance.now() - began).toBeLessThanOrEqual(25);
      expect(health.operations).toBe(operations);
      expect(problems).toHaveLength(1);

      health.mode = 'well';
      await vi.advanceTimersByTimeAsync(2_500);
      expect(problems).toEqual([expect.anything(), undefined]);
      const before = health.operations;
      await pipeline(cachedCall({ args: { id: 11 } }));
      expect(health.operations).toBeGreaterThan(before);
      await settle();
      cache[Symbol.dispose]();
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('is told of the invalidations that it missed when it is back', async () => {
    const { a, b, connectors, health } = replicas();
    const cache = ruleOf({ tags: [template('all')] });
    await a.pipeline(cachedCall({ cache }));
    await settle();
    health.mode = 'broken';
    await a.cache.invalidate(['all']);
    health.mode = 'well';
    await vi.advanceTimersByTimeAsync(10_000);
    await b.pipeline(cachedCall({ cache }));
    expect(connectors[1].calls).toHaveLength(1);
  });
});
