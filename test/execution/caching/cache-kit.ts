import { Keyv } from 'keyv';
import { FieldCache, type FieldCacheOptions } from '../../../src/execution/caching/field-cache.ts';
import { createPipeline, type PipelineOptions } from '../../../src/execution/create-pipeline.ts';
import type { FieldCacheRule, Template } from '../../../src/graph/graph.ts';
import { NEVER_KEPT } from '../../../src/graph/rules/cache-rules.ts';
import type { FakeConnector } from '../resilience/pipeline-kit.ts';

export const TTL = 60_000;

export function ruleOf(overrides: Partial<FieldCacheRule> = {}): FieldCacheRule {
  return { ...NEVER_KEPT, ttlMs: TTL, ...overrides };
}

/** `product:{sku}` as composition parses it: text and references of one kind. */
export function template(text: string): Template {
  const parts = text.split(/[{}]/).flatMap((piece, i): Template['parts'] => {
    if (piece === '') return [];
    if (i % 2 === 0) return [{ kind: 'text', text: piece }];
    const [first = '', ...rest] = piece.split('.');
    return first === 'args' || first === 'context' || first === 'result'
      ? [{ kind: first, path: rest }]
      : [{ kind: 'field', path: [first, ...rest] }];
  });
  return { parts, text };
}

export function cachedPipelineOf(
  connector: FakeConnector,
  options: Partial<FieldCacheOptions> = {},
  more: Partial<PipelineOptions> = {},
) {
  const cache = new FieldCache({ schemaHash: 'graph', ...options });
  const pipeline = createPipeline({
    sources: [{ name: 'orders', connector, resilience: { retries: 0, breaker: false } }],
    cache,
    ...more,
  });
  return { cache, pipeline };
}

/** A store in memory that two caches can share, and that can be made ill. */
export function sharedStore() {
  const entries = new Map<string, unknown>();
  const health = { mode: 'well' as 'well' | 'hung' | 'broken', operations: 0 };
  const answer = async <T>(value: T): Promise<T> => {
    health.operations += 1;
    if (health.mode === 'hung') return new Promise<T>(() => {});
    if (health.mode === 'broken') throw new Error('The store is broken.');
    return value;
  };
  const store = new Keyv({
    store: {
      opts: {},
      get: (key: string) => answer(entries.get(key)),
      getMany: (keys: string[]) => answer(keys.map((key) => entries.get(key))),
      set: async (key: string, value: unknown) => void entries.set(key, await answer(value)),
      setMany: async (many: { key: string; value: unknown }[]) => {
        for (const { key, value } of await answer(many)) entries.set(key, value);
      },
      delete: async (key: string) => entries.delete(await answer(key)),
      clear: async () => entries.clear(),
      on: () => {},
    } as never,
    throwOnErrors: true,
  });
  return { store, entries, health };
}
