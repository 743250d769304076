import cluster from 'node:cluster';
import { createLogger } from '../../telemetry/create-logger.ts';
import { onStopSignals } from '../run/on-stop-signals.ts';
import type { Terminal } from '../terminal.ts';
import { readWorkerMessage, type WorkerMessage } from './worker-messages.ts';
import { type PoolWorker, WorkerPool } from './worker-pool.ts';
import { WORKERS_VARIABLE } from './worker-seat.ts';

/**
 * Runs the same command line in several processes that accept on the same port, until a signal ends them all; resolves to the exit code.
 * SIGHUP (of no terminal) and SIGUSR2 renew them one by one.
 */
export async function runWorkers(count: number, terminal: Terminal): Promise<number> {
  const logger = createLogger({ level: terminal.env.LOG_LEVEL ?? 'info' });
  const pool = new WorkerPool(count, () => startWorker(count), logger);
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

function startWorker(count: number): PoolWorker {
  const worker = cluster.fork({ [WORKERS_VARIABLE]: String(count) });
  let hears = (): void => undefined;
  worker.on('message', (message: unknown) => {
    const read = readWorkerMessage(message);
    if (read?.interlace === 'alive') hears();
    if (read?.interlace !== 'invalidate') return;
    for (const other of Object.values(cluster.workers ?? {})) {
      if (other !== worker) tell(other, read);
    }
  });
  // What cannot be told to a worker that is ending, it need not know.
  worker.on('error', () => undefined);
  return {
    pid: worker.process.pid,
    ready: new Promise((resolve) => {
      worker.once('listening', () => resolve());
    }),
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

function tell(worker: (typeof cluster)['worker'], message: WorkerMessage): void {
  if (worker?.isConnected()) worker.send(message, () => undefined);
}
