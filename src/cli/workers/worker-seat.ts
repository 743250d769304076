import cluster from 'node:cluster';
import type { InvalidationBus } from '../../execution/caching/invalidation-bus.ts';
import { readWorkerMessage, type WorkerMessage } from './worker-messages.ts';

/** What a process that is one of several workers has besides; undefined in any other. */
export interface WorkerSeat extends Disposable {
  /** How many there are, itself included. */
  readonly workers: number;
  /** How it hears of the others' invalidations. */
  readonly bus: InvalidationBus;
  /** Resolves when others take its place. */
  readonly retired: Promise<void>;
}

/** The environment variable that tells a worker how many there are. */
export const WORKERS_VARIABLE = 'INTERLACE_WORKERS';

export function takeWorkerSeat(env: Readonly<Record<string, string | undefined>>): WorkerSeat | undefined {
  if (!cluster.isWorker) return undefined;
  let retire = (): void => undefined;
  const retired = new Promise<void>((resolve) => {
    retire = resolve;
  });
  let heard = (_tags: readonly string[]): void => undefined;
  const listener = (message: unknown): void => {
    const read = readWorkerMessage(message);
    if (read?.interlace === 'retire') retire();
    else if (read?.interlace === 'alive') send(read).catch(() => undefined);
    else if (read !== undefined) heard(read.tags);
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
    [Symbol.dispose]() {
      process.off('message', listener);
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
