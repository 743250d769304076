import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { KeyedAnswer } from '../../../src/execution/pipeline.ts';
import { batchOf, callOf, FakeConnector, settle } from '../resilience/pipeline-kit.ts';
import { cachedPipelineOf, ruleOf, sharedStore, template } from './cache-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const KEYS = ['a', 'b', 'c', 'd'];
const TTL = 1_000;
const STALE = 500;
const ERROR = 2_000;
const key = fc.constantFrom(...KEYS);

type Step =
  | { do: 'ask'; replica: number; viewer: string; keys: string[] }
  | { do: 'write'; replica: number; key: string }
  | { do: 'pass'; ms: number }
  | { do: 'turn'; ill: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      replica: fc.nat(1),
      viewer: fc.constantFrom('', 'me', 'you'),
      keys: fc.uniqueArray(key, { minLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), replica: fc.nat(1), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const), ill: fc.boolean() }) },
);

test('whatever happens, nobody gets what is another’s, too old, or known to be outdated', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, shared) => {
      /** When each version of each key was written; its index is the version. */
      const written = new Map(KEYS.map((each) => [each, [performance.now()]]));
      const upstream = { ill: false };
      const connector = () =>
        new FakeConnector(({ args, forwarded }) => {
          if (upstream.ill) throw new GatewayError('UPSTREAM_FAILED');
          return (args.ids as string[]).map((id) => ({
            id,
            viewer: forwarded.viewer,
            version: (written.get(id)?.length ?? 0) - 1,
          }));
        });
      const { store } = sharedStore();
      const buses: ((tags: readonly string[]) => void)[] = [];
      const bus = {
        publish: async (tags: readonly string[]) => {
          for (const hear of buses) hear(tags);
        },
        subscribe: (hear: (tags: readonly string[]) => void) => void buses.push(hear),
        async [Symbol.asyncDispose]() {},
      };
      const replicas = [0, 1].map(() =>
        cachedPipelineOf(connector(), shared ? { store, buses: [bus] } : { buses: [bus] }),
      );
      const rule = ruleOf({
        ttlMs: TTL,
        staleWhileRevalidateMs: STALE,
        staleIfErrorMs: ERROR,
        tags: [template('item:{id}')],
      });

      for (const each of steps) {
        if (each.do === 'pass') await vi.advanceTimersByTimeAsync(each.ms);
        else if (each.do === 'turn') upstream.ill = each.ill;
        else if (each.do === 'write') {
          written.get(each.key)?.push(performance.now());
          await replicas[each.replica]?.cache.invalidate([`item:${each.key}`]);
          // What was asked for in the same millisecond as it was written cannot be told from what was asked before.
          await vi.advanceTimersByTimeAsync(1);
        } else {
          const { viewer, keys } = each;
          const call = callOf({ cache: rule, identity: viewer, forwarded: { viewer }, batch: batchOf(keys) });
          const answer = await replicas[each.replica]?.pipeline(call).catch((error: unknown) => error);
          if (answer instanceof Error) {
            expect(upstream.ill).toBe(true);
            continue;
          }
          for (const id of keys) {
            const item = (answer as KeyedAnswer).get(id);
            if (item instanceof Error) expect(upstream.ill).toBe(true);
            else {
              const versions = written.get(id) ?? [];
              expect(item).toEqual({ id, viewer, version: versions.length - 1 });
            }
          }
        }
        await settle();
      }
    }),
    { numRuns: 60 },
  );
});

test('without invalidation, nobody gets what is older than its time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const upstream = { ill: false };
      const connector = new FakeConnector(({ args }) => {
        if (upstream.ill) throw new GatewayError('UPSTREAM_FAILED');
        return (args.ids as string[]).map((id) => ({ id, at: performance.now() }));
      });
      const { pipeline } = cachedPipelineOf(connector);
      const cache = ruleOf({ ttlMs: TTL, staleWhileRevalidateMs: STALE, staleIfErrorMs: ERROR });
      for (const each of steps) {
        if (each.do === 'pass') await vi.advanceTimersByTimeAsync(each.ms);
        else if (each.do === 'turn') upstream.ill = each.ill;
        else if (each.do === 'ask') {
          const now = performance.now();
          const answer = await pipeline(callOf({ cache, batch: batchOf(each.keys) })).catch(() => new Map());
          for (const item of (answer as KeyedAnswer).values()) {
            if (item instanceof Error) continue;
            expect(now - (item as { at: number }).at).toBeLessThan(TTL + (upstream.ill ? ERROR : STALE));
          }
        }
        await settle();
      }
    }),
    { numRuns: 60 },
  );
});
