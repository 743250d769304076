import { Keyv } from 'keyv';
import { describe, expect, test, vi } from 'vitest';
import { openFieldCache } from '../../../src/execution/caching/open-field-cache.ts';
import { createPipeline } from '../../../src/execution/create-pipeline.ts';
import { callOf, FakeConnector, settle } from '../resilience/pipeline-kit.ts';
import { ruleOf, sharedStore } from './cache-kit.ts';

const schemaHash = 'one';

async function ask(store: string | object | undefined, onProblem = (_: unknown) => {}, of = schemaHash) {
  const connector = new FakeConnector(() => 'value');
  await using opened = await openFieldCache({ schemaHash: of, store, onProblem });
  const pipeline = createPipeline({ sources: [{ name: 'orders', connector }], cache: opened.cache });
  expect(await pipeline(callOf({ cache: ruleOf() }))).toBe('value');
  await settle();
  return connector.calls.length;
}

describe('a configured store', () => {
  test.each<[string, () => object]>([
    ['a Keyv instance', () => new Keyv()],
    ['what Keyv takes as a store', () => new Map()],
  ])('may be %s, and is shared', async (_, make) => {
    const store = make();
    expect(await ask(store)).toBe(1);
    expect(await ask(store)).toBe(0);
    expect(await ask(store, undefined, 'two')).toBe(1);
  });

  test('that is none is refused, without the password in its URL', async () => {
    await expect(openFieldCache({ schemaHash, store: 'http://user:pass@host', onProblem: () => {} })).rejects.toThrow(
      '"cache.store" is no store: http://host. Write a redis:// URL, or give a Keyv instance.',
    );
    await expect(openFieldCache({ schemaHash, store: { url: 'x' }, onProblem: () => {} })).rejects.toThrow(
      'is no store: url.',
    );
  });

  test('that cannot be reached does not keep anybody waiting, and is closed with the cache', async () => {
    const problems = vi.fn();
    for (const url of ['redis://127.0.0.1:1', 'valkey://127.0.0.1:1']) expect(await ask(url, problems)).toBe(1);
  });

  test('that fails is said once in ten seconds, and when it is back', async () => {
    vi.useFakeTimers();
    const { store, health } = sharedStore();
    const problems: unknown[] = [];
    const opened = await openFieldCache({ schemaHash, store, onProblem: (problem) => problems.push(problem) });
    const pipeline = createPipeline({
      sources: [{ name: 'orders', connector: new FakeConnector(() => 1) }],
      cache: opened.cache,
    });
    let id = 0;
    const read = () => pipeline(callOf({ cache: ruleOf(), args: { id: id++ } }));
    for (let i = 0; i < 3; i += 1) {
      health.mode = 'broken';
      await read();
      health.mode = 'well';
      await vi.advanceTimersByTimeAsync(1_500);
    }
    expect(problems).toEqual([expect.any(Error), undefined, undefined, undefined]);
    await opened[Symbol.asyncDispose]();
    vi.useRealTimers();
  });
});
