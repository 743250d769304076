import cluster from 'node:cluster';
import type { InvalidationBus } from '../../execution/caching/invalidation-bus.ts';
import type { ServerOptions } from '../../server/create-server.ts';
import type { Metric } from '../../telemetry/metrics/metric.ts';
import { readWorkerMessage, type WorkerMessage } from './worker-messages.ts';

/** What a process that is one of several workers has besides; undefined in any other. */
export interface WorkerSeat extends AsyncDisposable {
  /** How many there are, itself included. */
  readonly workers: number;
  /** How it hears of the others' invalidations. */
  readonly bus: InvalidationBus;
  /** Resolves when others take its place. */
  readonly retired: Promise<void>;
  /** Tells that it accepts on all its ports. */
  ready(): void;
  /** Joins its metrics with those of the others. */
  readonly joinMetrics: NonNullable<ServerOptions['joinMetrics']>;
}

/** The environment variable that tells a worker how many there are. */
export const WORKERS_VARIABLE = 'INTERLACE_WORKERS';

/** Longer than the supervisor waits for the slowest worker. */
const PATIENCE_MS = 3_000;

export function takeWorkerSeat(env: Readonly<Record<string, string | undefined>>): WorkerSeat | undefined {
  if (!cluster.isWorker) return undefined;
  let retire = (): void => undefined;
  const retired = new Promise<void>((resolve) => {
    retire = resolve;
  });
  let heard = (_tags: readonly string[]): void => undefined;
  let own: (() => readonly Metric[]) | undefined;
  const asking = new Set<(metrics: readonly Metric[]) => void>();
  const tellMetrics = async (): Promise<void> => {
    if (own !== undefined) await send({ interlace: 'metrics', metrics: own() });
  };
  const listener = (message: unknown): void => {
    const read = readWorkerMessage(message);
    if (read?.interlace === 'retire') retire();
    else if (read?.interlace === 'alive') send(read).catch(() => undefined);
    else if (read?.interlace === 'invalidate') heard(read.tags);
    else if (read?.interlace === 'measure') tellMetrics().catch(() => undefined);
    else if (read?.interlace === 'metrics') for (const answer of asking) answer(read.metrics);
  };
  process.on('message', listener);
  return {
    workers: Math.max(1, Number(env[WORKERS_VARIABLE]) || 1),
    retired,
    bus: {
      publish: (tags) => send({ interlace: 'invalidate', tags }),
      // The channel keeps every message until it is read: there are no gaps.
      subscribe: (onTags) => {
        heard = onTags;
      },
      async [Symbol.asyncDispose]() {},
    },
    ready() {
      // First, so that the supervisor knows from the start that there is something to ask for.
      tellMetrics()
        .then(() => send({ interlace: 'ready' }))
        .catch(() => undefined);
    },
    joinMetrics(read) {
      own = read;
      return () =>
        new Promise((resolve, reject) => {
          const settle = (): void => {
            clearTimeout(late);
            asking.delete(answer);
          };
          const answer = (metrics: readonly Metric[]): void => {
            settle();
            resolve(metrics);
          };
          const fail = (error: Error): void => {
            settle();
            reject(error);
          };
          const late = setTimeout(
            () => fail(new Error('The supervisor did not tell the metrics in time.')),
            PATIENCE_MS,
          );
          asking.add(answer);
          send({ interlace: 'measure' }).catch(fail);
        });
    },
    async [Symbol.asyncDispose]() {
      process.off('message', listener);
      // What it has counted outlives it.
      await tellMetrics().catch(() => undefined);
      // The channel would keep the process running.
      cluster.worker?.disconnect();
    },
  };
}

function send(message: WorkerMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
