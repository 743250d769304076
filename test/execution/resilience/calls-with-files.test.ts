import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { callOf, contextOf, deferred, FakeConnector, pipelineOf, READ, settle, WRITE } from './pipeline-kit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A body that moves only as the test says. */
const bodyOf = () => ({ bytes: 0, complete: false, awaitsClient: false });
const fileCall = (body = bodyOf(), operation = WRITE, deadlineMs = 300_000) => {
  const deadline = performance.now() + deadlineMs;
  const context = contextOf({ body, deadline });
  return callOf({ context, operation, args: { input: { file: new Blob(['x']) } } });
};
const codeOf = (answer: Promise<unknown>): Promise<unknown> => answer.then(String, (error: GatewayError) => error.code);

test('a call has the same time once more as long as bytes come, or its client lets it wait', async () => {
  const body = bodyOf();
  const gate = deferred();
  let ended: unknown;
  const pipeline = pipelineOf(new FakeConnector(() => gate.promise), { timeout: '10s', tryTimeout: '1s' });
  const outcome = codeOf(pipeline(fileCall(body))).then((code) => {
    ended = code;
  });
  for (let step = 0; step < 3; step++) {
    body.bytes += 1;
    await vi.advanceTimersByTimeAsync(10_000);
  }
  body.awaitsClient = true;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ended).toBeUndefined();
  body.awaitsClient = false;
  await vi.advanceTimersByTimeAsync(9_999);
  expect(ended).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await outcome;
  expect(ended).toBe('UPSTREAM_TIMEOUT');
});

test('a call whose body has come in full has no more than its time, whatever the client does', async () => {
  const body = { bytes: 5, complete: true, awaitsClient: true };
  const pipeline = pipelineOf(new FakeConnector(() => deferred().promise), { timeout: '10s' });
  const outcome = codeOf(pipeline(fileCall(body)));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toBe('UPSTREAM_TIMEOUT');
});

test('equal calls are not shared', async () => {
  const connector = new FakeConnector(() => 'ok');
  const pipeline = pipelineOf(connector);
  const call = fileCall(bodyOf(), READ);
  await Promise.all([pipeline(call), pipeline(call)]);
  expect(connector.calls).toHaveLength(2);
});

test('calls with files leave half of the places to others', async () => {
  const gates: ReturnType<typeof deferred>[] = [];
  const connector = new FakeConnector(() => {
    const gate = deferred();
    gates.push(gate);
    return gate.promise;
  });
  const pipeline = pipelineOf(connector, { concurrency: 3 });
  const uploads = [0, 1, 2].map(() => pipeline(fileCall()));
  await settle();
  expect(gates).toHaveLength(2);
  const other = pipeline(callOf());
  await settle();
  expect(gates).toHaveLength(3);
  gates[2]?.resolve('other');
  expect(await other).toBe('other');
  await settle();
  expect(gates).toHaveLength(3);
  gates[0]?.resolve('first');
  await settle();
  expect(gates).toHaveLength(4);
  for (const gate of gates) gate.resolve('done');
  await Promise.all(uploads);
});

test.each<ErrorCode>(['DEADLINE_EXCEEDED', 'PAYLOAD_TOO_LARGE', 'BAD_REQUEST', 'CANCELLED'])(
  'clients whose files end in %s do not open the breaker',
  async (code) => {
    let ill = true;
    const connector = new FakeConnector(() => {
      if (ill) throw new GatewayError(code);
      return 'ok';
    });
    const pipeline = pipelineOf(connector, { retries: 0 });
    for (let count = 0; count < 40; count++) expect(await codeOf(pipeline(fileCall()))).toBe(code);
    ill = false;
    expect(await pipeline(callOf())).toBe('ok');
  },
);

test.each<ErrorCode>(['PAYLOAD_TOO_LARGE', 'BAD_REQUEST'])('nor does %s close it', async (code) => {
  let now: ErrorCode = 'UPSTREAM_FAILED';
  const connector = new FakeConnector(() => {
    throw new GatewayError(now);
  });
  const pipeline = pipelineOf(connector, { retries: 0 });
  for (let count = 0; count < 20; count++) await codeOf(pipeline(fileCall()));
  await vi.advanceTimersByTimeAsync(5_000);
  now = code;
  for (let count = 0; count < 10; count++) expect(await codeOf(pipeline(fileCall()))).toBe(code);
  now = 'UPSTREAM_FAILED';
  expect(await codeOf(pipeline(fileCall()))).toBe('UPSTREAM_FAILED');
  expect(await codeOf(pipeline(fileCall()))).toBe('UPSTREAM_UNAVAILABLE');
});
