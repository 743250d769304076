import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ownTexts } from '../../../src/execution/caching/own-texts.ts';
import { callOf, FakeConnector } from '../resilience/pipeline-kit.ts';
import { cachedPipelineOf, ruleOf, template } from './cache-kit.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A text that is cut out of an answer of a megabyte. */
const cut = (sku: unknown): string => `<sku>identifier-of-${sku}</sku>${'x'.repeat(1_000_000)}`.slice(5, 25);

test.each([
  ['a member', (sku: unknown) => ({ sku: cut(sku) })],
  ['an item', (sku: unknown) => [[{ list: [cut(sku)] }]]],
  ['all of it', cut],
])('where %s of an answer is cached, the rest of the answer is not kept', async (_, answer) => {
  const { pipeline } = cachedPipelineOf(new FakeConnector(({ args }) => answer(args.sku)));
  const ask = (sku: number): Promise<unknown> =>
    pipeline(callOf({ cache: ruleOf({ tags: [template('product:{sku}')] }), args: { sku } }));
  await ask(0);
  const before = heapUsed();
  for (let sku = 1; sku <= 30; sku += 1) await ask(1_000 + sku);
  expect(heapUsed() - before).toBeLessThan(5_000_000);
  expect(await ask(1_007)).toEqual(answer(1_007));
});

test('texts stay equal, whatever is in them, and what is frozen stays as it is', () => {
  const frozen = Object.freeze({ text: 'a text that is frozen' });
  const value = {
    short: 'a',
    long: 'lone \ud800 surrogates, \u{1f600}',
    none: null,
    count: 1,
    yes: true,
    frozen,
    list: ['', 'thirteen chars'],
  };
  expect(ownTexts(structuredClone(value))).toEqual(value);
  expect(ownTexts(value).frozen).toBe(frozen);
  expect(ownTexts('exactly so: 13')).toBe('exactly so: 13');
  expect(ownTexts(undefined)).toBeUndefined();
});
