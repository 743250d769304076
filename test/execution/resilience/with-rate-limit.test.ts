import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { callOf, contextOf, FakeConnector, pipelineOf, settle } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const codeOf = (promise: Promise<unknown>) => promise.then(String, (error: GatewayError) => error.code);

test('a burst goes through, then calls follow at the rate', async () => {
  const connector = new FakeConnector(() => 'ok');
  const pipeline = pipelineOf(connector, { rate: { perSecond: 10, burst: 3 } });
  const calls = Array.from({ length: 10 }, (_, id) => pipeline(callOf({ args: { id } })));
  await settle();
  expect(connector.calls).toHaveLength(3);
  for (let expected = 4; expected <= 10; expected += 1) {
    await vi.advanceTimersByTimeAsync(100);
    expect(connector.calls).toHaveLength(expected);
  }
  await Promise.all(calls);
  await vi.advanceTimersByTimeAsync(300);
  for (let id = 20; id < 30; id += 1) void codeOf(pipeline(callOf({ args: { id } })));
  await settle();
  expect(connector.calls).toHaveLength(13);
});

test('tries count too', async () => {
  const connector = new FakeConnector(() => {
    throw new GatewayError('UPSTREAM_FAILED');
  });
  const pipeline = pipelineOf(connector, { rate: { perSecond: 1, burst: 1 }, retries: 2 });
  void codeOf(pipeline(callOf()));
  await vi.advanceTimersByTimeAsync(999);
  expect(connector.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(connector.calls).toHaveLength(2);
});

test('a call whose turn would come too late is refused at once, with the time to wait', async () => {
  const connector = new FakeConnector(() => 'ok');
  const pipeline = pipelineOf(connector, { rate: { perSecond: 1, burst: 1 }, timeout: '1500ms' });
  await pipeline(callOf());
  const waits = codeOf(pipeline(callOf({ args: { id: 1 } })));
  await expect(pipeline(callOf({ args: { id: 2 } }))).rejects.toMatchObject({
    code: 'UPSTREAM_THROTTLED',
    source: 'orders',
    retryAfterMs: 2000,
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(await waits).toBe('ok');
});

test('a client that leaves while it waits is never sent', async () => {
  const connector = new FakeConnector(() => 'ok');
  const pipeline = pipelineOf(connector, { rate: { perSecond: 1, burst: 1 } });
  await pipeline(callOf());
  const client = new AbortController();
  const waits = codeOf(pipeline(callOf({ args: { id: 1 }, context: contextOf({ signal: client.signal }) })));
  await settle();
  client.abort(new GatewayError('CANCELLED'));
  expect(await waits).toBe('CANCELLED');
  await vi.advanceTimersByTimeAsync(5000);
  expect(connector.calls).toHaveLength(1);
});

test('without a burst, no second has more than its calls, wherever it begins', async () => {
  const times: number[] = [];
  const connector = new FakeConnector(() => times.push(performance.now()));
  const pipeline = pipelineOf(connector, { rate: { perSecond: 5 } });
  const ask = (id: number) => pipeline(callOf({ args: { id } }));
  void ask(0);
  await vi.advanceTimersByTimeAsync(900);
  const calls = Array.from({ length: 20 }, (_, id) => ask(id + 1));
  await settle();
  // Those that the second has left come at once.
  expect(connector.calls).toHaveLength(5);
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(calls);
  for (const begin of times)
    expect(times.filter((time) => time >= begin && time < begin + 1000).length).toBeLessThanOrEqual(5);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(4_000);
});

test('nor where the first calls arrive late, because they have to connect', async () => {
  const arrivals: number[] = [];
  const connector = new FakeConnector(async () => {
    const isFirst = connector.calls.length <= 5;
    await new Promise((resolve) => setTimeout(resolve, isFirst ? 400 : 10));
    arrivals.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const pipeline = pipelineOf(connector, { rate: { perSecond: 5 } });
  const calls = Array.from({ length: 20 }, (_, id) => pipeline(callOf({ args: { id } })));
  await vi.advanceTimersByTimeAsync(6_000);
  await Promise.all(calls);
  expect(arrivals).toHaveLength(20);
  for (const begin of arrivals)
    expect(arrivals.filter((time) => time >= begin && time < begin + 1000).length).toBeLessThanOrEqual(5);
  expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeLessThanOrEqual(3_200);
});

test('a call that hangs keeps its place in a second for one more, and one that leaves while it waits for none', async () => {
  const began = performance.now();
  const times: number[] = [];
  const connector = new FakeConnector(() => {
    times.push(performance.now() - began);
    return times.length === 1 ? new Promise(() => undefined) : 'ok';
  });
  const pipeline = pipelineOf(connector, { rate: { perSecond: 1 } });
  void codeOf(pipeline(callOf({ args: { id: 0 } })));
  const client = new AbortController();
  const leaves = codeOf(pipeline(callOf({ args: { id: 1 }, context: contextOf({ signal: client.signal }) })));
  void codeOf(pipeline(callOf({ args: { id: 2 } })));
  await vi.advanceTimersByTimeAsync(500);
  client.abort(new GatewayError('CANCELLED'));
  expect(await leaves).toBe('CANCELLED');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(times).toEqual([0, 2000]);
});

test.each([
  [0.5, 1, [0, 2000]],
  [2.5, 1, [0, 0, 800]],
  [5, 2, [0, 0, 1000]],
])('%d a second, %d process(es): calls at %j', async (perSecond, processes, expected) => {
  const began = performance.now();
  const times: number[] = [];
  const connector = new FakeConnector(() => times.push(performance.now() - began));
  const pipeline = pipelineOf(connector, { rate: { perSecond } }, { processes });
  for (let id = 0; id < 3; id += 1) void pipeline(callOf({ args: { id } }));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(times.slice(0, expected.length)).toEqual(expected);
});
