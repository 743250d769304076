import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { KeyedAnswer } from '../../../src/execution/pipeline.ts';
import { batchOf, callOf, FakeConnector, pipelineOf } from '../resilience/pipeline-kit.ts';

/** How the upstream treats each key. */
type Fate = 'found' | 'twice' | 'missing' | 'poisoned';

test('whatever an upstream drops, repeats, reorders or rejects, every key gets what is its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.string({ minLength: 1 }),
        fc.constantFrom<Fate>('found', 'found', 'found', 'twice', 'missing', 'poisoned'),
        {
          maxKeys: 60,
          noNullPrototype: true,
        },
      ),
      fc.integer({ min: 1, max: 25 }),
      fc.boolean(),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (fates, max, many, random) => {
        const connector = new FakeConnector(({ args }) => {
          const asked = args.ids as string[];
          if (asked.some((id) => fates[id] === 'poisoned')) throw new GatewayError('UPSTREAM_REJECTED');
          const items = asked.flatMap((id) => {
            if (fates[id] === 'missing') return [];
            return fates[id] === 'twice'
              ? [
                  { id, n: 1 },
                  { id, n: 2 },
                ]
              : [{ id, n: 1 }];
          });
          const shuffled = items.map((item) => ({ item, at: random.next().value })).sort((a, b) => a.at - b.at);
          return [{ id: 'nobody asked' }, ...shuffled.map(({ item }) => item)];
        });
        const keys = Object.keys(fates);
        const poisoned = keys.filter((key) => fates[key] === 'poisoned');
        const answer = (await pipelineOf(connector)(callOf({ batch: batchOf(keys, { max, many }) })).catch(
          (error: unknown) => error,
        )) as KeyedAnswer | GatewayError;

        for (const { args } of connector.calls) expect((args.ids as string[]).length).toBeLessThanOrEqual(max);
        expect(connector.calls.length).toBeLessThanOrEqual(Math.ceil(keys.length / max) * 17);
        if (answer instanceof GatewayError) {
          expect(poisoned.length).toBeGreaterThan(0);
          return;
        }
        expect(new Set(answer.keys())).toEqual(new Set(keys));
        for (const key of keys) {
          const value = answer.get(key);
          if (fates[key] === 'poisoned') expect(value).toBeInstanceOf(GatewayError);
          // Where the bound on calls is reached, a good key may fail with a bad one, but is never given to another.
          else if (value instanceof Error) expect(poisoned.length).toBeGreaterThan(1);
          else if (fates[key] === 'missing') expect(value).toBeNull();
          else {
            const items = many ? (value as { id: string }[]) : [value as { id: string }];
            expect(items).toHaveLength(many && fates[key] === 'twice' ? 2 : 1);
            for (const item of items) expect(item.id).toBe(key);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});
