import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { KeyedAnswer } from '../../../src/execution/pipeline.ts';
import type { TraceEntry } from '../../../src/telemetry/trace.ts';
import { batchOf, callOf, contextOf, FakeConnector, pipelineOf, READ, WRITE } from '../resilience/pipeline-kit.ts';

const idsOf = (call: { args: Readonly<Record<string, unknown>> }) => call.args.ids as (string | number)[];

async function answerOf(promise: Promise<unknown>): Promise<KeyedAnswer> {
  return (await promise) as KeyedAnswer;
}

describe('many keys in one call', () => {
  test('are matched by key, whatever the order, with null for the missing and nothing for the unasked', async () => {
    const connector = new FakeConnector(() => [{ id: 3 }, null, { id: 'unasked' }, { id: '1' }, { name: 'no key' }]);
    const answer = await answerOf(pipelineOf(connector)(callOf({ batch: batchOf([1, 2, 3]) })));
    expect(connector.calls).toHaveLength(1);
    expect(connector.calls[0]?.args).toEqual({ ids: [1, 2, 3] });
    expect([...answer]).toEqual([
      ['1', { id: '1' }],
      ['2', null],
      ['3', { id: 3 }],
    ]);
  });

  test.each([
    ['without a key', [{ id: 1 }, { ID: 2 }]],
    ['whose key is null', [{ id: 1 }, { id: null }]],
    ['that is none', [{ id: 1 }, 'garbage']],
  ])('are not known to be missing where there is an item %s, though its type always has one', async (_, items) => {
    const batch = batchOf([1, 2, 3]);
    const certain = { ...batch, keyed: { ...batch.keyed, certain: true } };
    const answer = await answerOf(pipelineOf(new FakeConnector(() => items))(callOf({ batch: certain })));
    expect(answer.get('1')).toEqual({ id: 1 });
    for (const key of ['2', '3'])
      expect(answer.get(key)).toMatchObject({
        code: 'UPSTREAM_MALFORMED',
        source: 'orders',
        message: expect.stringContaining('an item without "id"'),
      });
  });

  test('of a list field are grouped by key', async () => {
    const items = [
      { id: 1, n: 'a' },
      { id: 2, n: 'b' },
      { id: 1, n: 'c' },
    ];
    const answer = await answerOf(
      pipelineOf(new FakeConnector(() => items))(callOf({ batch: batchOf([1, 2, 3], { many: true }) })),
    );
    expect(answer.get('1')).toEqual([items[0], items[2]]);
    expect(answer.get('2')).toEqual([items[1]]);
    expect(answer.get('3')).toBeNull();
  });

  test('go to the list argument at its path and come from the result path, without touching the other arguments', async () => {
    const connector = new FakeConnector((call) => ({
      page: { items: ((call.args.filter as { ids: string[] }).ids ?? []).map((id) => ({ id })) },
    }));
    const args = { filter: { active: true }, first: 10 };
    const batch = batchOf(['a', 'b'], { resultPath: ['page', 'items'] });
    const answer = await answerOf(
      pipelineOf(connector)(callOf({ args, batch: { ...batch, keyed: { ...batch.keyed, arg: ['filter', 'ids'] } } })),
    );
    expect(connector.calls[0]?.args).toEqual({ filter: { active: true, ids: ['a', 'b'] }, first: 10 });
    expect(args).toEqual({ filter: { active: true }, first: 10 });
    expect(answer.get('b')).toEqual({ id: 'b' });
  });

  test('are no call at all when there are none', async () => {
    const connector = new FakeConnector(() => []);
    expect((await answerOf(pipelineOf(connector)(callOf({ batch: batchOf([]) })))).size).toBe(0);
    expect(connector.calls).toHaveLength(0);
  });
});

