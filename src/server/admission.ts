import { GatewayError } from '../errors/gateway-error.ts';
import type { CancelSignal } from '../utils/cancel-signal.ts';

/** How long an operation may wait for a place: whoever asked is still there, and a burst of thousands has gone by. */
const MAX_WAIT_MS = 10_000;

/** Places for operations that run at once, and a bounded queue for those that wait. */
export interface Admission {
  /** Takes a place where one is free; gives it back by `leave`. */
  enter(): boolean;
  /**
   * Waits for a place, to be given back by `leave`. Rejects with `OVERLOADED` when the queue is full, or the wait took ten seconds or all the
   * time that the operation has; and with the signal's reason once nobody waits for the answer any more.
   */
  wait(gone: CancelSignal): Promise<void>;
  leave(): void;
  /** Operations that have a place. */
  readonly running: number;
  /** Operations that wait for one. */
  readonly waiting: number;
}

export function createAdmission(places: number, queueSize: number): Admission {
  let running = 0;
  const waiting = new Set<() => void>();

  return {
    enter() {
      if (running >= places) return false;
      running++;
      return true;
    },
    wait(gone) {
      if (gone.aborted) return Promise.reject(refusalFor(gone));
      if (waiting.size >= queueSize) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          waiting.delete(admit);
          gone.removeEventListener('abort', abandon);
        };
        const admit = (): void => {
          settle();
          running++;
          resolve();
        };
        const abandon = (): void => {
          settle();
          reject(refusalFor(gone));
        };
        const timer = setTimeout(() => {
          settle();
          reject(overloaded());
        }, MAX_WAIT_MS);
        waiting.add(admit);
        gone.addEventListener('abort', abandon);
      });
    },
    leave() {
      running--;
      const [next] = waiting;
      next?.();
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
  };
}

const overloaded = (): GatewayError => new GatewayError('OVERLOADED');

/** What has not begun has not failed: it may be sent again. */
function refusalFor({ reason }: CancelSignal): unknown {
  return GatewayError.from(reason).code === 'DEADLINE_EXCEEDED' ? overloaded() : reason;
}
