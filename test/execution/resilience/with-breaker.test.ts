import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { SourceHealth } from '../../../src/execution/resilience/source-health.ts';
import type { ResilienceOptions } from '../../../src/sources/source.ts';
import { callOf, contextOf, deferred, FakeConnector, pipelineOf, settle } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A source that can be made ill and well. */
function patient(code: ErrorCode = 'UPSTREAM_FAILED', transient = true) {
  const health = { ill: true };
  const connector = new FakeConnector(() => {
    if (health.ill) throw new GatewayError(code, undefined, { transient });
    return 'ok';
  });
  const pipeline = pipelineOf(connector, { retries: 0 });
  let id = 0;
  const ask = () => pipeline(callOf({ args: { id: id++ } })).then(String, (error: GatewayError) => error.code);
  const askTimes = async (times: number) => {
    for (let i = 0; i < times; i += 1) await ask();
  };
  return { health, connector, pipeline, ask, askTimes };
}

describe('a source that fails', () => {
  test('is asked no more after twenty calls of which half failed, and at once', async () => {
    const { health, connector, ask, askTimes } = patient();
    health.ill = false;
    await askTimes(10);
    health.ill = true;
    await askTimes(9);
    expect(await ask()).toBe('UPSTREAM_FAILED');
    expect(connector.calls).toHaveLength(20);
    expect(await ask()).toBe('UPSTREAM_UNAVAILABLE');
    expect(connector.calls).toHaveLength(20);
  });

  test('less often than that, or long ago, is asked on', async () => {
    const { connector, askTimes } = patient();
    await askTimes(19);
    await vi.advanceTimersByTimeAsync(11_000);
    await askTimes(19);
    expect(connector.calls).toHaveLength(38);
  });

  test.each<[ErrorCode, boolean]>([
    ['UPSTREAM_REJECTED', false],
    ['UPSTREAM_UNAUTHORIZED', false],
    ['UPSTREAM_THROTTLED', true],
    ['UPSTREAM_MALFORMED', false],
    ['UPSTREAM_FAILED', false],
    ['CANCELLED', false],
  ])('with %s (transient: %s) is not ill', async (code, transient) => {
    const { connector, askTimes } = patient(code, transient);
    await askTimes(50);
    expect(connector.calls).toHaveLength(50);
  });

  test('says when it may be asked again', async () => {
    const { pipeline, askTimes } = patient();
    await askTimes(20);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(pipeline(callOf())).rejects.toMatchObject({ source: 'orders', retryAfterMs: 3_000 });
  });
});

