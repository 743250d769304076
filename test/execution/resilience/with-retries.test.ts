import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { GatewayError, type GatewayErrorOptions } from '../../../src/errors/gateway-error.ts';
import type { TraceEntry } from '../../../src/telemetry/trace.ts';
import { callOf, contextOf, FakeConnector, pipelineOf, settle, WRITE } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Fails so often, then answers 'ok'. */
function failing(times: number, code: ErrorCode = 'UPSTREAM_FAILED', options: GatewayErrorOptions = {}) {
  let left = times;
  return new FakeConnector(() => {
    if (left-- > 0) throw new GatewayError(code, undefined, options);
    return 'ok';
  });
}

const codeOf = (promise: Promise<unknown>) => promise.then(String, (error: GatewayError) => error.code);

describe('a transient failure', () => {
  test('of a safe call is tried again, twice by default', async () => {
    const connector = failing(2);
    const trace: TraceEntry[] = [];
    const call = pipelineOf(connector)(callOf({ context: contextOf({ trace }) }));
    await vi.runAllTimersAsync();
    expect(await call).toBe('ok');
    expect(connector.calls).toHaveLength(3);
    expect(trace).toMatchObject([{ tries: 3, status: 'OK' }]);
  });

  test('that stays is given to the caller', async () => {
    const connector = failing(9);
    const call = codeOf(pipelineOf(connector)(callOf()));
    await vi.runAllTimersAsync();
    expect(await call).toBe('UPSTREAM_FAILED');
    expect(connector.calls).toHaveLength(3);
  });

  test.each<[string, Parameters<typeof failing>, number]>([
    ['a rejected call', [1, 'UPSTREAM_REJECTED'], 1],
    ['an error known not to be worth it', [1, 'UPSTREAM_FAILED', { transient: false }], 1],
    ['an upstream that asks for more than two seconds', [1, 'UPSTREAM_THROTTLED', { retryAfterMs: 2001 }], 1],
    ['an upstream that asks for less', [1, 'UPSTREAM_THROTTLED', { retryAfterMs: 1500 }], 2],
  ])('%s', async (_, failure, tries) => {
    const connector = failing(...failure);
    const call = codeOf(pipelineOf(connector)(callOf()));
    await vi.runAllTimersAsync();
    await call;
    expect(connector.calls).toHaveLength(tries);
  });

  test('of a write that is not idempotent is final', async () => {
    const connector = failing(1);
    await expect(pipelineOf(connector)(callOf({ operation: WRITE }))).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
    });
    expect(connector.calls).toHaveLength(1);
  });

  test('of an idempotent write is final too: who wrote meanwhile would be overwritten', async () => {
    const connector = failing(1);
    const call = codeOf(pipelineOf(connector)(callOf({ operation: { ...WRITE, idempotent: true } })));
    await vi.runAllTimersAsync();
    expect(await call).toBe('UPSTREAM_FAILED');
    expect(connector.calls).toHaveLength(1);
  });

  test('of an idempotent write is tried again where that is asked for, of another write never', async () => {
    const connector = failing(1);
    const call = pipelineOf(connector, { retryWrites: true })(callOf({ operation: { ...WRITE, idempotent: true } }));
    await vi.runAllTimersAsync();
    expect(await call).toBe('ok');

    const other = failing(1);
    await expect(pipelineOf(other, { retryWrites: true })(callOf({ operation: WRITE }))).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
    });
    expect(other.calls).toHaveLength(1);
  });
});

describe('the wait', () => {
  test('is a random part of a growing delay', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const connector = failing(2);
    void pipelineOf(connector)(callOf());
    const times: number[] = [];
    for (let ms = 0; ms < 300 && connector.calls.length < 3; ms += 1) {
      if (connector.calls.length > times.length) times.push(ms);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(connector.calls).toHaveLength(3);
    expect(times).toEqual([0, 50]);
  });

  test('is not shorter than the upstream asks', async () => {
    const connector = failing(1, 'UPSTREAM_THROTTLED', { retryAfterMs: 1500 });
    void pipelineOf(connector)(callOf());
    await vi.advanceTimersByTimeAsync(1499);
    expect(connector.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(101);
    expect(connector.calls).toHaveLength(2);
  });

  test.each([-5_000, Number.NaN, 0])('asked for as %s is none beyond our own', async (retryAfterMs) => {
    const connector = failing(1, 'UPSTREAM_THROTTLED', { retryAfterMs });
    const call = pipelineOf(connector)(callOf());
    await vi.advanceTimersByTimeAsync(101);
    expect(await call).toBe('ok');
  });

  test('never passes the deadline: the error comes at once', async () => {
    const connector = failing(1, 'UPSTREAM_THROTTLED', { retryAfterMs: 1500 });
    const call = pipelineOf(connector, { timeout: '1s' })(callOf());
    await expect(call).rejects.toMatchObject({ code: 'UPSTREAM_THROTTLED', retryAfterMs: 1500 });
  });

  test('ends when the client leaves', async () => {
    const client = new AbortController();
    const connector = failing(1, 'UPSTREAM_FAILED', { retryAfterMs: 1000 });
    const call = codeOf(pipelineOf(connector)(callOf({ context: contextOf({ signal: client.signal }) })));
    await settle();
    client.abort(new GatewayError('CANCELLED'));
    expect(await call).toBe('CANCELLED');
    await vi.runAllTimersAsync();
    expect(connector.calls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('an outage is not made worse: retries stay within a fifth of the calls, or three', async () => {
  const connector = failing(Infinity);
  const pipeline = pipelineOf(connector, { breaker: false, concurrency: 2000 });
  const few = [0, 1, 2, 3, 4].map((id) => codeOf(pipeline(callOf({ args: { id } }))));
  await vi.runAllTimersAsync();
  await Promise.all(few);
  expect(connector.calls).toHaveLength(5 + 3);

  await vi.advanceTimersByTimeAsync(20_000);
  connector.calls.length = 0;
  const many = Array.from({ length: 1000 }, (_, id) => codeOf(pipeline(callOf({ args: { id } }))));
  await vi.runAllTimersAsync();
  await Promise.all(many);
  expect(connector.calls.length).toBeGreaterThan(1100);
  expect(connector.calls.length).toBeLessThanOrEqual(1200);
});

describe('the deadline of one try', () => {
  test('ends the try and leaves time for another', async () => {
    let tries = 0;
    const connector = new FakeConnector(({ signal }) => {
      tries += 1;
      if (tries === 2) return 'ok';
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const call = pipelineOf(connector, { timeout: '10s', tryTimeout: '1s' })(callOf());
    const began = performance.now();
    await vi.advanceTimersByTimeAsync(1200);
    expect(await call).toBe('ok');
    expect(connector.calls[0]?.deadline).toBe(began + 1000);
    expect(connector.calls[0]?.signal.reason).toMatchObject({ code: 'UPSTREAM_TIMEOUT', coordinate: 'Query.order' });
  });

  test('is the call’s own when that comes first', async () => {
    const connector = new FakeConnector(() => 'ok');
    const deadline = performance.now() + 500;
    await pipelineOf(connector, { tryTimeout: '1s' })(callOf({ context: contextOf({ deadline }) }));
    expect(connector.calls[0]?.deadline).toBe(deadline);
  });
});
