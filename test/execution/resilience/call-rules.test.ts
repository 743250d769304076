import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { FallbackNotes } from '../../../src/execution/resilience/fallback-note.ts';
import type { CallRule } from '../../../src/graph/graph.ts';
import { batchOf, callOf, contextOf, FakeConnector, pipelineOf } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const rulesOf = (rule: Partial<CallRule>) =>
  new Map([['Query.order', { source: 'orders', resilience: {}, fallback: undefined, ...rule }]]);
const down = () =>
  new FakeConnector(() => {
    throw new GatewayError('UPSTREAM_UNAVAILABLE');
  });
const codeOf = (promise: Promise<unknown>) => promise.then(String, (error: GatewayError) => error.code);

test('a field has its own times and tries, and the others those of the source', async () => {
  const connector = new FakeConnector(
    ({ signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason))),
  );
  const pipeline = pipelineOf(
    connector,
    { timeout: 5000, retries: 0 },
    { rules: rulesOf({ resilience: { timeout: 100 } }) },
  );
  const quick = codeOf(pipeline(callOf()));
  const slow = codeOf(pipeline(callOf({ field: 'Query.orders' })));
  await vi.advanceTimersByTimeAsync(100);
  expect(await quick).toBe('UPSTREAM_TIMEOUT');
  let settled = false;
  void slow.finally(() => {
    settled = true;
  });
  await vi.advanceTimersByTimeAsync(4800);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await slow).toBe('UPSTREAM_TIMEOUT');
});

test('what protects the source counts the calls of all of its fields', async () => {
  const connector = down();
  const pipeline = pipelineOf(
    connector,
    { retries: 0, breaker: { minimumCalls: 2 } },
    { rules: rulesOf({ resilience: { timeout: 100 } }) },
  );
  await codeOf(pipeline(callOf()));
  await codeOf(pipeline(callOf({ field: 'Query.orders' })));
  await codeOf(pipeline(callOf()));
  await codeOf(pipeline(callOf({ field: 'Query.orders' })));
  expect(connector.calls).toHaveLength(2);
});

test('places are shared by the calls of all fields', async () => {
  const connector = new FakeConnector(() => new Promise(() => {}));
  const pipeline = pipelineOf(
    connector,
    { concurrency: 1, queue: 0 },
    { rules: rulesOf({ resilience: { timeout: 100 } }) },
  );
  void codeOf(pipeline(callOf()));
  expect(await codeOf(pipeline(callOf({ field: 'Query.orders', args: { id: 2 } })))).toBe('OVERLOADED');
});

test('each of several processes has its part of what the source takes', async () => {
  const connector = new FakeConnector(() => new Promise(() => {}));
  const limits = { concurrency: 4, queue: 0, rate: { perSecond: 10, burst: 4 } };
  const ask = (pipeline: ReturnType<typeof pipelineOf>, id: number) => codeOf(pipeline(callOf({ args: { id } })));
  const one = pipelineOf(connector, limits, { processes: 2 });
  for (const id of [1, 2]) void ask(one, id);
  expect(await ask(one, 3)).toBe('OVERLOADED');
  // A place for at least one, though it were more than the source takes.
  const many = pipelineOf(connector, limits, { processes: 100 });
  void ask(many, 1);
  expect(await ask(many, 2)).toBe('OVERLOADED');
  expect(connector.calls).toHaveLength(3);
});

test('each of several processes has its part of the rate', async () => {
  const connector = new FakeConnector(() => 'ok');
  const pipeline = pipelineOf(connector, { rate: { perSecond: 10, burst: 4 } }, { processes: 2 });
  for (let id = 0; id < 10; id += 1) void pipeline(callOf({ args: { id } }));
  await vi.advanceTimersByTimeAsync(0);
  expect(connector.calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(connector.calls).toHaveLength(7);
});

test('a value answers for an upstream that is asked no more, and every key is told once', async () => {
  const fallbacks = new FallbackNotes();
  const connector = down();
  const pipeline = pipelineOf(
    connector,
    { retries: 0, breaker: { minimumCalls: 1 } },
    { rules: rulesOf({ fallback: { value: 'none' } }) },
  );
  const context = contextOf({ fallbacks });
  expect(await pipeline(callOf({ context }))).toBe('none');
  expect(await pipeline(callOf({ context, batch: batchOf([1, 2]) }))).toEqual(
    new Map([
      ['1', 'none'],
      ['2', 'none'],
    ]),
  );
  expect(connector.calls).toHaveLength(1);
  expect(fallbacks.list.map(({ code, used }) => [code, used])).toEqual([['UPSTREAM_UNAVAILABLE', 'value']]);
});

test('a value answers where the time of the request is up before its upstream has answered', async () => {
  const connector = new FakeConnector(() => new Promise(() => {}));
  const pipeline = pipelineOf(connector, {}, { rules: rulesOf({ fallback: { value: 'none' } }) });
  const context = contextOf({ deadline: performance.now() + 20 });
  const answer = pipeline(callOf({ context }));
  await vi.advanceTimersByTimeAsync(20);
  expect(await answer).toBe('none');
  expect(connector.calls).toHaveLength(1);
});

test.each(['CANCELLED', 'UPSTREAM_REJECTED', 'UPSTREAM_UNAUTHORIZED', 'BAD_USER_INPUT'] as const)(
  'nothing stands in for %s',
  async (code) => {
    const connector = new FakeConnector(() => {
      throw new GatewayError(code);
    });
    const pipeline = pipelineOf(connector, {}, { rules: rulesOf({ fallback: { value: 'none' } }) });
    expect(await codeOf(pipeline(callOf()))).toBe(code);
    await expect(pipeline(callOf({ batch: batchOf([1]) }))).rejects.toMatchObject({ code });
  },
);
