import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { TraceEntry } from '../../../src/telemetry/trace.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { batchOf, callOf, contextOf, deferred, FakeConnector, pipelineOf, settle, WRITE } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SELECTION = { fields: new Map([['id', null]]), key: 'id' };
const OTHER_SELECTION = { fields: new Map([['name', null]]), key: 'name' };

describe('equal reads that are under way', () => {
  test('of different requests share one upstream call', async () => {
    const answer = deferred();
    const connector = new FakeConnector(() => answer.promise);
    const pipeline = pipelineOf(connector);
    const trace: TraceEntry[] = [];
    const first = pipeline(callOf({ args: { id: 1, filter: { a: 1, b: 2 } } }));
    const second = pipeline(callOf({ args: { filter: { b: 2, a: 1 }, id: 1 }, context: contextOf({ trace }) }));
    answer.resolve({ id: 1 });
    expect(await first).toBe(await second);
    expect(connector.calls).toHaveLength(1);
    expect(trace).toMatchObject([{ deduplicated: true, tries: 0, status: 'OK' }]);
  });

  test.each([
    ['arguments', { args: { id: 2 } }],
    ['credentials', { identity: 'someone-else' }],
    ['selection', { selection: OTHER_SELECTION }],
    ['keys', { batch: batchOf([1, 2]) }],
  ])('of different %s do not', async (_, difference) => {
    const connector = new FakeConnector(() => new Promise(() => {}));
    const pipeline = pipelineOf(connector);
    const base = { args: { id: 1 }, identity: 'someone', selection: SELECTION, batch: batchOf([1]) };
    void pipeline(callOf(base));
    void pipeline(callOf({ ...base, ...difference }));
    await settle();
    expect(connector.calls).toHaveLength(2);
  });

  test('are not remembered once answered, nor are their errors', async () => {
    const connector = new FakeConnector(() => {
      throw new GatewayError('UPSTREAM_FAILED');
    });
    const pipeline = pipelineOf(connector, { retries: 0 });
    const both = [pipeline(callOf()), pipeline(callOf())];
    for (const each of both) await expect(each).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', source: 'orders' });
    await expect(pipeline(callOf())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(connector.calls).toHaveLength(2);
  });

  test('that are writes are never shared', async () => {
    const connector = new FakeConnector(() => new Promise(() => {}));
    const pipeline = pipelineOf(connector);
    void pipeline(callOf({ operation: WRITE }));
    void pipeline(callOf({ operation: WRITE }));
    await settle();
    expect(connector.calls).toHaveLength(2);
  });
});

describe('a caller that leaves', () => {
  test('first does not take the others with it; the last one takes the call', async () => {
    const answer = deferred();
    const connector = new FakeConnector(() => answer.promise);
    const pipeline = pipelineOf(connector);
    const clients = [new AbortController(), new AbortController(), new AbortController()];
    const calls = clients.map(({ signal }) => pipeline(callOf({ context: contextOf({ signal }) })));
    const outcomes = calls.map((call) => call.catch((error: GatewayError) => error.code));
    await settle();
    expect(connector.calls).toHaveLength(1);
    const upstream = connector.calls[0]?.signal;

    clients[0]?.abort(new GatewayError('CANCELLED'));
    expect(await outcomes[0]).toBe('CANCELLED');
    clients[1]?.abort();
    expect(await outcomes[1]).toBe('CANCELLED');
    expect(upstream?.aborted).toBe(false);

    clients[2]?.abort(new GatewayError('DEADLINE_EXCEEDED'));
    expect(await outcomes[2]).toBe('DEADLINE_EXCEEDED');
    expect(upstream?.aborted).toBe(true);
    expect(upstream?.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' });

    void pipeline(callOf()).catch(() => {});
    await settle();
    expect(connector.calls).toHaveLength(2);
  });

  test('is answered at once even if the connector ignores its signal', async () => {
    const client = new AbortController();
    const call = pipelineOf(new FakeConnector(() => new Promise(() => {})))(
      callOf({ context: contextOf({ signal: client.signal }) }),
    );
    client.abort(new GatewayError('CANCELLED'));
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('before the call, makes no call', async () => {
    const connector = new FakeConnector(() => 1);
    const signal = AbortSignal.abort(new GatewayError('CANCELLED'));
    await expect(pipelineOf(connector)(callOf({ context: contextOf({ signal }) }))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(connector.calls).toHaveLength(0);
  });
});

describe('the deadline', () => {
  test('of the source ends the call with UPSTREAM_TIMEOUT, down to the connector', async () => {
    const connector = new FakeConnector(() => new Promise(() => {}));
    const call = pipelineOf(connector, { timeout: '2s' })(callOf()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1999);
    expect(connector.calls[0]?.signal.aborted).toBe(false);
    expect(connector.calls[0]?.deadline).toBe(2000 + performance.now() - 1999);
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ code: 'UPSTREAM_TIMEOUT', source: 'orders', coordinate: 'Query.order' });
    expect(connector.calls[0]?.signal.reason).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  test('of the request is the call’s when it comes first', async () => {
    const connector = new FakeConnector(() => new Promise(() => {}));
    const deadline = performance.now() + 500;
    const call = pipelineOf(connector)(callOf({ context: contextOf({ deadline }) })).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(500);
    expect(connector.calls[0]?.deadline).toBe(deadline);
    expect(await call).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  test('that has passed makes no call', async () => {
    const connector = new FakeConnector(() => 1);
    await expect(
      pipelineOf(connector)(callOf({ context: contextOf({ deadline: performance.now() - 1 }) })),
    ).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(connector.calls).toHaveLength(0);
  });

  test('of a call with little time left is not imposed on a caller with much', async () => {
    const connector = new FakeConnector(() => new Promise(() => {}));
    const pipeline = pipelineOf(connector);
    void pipeline(callOf({ context: contextOf({ deadline: performance.now() + 100 }) })).catch(() => {});
    void pipeline(callOf()).catch(() => {});
    await settle();
    expect(connector.calls).toHaveLength(2);
  });

  test('leaves no timer behind', async () => {
    await pipelineOf(new FakeConnector(() => 1), { timeout: '2s', tryTimeout: '1s' })(callOf());
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a hundred calls of one request warn of no leak', async () => {
  const warned = vi.spyOn(process, 'emitWarning');
  const pipeline = pipelineOf(new FakeConnector(({ args }) => args.id));
  const context = contextOf({ signal: new Canceller() });
  await Promise.all(Array.from({ length: 100 }, (_, id) => pipeline(callOf({ args: { id }, context }))));
  expect(warned).not.toHaveBeenCalled();
});

test('what a connector throws that is not ours is masked', async () => {
  const connector = new FakeConnector(() => {
    throw new TypeError('secret');
  });
  await expect(pipelineOf(connector)(callOf())).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Internal server error.',
    coordinate: 'Query.order',
  });
});
