import cluster, { type Worker } from 'node:cluster';
import { createLogger } from '../../telemetry/create-logger.ts';
import { onStopSignals } from '../run/on-stop-signals.ts';
import type { Terminal } from '../terminal.ts';
import { readWorkerMessage, type WorkerMessage } from './worker-messages.ts';
import { WorkerMetrics } from './worker-metrics.ts';
import { type PoolWorker, WorkerPool } from './worker-pool.ts';
import { WORKERS_VARIABLE } from './worker-seat.ts';

/**
 * Runs the same command line in several processes that accept on the same port, until a signal ends them all; resolves to the exit code.
 * SIGHUP (of no terminal) and SIGUSR2 renew them one by one.
 */
export async function runWorkers(count: number, terminal: Terminal): Promise<number> {
  const logger = createLogger({ level: terminal.env.LOG_LEVEL ?? 'info' });
  const pool: WorkerPool = new WorkerPool(count, () => startWorker(count, metrics), logger);
  const metrics = new WorkerMetrics<Worker>(
    (worker) => tell(worker, { interlace: 'measure' }),
    () => pool.metrics(),
  );
  let stopped: (clean: boolean) => void = () => undefined;
  const end = new Promise<boolean>((resolve) => {
    stopped = resolve;
  });
  onStopSignals((times) => {
    logger.info(times === 1 ? 'stopping the workers' : 'stopping the workers now');
    void pool.stop().then(stopped);
  });
  const renew = (): void => void pool.renew();
  process.on('SIGUSR2', renew);
  // A terminal that is closed means to end what it runs.
  if (process.stdin.isTTY !== true) process.on('SIGHUP', renew);

  const failed = await Promise.race([pool.run(), end.then(() => undefined)]);
  if (failed !== undefined) return failed;
  const clean = await end;
  logger.info('stopped', { clean });
  return clean ? 0 : 1;
}

function startWorker(count: number, metrics: WorkerMetrics<Worker>): PoolWorker {
  const worker = cluster.fork({ [WORKERS_VARIABLE]: String(count) });
  let hears = (): void => undefined;
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  worker.on('message', (message: unknown) => {
    const read = readWorkerMessage(message);
    if (read?.interlace === 'ready') becomeReady();
    else if (read?.interlace === 'alive') hears();
    else if (read?.interlace === 'invalidate') {
      for (const other of Object.values(cluster.workers ?? {})) {
        if (other !== worker) tell(other, read);
      }
    } else if (read?.interlace === 'metrics') metrics.heard(worker, read.metrics);
    else if (read?.interlace === 'measure') {
      void metrics.gather().then((gathered) => tell(worker, { interlace: 'metrics', metrics: gathered }));
    }
  });
  // Once all that it said has been heard, which may be after it has ended.
  worker.once('disconnect', () => metrics.left(worker));
  // What cannot be told to a worker that is ending, it need not know.
  worker.on('error', () => undefined);
  return {
    pid: worker.process.pid,
    ready,
    ended: new Promise((resolve) => {
      worker.once('exit', (code: number | null, signal: string | null) => resolve(signal ?? code ?? 1));
    }),
    retire: () => tell(worker, { interlace: 'retire' }),
    stop: () => void worker.process.kill('SIGTERM'),
    kill: () => void worker.process.kill('SIGKILL'),
    answers: () =>
      new Promise((resolve) => {
        hears = resolve;
        tell(worker, { interlace: 'alive' });
      }),
  };
}

function tell(worker: Worker | undefined, message: WorkerMessage): void {
  if (worker?.isConnected()) worker.send(message, () => undefined);
}
