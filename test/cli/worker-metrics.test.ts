import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerMetrics } from '../../src/cli/workers/worker-metrics.ts';
import { counter, gauge } from '../../src/telemetry/metrics/metric.ts';
import { writeMetrics } from '../../src/telemetry/metrics/write-metrics.ts';
import { readMetrics } from '../read-metrics.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const says = (requests: number) => [counter('requests_total', 'R.', requests), gauge('running', 'R.', 1)];

function workers() {
  const asked: string[] = [];
  const metrics = new WorkerMetrics<string>(
    (worker) => asked.push(worker),
    () => [gauge('workers', 'W.', 2)],
  );
  const gather = async () => Object.fromEntries(readMetrics(writeMetrics(await metrics.gather())).values);
  return { asked, metrics, gather };
}

test('sums what all say, once all have said it', async () => {
  const { asked, metrics, gather } = workers();
  metrics.heard('a', says(0));
  metrics.heard('b', says(0));
  const first = gather();
  const second = gather();
  expect(asked).toEqual(['a', 'b']);
  metrics.heard('a', says(3));
  metrics.heard('b', says(4));
  const sum = { requests_total: 7, running: 2, workers: 2 };
  expect(await Promise.all([first, second])).toEqual([sum, sum]);
  const third = gather();
  expect(asked).toHaveLength(4);
  metrics.heard('a', says(5));
  metrics.heard('b', says(4));
  expect(await third).toHaveProperty('requests_total', 9);
});

test('one that does not answer is shown as it was', async () => {
  const { metrics, gather } = workers();
  metrics.heard('a', says(1));
  metrics.heard('b', says(2));
  const gathered = gather();
  metrics.heard('a', says(5));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await gathered).toHaveProperty('requests_total', 7);
});

test('what one has counted outlives it, what it was busy with does not', async () => {
  const { metrics, gather } = workers();
  metrics.heard('a', says(1));
  metrics.heard('b', says(2));
  const gathered = gather();
  metrics.heard('a', says(5));
  metrics.left('b');
  expect(await gathered).toEqual({ requests_total: 7, running: 1, workers: 2 });
  metrics.left('a');
  metrics.left('unknown');
  expect(await gather()).toEqual({ requests_total: 7, workers: 2 });
});
