import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type PoolWorker, WorkerPool } from '../../src/cli/workers/worker-pool.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A worker without a process: the test says when it is ready and when it ends. */
class FakeWorker implements PoolWorker {
  readonly pid: number;
  readonly told: string[] = [];
  becomeReady = (): void => {};
  end = (_code: number | string): void => {};
  readonly ready = new Promise<void>((resolve) => {
    this.becomeReady = resolve;
  });
  readonly ended = new Promise<number | string>((resolve) => {
    this.end = resolve;
  });

  constructor(pid: number) {
    this.pid = pid;
  }

  retire(): void {
    this.told.push('retire');
  }

  stop(): void {
    this.told.push('stop');
  }

  kill(): void {
    this.told.push('kill');
    this.end('SIGKILL');
  }

  hangs = false;

  async answers(): Promise<void> {
    if (this.hangs) await new Promise(() => undefined);
  }
}

function poolOf(count: number) {
  const workers: FakeWorker[] = [];
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const pool = new WorkerPool(
    count,
    () => {
      const worker = new FakeWorker(workers.length);
      workers.push(worker);
      return worker;
    },
    { debug: log, info: log, warn: log, error: log },
  );
  /** The worker that was started as the given one, from 0. */
  const worker = (index: number): FakeWorker => workers[index] ?? expect.fail(`There is no worker ${index}.`);
  return { pool, workers, worker, logged };
}

const turn = () => vi.advanceTimersByTimeAsync(0);

async function running(count: number) {
  const made = poolOf(count);
  const started = made.pool.run();
  made.worker(0).becomeReady();
  await turn();
  for (const worker of made.workers) worker.becomeReady();
  expect(await started).toBeUndefined();
  return made;
}

test('the others start once the first is ready', async () => {
  const { pool, workers, worker } = poolOf(3);
  void pool.run();
  await turn();
  expect(workers).toHaveLength(1);
  worker(0).becomeReady();
  await turn();
  expect(workers).toHaveLength(3);
});

test.each<[number | string, number]>([
  [1, 1],
  [2, 2],
  ['SIGKILL', 1],
])('a first worker that ends with %s before it is ready gives exit code %s', async (code, exitCode) => {
  const { pool, workers, worker } = poolOf(3);
  const started = pool.run();
  worker(0).end(code);
  expect(await started).toBe(exitCode);
  expect(workers).toHaveLength(1);
});

test('one that ends is replaced after a pause, which grows while its successors end soon, up to half a minute', async () => {
  const { workers } = await running(1);
  const pauses: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    const before = workers.length;
    workers.at(-1)?.end(1);
    let waited = 0;
    for (; workers.length === before; waited += 100) await vi.advanceTimersByTimeAsync(100);
    pauses.push(waited);
  }
  expect(pauses.slice(0, 5)).toEqual([100, 200, 400, 800, 1600]);
  expect(pauses.slice(-2)).toEqual([30_000, 30_000]);
  // One that has lived for a while begins anew.
  await vi.advanceTimersByTimeAsync(60_000);
  const before = workers.length;
  workers.at(-1)?.end('SIGSEGV');
  await vi.advanceTimersByTimeAsync(100);
  expect(workers).toHaveLength(before + 1);
});

test('a renewal goes one by one: a new one is ready before an old one retires, and that one has ended before the next', async () => {
  const { pool, workers, worker } = await running(2);
  const renewed = pool.renew();
  await turn();
  expect(workers).toHaveLength(3);
  expect(worker(0).told).toEqual([]);
  worker(2).becomeReady();
  await turn();
  expect([worker(0).told, worker(1).told]).toEqual([['retire'], []]);
  expect(workers).toHaveLength(3);
  worker(0).end(0);
  await turn();
  expect(workers).toHaveLength(4);
  worker(3).becomeReady();
  await turn();
  worker(1).end(0);
  await renewed;
  // Who retired is not replaced once more.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(4);
});

test('a renewal that is asked for while the workers start waits for them; asked for while it runs, another follows', async () => {
  const { pool, workers, worker } = poolOf(1);
  void pool.run();
  const renewed = pool.renew();
  await turn();
  expect(workers).toHaveLength(1);
  worker(0).becomeReady();
  await turn();
  expect(workers).toHaveLength(2);
  void pool.renew();
  void pool.renew();
  worker(1).becomeReady();
  await turn();
  worker(0).end(0);
  await renewed;
  await turn();
  expect(workers).toHaveLength(3);
  worker(2).becomeReady();
  await turn();
  worker(1).end(0);
  await turn();
  expect(workers).toHaveLength(3);
});

test('a new worker that cannot start ends the renewal, not the old ones', async () => {
  const { pool, workers, worker, logged } = await running(2);
  const renewed = pool.renew();
  await turn();
  worker(2).end(1);
  await renewed;
  expect(logged).toContain('a new worker ended before it was ready; the workers that are left stay');
  expect([worker(0).told, worker(1).told]).toEqual([[], []]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(3);
});

test('one that ends while it waits for its successor is not replaced twice', async () => {
  const { pool, workers, worker } = await running(1);
  const renewed = pool.renew();
  await turn();
  worker(0).end('SIGKILL');
  worker(1).becomeReady();
  await renewed;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(2);
});

test('all end together, also those that start or wait for their turn, and nothing follows', async () => {
  const { pool, workers, worker, logged } = await running(2);
  worker(1).end(1);
  const renewed = pool.renew();
  await turn();
  const stopped = pool.stop();
  expect([worker(0).told, worker(2).told]).toEqual([['stop'], ['stop']]);
  worker(0).end(0);
  // It was still starting: it has cut off nothing.
  worker(2).end('SIGTERM');
  expect(await stopped).toBe(true);
  await renewed;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(3);
  expect(logged.filter((line) => line.includes('before it was ready'))).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that has served and does not end cleanly is told', async () => {
  const { pool, worker } = await running(2);
  const stopped = pool.stop();
  worker(0).end(0);
  worker(1).end(1);
  expect(await stopped).toBe(false);
});

test('one that hangs is killed and replaced, and one that was only busy is not', async () => {
  const { workers, worker, logged } = await running(2);
  await vi.advanceTimersByTimeAsync(60_000);
  worker(0).hangs = true;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(worker(0).told).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_100);
  expect(worker(0).told).toEqual(['kill']);
  expect(logged).toContain('a worker hangs and is killed');
  expect(workers).toHaveLength(3);
  expect(worker(1).told).toEqual([]);
});

test('one that hangs while it retires does not keep the others from being renewed', async () => {
  const { pool, workers, worker } = await running(2);
  worker(0).hangs = true;
  const renewed = pool.renew();
  await turn();
  worker(2).becomeReady();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(worker(0).told).toEqual(['retire', 'kill']);
  worker(3).becomeReady();
  await turn();
  worker(1).end(0);
  await renewed;
  expect(workers).toHaveLength(4);
});

test('asked to end again, what hangs is killed', async () => {
  const { pool, worker } = await running(2);
  const first = pool.stop();
  worker(0).end(0);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(worker(1).told).toEqual(['stop']);
  const second = pool.stop();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(worker(1).told).toEqual(['stop', 'stop', 'kill']);
  expect(await Promise.all([first, second])).toEqual([false, false]);
});