describe('a source that hangs longer than requests wait', () => {
  const hanging = (deadlineMs: number, waitedMs = 0) => {
    const connector = new FakeConnector(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const pipeline = pipelineOf(connector, { retries: 0 });
    const ask = async (id: number) => {
      const startedAt = performance.now() - waitedMs;
      const context = contextOf({ startedAt, deadline: startedAt + deadlineMs });
      const answer = pipeline(callOf({ args: { id }, context })).then(String, (error: GatewayError) => error.code);
      await vi.advanceTimersByTimeAsync(deadlineMs);
      return answer;
    };
    return { connector, ask };
  };

  test('is ill', async () => {
    const { connector, ask } = hanging(200);
    const codes: string[] = [];
    for (let id = 0; id < 22; id += 1) codes.push(await ask(id));
    expect(connector.calls).toHaveLength(20);
    expect(codes.slice(19)).toEqual(['DEADLINE_EXCEEDED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE']);
  });

  test('but not where requests had little time left when they called', async () => {
    const { connector, ask } = hanging(200, 150);
    for (let id = 0; id < 25; id += 1) expect(await ask(id)).toBe('DEADLINE_EXCEEDED');
    expect(connector.calls).toHaveLength(25);
  });
});

describe('after five seconds', () => {
  async function opened() {
    const patience = patient();
    await patience.askTimes(20);
    patience.connector.calls.length = 0;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await patience.ask()).toBe('UPSTREAM_UNAVAILABLE');
    expect(patience.connector.calls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    return patience;
  }

  test('three probes that succeed close it', async () => {
    const { health, connector, ask, askTimes } = await opened();
    health.ill = false;
    await askTimes(3);
    health.ill = true;
    await askTimes(10);
    expect(await ask()).toBe('UPSTREAM_FAILED');
    expect(connector.calls).toHaveLength(14);
  });

  test('one probe that fails opens it again', async () => {
    const { health, connector, ask } = await opened();
    expect(await ask()).toBe('UPSTREAM_FAILED');
    health.ill = false;
    expect(await ask()).toBe('UPSTREAM_UNAVAILABLE');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await ask()).toBe('ok');
    expect(connector.calls).toHaveLength(2);
  });

  test('no more than three probes are under way at once', async () => {
    let ill = true;
    const gate = deferred();
    const connector = new FakeConnector(() => {
      if (ill) throw new GatewayError('UPSTREAM_UNAVAILABLE');
      return gate.promise;
    });
    const pipeline = pipelineOf(connector, { retries: 0 });
    const ask = (id: number) => pipeline(callOf({ args: { id } })).then(String, (error: GatewayError) => error.code);
    for (let id = 0; id < 20; id += 1) await ask(id);
    await vi.advanceTimersByTimeAsync(5_000);
    ill = false;
    const crowd = Array.from({ length: 10 }, (_, id) => ask(100 + id));
    await settle();
    expect(connector.calls).toHaveLength(23);
    gate.resolve('ok');
    expect((await Promise.all(crowd)).filter((answer) => answer === 'ok')).toHaveLength(3);
    expect(await ask(200)).toBe('ok');
  });

  test('a probe whose client left tells nothing: another takes its place', async () => {
    let ill = true;
    const connector = new FakeConnector(({ signal }) => {
      if (ill) throw new GatewayError('UPSTREAM_UNAVAILABLE');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const pipeline = pipelineOf(connector, { retries: 0 });
    for (let id = 0; id < 20; id += 1) await pipeline(callOf({ args: { id } })).catch(() => {});
    await vi.advanceTimersByTimeAsync(5_000);
    ill = false;
    for (let id = 0; id < 5; id += 1) {
      const client = new AbortController();
      const probe = pipeline(callOf({ args: { id: 50 + id }, context: contextOf({ signal: client.signal }) }));
      await settle();
      client.abort(new GatewayError('CANCELLED'));
      await expect(probe).rejects.toMatchObject({ code: 'CANCELLED' });
      await settle();
    }
    expect(connector.calls).toHaveLength(25);
  });
});

describe('the health of a source', () => {
  /** A source whose calls answer with these, in turn. */
  function watched(resilience: ResilienceOptions = {}) {
    let answer: ErrorCode | 'ok' = 'ok';
    const connector = new FakeConnector(() => {
      if (answer !== 'ok') throw new GatewayError(answer);
      return 'ok';
    });
    let health: () => SourceHealth = () => {
      throw new Error('not given');
    };
    const pipeline = pipelineOf(
      connector,
      { retries: 0, ...resilience },
      {
        onHealth: (source, read) => {
          expect(source).toBe('orders');
          health = read;
        },
      },
    );
    let id = 0;
    const ask = async (times: number, outcome: ErrorCode | 'ok') => {
      answer = outcome;
      for (let i = 0; i < times; i += 1) await pipeline(callOf({ args: { id: id++ } })).catch(() => {});
    };
    return { ask, health: () => health() };
  }

  test('is up until it was asked, and while its calls succeed', async () => {
    const { ask, health } = watched();
    expect(health()).toEqual({ state: 'up', breaker: 'closed', calls: 0, failures: 0 });
    await ask(5, 'ok');
    expect(health()).toEqual({ state: 'up', breaker: 'closed', calls: 5, failures: 0 });
  });

  test('is down with the first failure, before its breaker opens, and until a call succeeds', async () => {
    const { ask, health } = watched();
    await ask(1, 'UPSTREAM_UNAVAILABLE');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(health()).toEqual({
      state: 'down',
      breaker: 'closed',
      calls: 1,
      failures: 1,
      lastError: { code: 'UPSTREAM_UNAVAILABLE', agoMs: 1_000 },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(health()).toMatchObject({ state: 'down', calls: 0, failures: 0 });
    await ask(1, 'ok');
    expect(health()).toMatchObject({ state: 'up', calls: 1, lastError: { agoMs: 61_000 } });
  });

  test('is degraded where a tenth of its calls fail, and up again once they have left the window', async () => {
    const { ask, health } = watched();
    await ask(9, 'ok');
    await ask(1, 'UPSTREAM_TIMEOUT');
    expect(health()).toMatchObject({ state: 'degraded', calls: 10, failures: 1 });
    await ask(10, 'ok');
    expect(health()).toMatchObject({ state: 'up', calls: 20, failures: 1 });
    await vi.advanceTimersByTimeAsync(11_000);
    expect(health()).toMatchObject({ state: 'up', calls: 0, failures: 0 });
  });

  test('follows the breaker, with the numbers that opened it', async () => {
    const { ask, health } = watched();
    await ask(30, 'UPSTREAM_FAILED');
    expect(health()).toMatchObject({ state: 'down', breaker: 'open', calls: 20, failures: 20 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(health()).toMatchObject({ state: 'down', breaker: 'half-open', calls: 20 });
    await ask(1, 'ok');
    expect(health()).toMatchObject({ state: 'degraded', breaker: 'half-open' });
    await ask(2, 'ok');
    expect(health()).toMatchObject({ state: 'up', breaker: 'closed', calls: 0 });
  });

  test('is known without a breaker too', async () => {
    const { ask, health } = watched({ breaker: false });
    await ask(50, 'UPSTREAM_FAILED');
    expect(health()).toMatchObject({ state: 'down', breaker: 'off', calls: 50, failures: 50 });
  });

  test.each<ErrorCode>(['UPSTREAM_MALFORMED', 'UPSTREAM_UNAUTHORIZED', 'UPSTREAM_THROTTLED', 'UPSTREAM_REJECTED'])(
    'is up with %s, which is told all the same',
    async (code) => {
      const { ask, health } = watched();
      await ask(3, code);
      expect(health()).toMatchObject({ state: 'up', failures: 0, lastError: { code } });
      await ask(1, 'CANCELLED');
      expect(health()).toMatchObject({ lastError: { code } });
    },
  );
});
