import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import { createAdmission } from '../../src/server/admission.ts';
import { Canceller } from '../../src/utils/cancel-signal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const codeOf = (wait: Promise<void>) =>
  wait.then(
    () => 'admitted',
    (error: GatewayError) => error.code,
  );

test('places are taken, waited for first come first served, and never more than there are', async () => {
  const admission = createAdmission(2, 2);
  expect([admission.enter(), admission.enter(), admission.enter()]).toEqual([true, true, false]);
  const order: number[] = [];
  const waits = [1, 2].map((n) => admission.wait(new Canceller()).then(() => order.push(n)));
  expect(await codeOf(admission.wait(new Canceller()))).toBe('OVERLOADED');
  admission.leave();
  await waits[0];
  expect([order, admission.running, admission.enter()]).toEqual([[1], 2, false]);
  admission.leave();
  await waits[1];
  admission.leave();
  admission.leave();
  expect([order, admission.running]).toEqual([[1, 2], 0]);
});

test.each([
  ['leaves', new GatewayError('CANCELLED'), 'CANCELLED'],
  ['has no time left', new GatewayError('DEADLINE_EXCEEDED'), 'OVERLOADED'],
])('who %s gives up the place in the queue, and takes none', async (_, reason, code) => {
  const admission = createAdmission(1, 1);
  admission.enter();
  const gone = new Canceller();
  const waits = codeOf(admission.wait(gone));
  gone.abort(reason);
  expect(await waits).toBe(code);
  const next = codeOf(admission.wait(new Canceller()));
  admission.leave();
  expect(await next).toBe('admitted');
  admission.leave();
  expect(admission.running).toBe(0);
  expect(await codeOf(admission.wait(gone))).toBe(code);
});

test('nobody waits longer than ten seconds', async () => {
  const admission = createAdmission(1, 1);
  admission.enter();
  const waits = codeOf(admission.wait(new Canceller()));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await waits).toBe('OVERLOADED');
  expect(vi.getTimerCount()).toBe(0);
});