describe('chunks', () => {
  test('have the smaller of the two maxima, go in parallel, and each has its trace entry', async () => {
    let running = 0;
    let peak = 0;
    const connector = new FakeConnector(async (call) => {
      running += 1;
      peak = Math.max(peak, running);
      await Promise.resolve();
      running -= 1;
      return idsOf(call).map((id) => ({ id }));
    });
    const trace: TraceEntry[] = [];
    const operation = { ...READ, batch: { arg: 'ids', by: 'id', max: 4 } };
    const keys = Array.from({ length: 10 }, (_, i) => i);
    const context = contextOf({ trace });
    const answer = await answerOf(
      pipelineOf(connector)(callOf({ operation, context, batch: batchOf(keys, { max: 7 }) })),
    );
    expect(connector.calls.map((call) => idsOf(call).length)).toEqual([4, 4, 2]);
    expect(peak).toBe(3);
    expect(answer.size).toBe(10);
    expect(trace.map(({ keys, tries, status }) => ({ keys, tries, status }))).toEqual([
      { keys: 4, tries: 1, status: 'OK' },
      { keys: 4, tries: 1, status: 'OK' },
      { keys: 2, tries: 1, status: 'OK' },
    ]);
  });

  test('hold 100 keys where nobody says less', async () => {
    const connector = new FakeConnector((call) => idsOf(call).map((id) => ({ id })));
    const keys = Array.from({ length: 250 }, (_, i) => i);
    await pipelineOf(connector)(callOf({ batch: batchOf(keys, { max: 1000 }) }));
    expect(connector.calls.map((call) => idsOf(call).length)).toEqual([100, 100, 50]);
  });

  test('fail alone: the other keys are answered', async () => {
    const connector = new FakeConnector((call) => {
      if (idsOf(call).includes(3)) throw new GatewayError('UPSTREAM_FAILED');
      return idsOf(call).map((id) => ({ id }));
    });
    const answer = await answerOf(
      pipelineOf(connector, { retries: 0 })(callOf({ batch: batchOf([1, 2, 3, 4], { max: 2 }) })),
    );
    expect(answer.get('1')).toEqual({ id: 1 });
    for (const key of ['3', '4']) {
      expect(answer.get(key)).toBeInstanceOf(GatewayError);
      expect(answer.get(key)).toMatchObject({ code: 'UPSTREAM_FAILED', source: 'orders', coordinate: 'Query.order' });
    }
  });

  test('that all fail reject the call', async () => {
    const connector = new FakeConnector(() => {
      throw new GatewayError('UPSTREAM_FAILED');
    });
    await expect(
      pipelineOf(connector, { retries: 0 })(callOf({ batch: batchOf([1, 2], { max: 1 }) })),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
    });
  });
});

describe('one poisoned key', () => {
  const poisoned = (bad: readonly number[]) =>
    new FakeConnector((call) => {
      if (idsOf(call).some((id) => bad.includes(Number(id)))) throw new GatewayError('UPSTREAM_REJECTED');
      return idsOf(call).map((id) => ({ id }));
    });
  const hundred = batchOf(Array.from({ length: 100 }, (_, i) => i));

  test('of a hundred costs a bounded number of calls and fails alone', async () => {
    const connector = poisoned([42]);
    const answer = await answerOf(pipelineOf(connector)(callOf({ batch: hundred })));
    const failed = [...answer].filter(([, item]) => item instanceof Error).map(([key]) => key);
    expect(failed).toEqual(['42']);
    expect(connector.calls.length).toBeLessThanOrEqual(17);
  });

  test('among very many gives up within the bound, and answers what it has found', async () => {
    const connector = poisoned(Array.from({ length: 50 }, (_, i) => i));
    const answer = await answerOf(pipelineOf(connector)(callOf({ batch: hundred })));
    expect(connector.calls.length).toBeLessThanOrEqual(17);
    expect(answer.size).toBe(100);
    expect(answer.get('99')).toEqual({ id: 99 });
    expect(answer.get('0')).toBeInstanceOf(GatewayError);
  });

  test('of a write is never tried again', async () => {
    const connector = poisoned([1]);
    await expect(pipelineOf(connector)(callOf({ operation: WRITE, batch: batchOf([1, 2]) }))).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
    });
    expect(connector.calls).toHaveLength(1);
  });

  test('is not looked for when the upstream is down', async () => {
    const connector = new FakeConnector(() => {
      throw new GatewayError('UPSTREAM_UNAVAILABLE');
    });
    await expect(pipelineOf(connector, { retries: 0 })(callOf({ batch: batchOf([1, 2]) }))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(connector.calls).toHaveLength(1);
  });
});
