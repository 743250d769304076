import { GatewayError } from '../errors/gateway-error.ts';

/** How long an operation may wait for a place: whoever asked is still there, and a burst of thousands has gone by. */
const MAX_WAIT_MS = 10_000;

/** Places for operations that run at once, and a bounded queue for those that wait. */
export interface Admission {
  /** Takes a place. Rejects with `OVERLOADED` when the queue is full or the wait took ten seconds. Give it back by `leave`. */
  enter(): Promise<void> | undefined;
  leave(): void;
  /** Operations that have a place. */
  readonly running: number;
}

export function createAdmission(places: number, queueSize: number): Admission {
  let running = 0;
  const waiting = new Set<() => void>();

  function wait(): Promise<void> {
    if (waiting.size >= queueSize) return Promise.reject(new GatewayError('OVERLOADED'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(admit);
        reject(new GatewayError('OVERLOADED'));
      }, MAX_WAIT_MS);
      const admit = (): void => {
        clearTimeout(timer);
        waiting.delete(admit);
        running++;
        resolve();
      };
      waiting.add(admit);
    });
  }

  return {
    enter() {
      if (running >= places) return wait();
      running++;
      return undefined;
    },
    leave() {
      running--;
      const [next] = waiting;
      next?.();
    },
    get running() {
      return running;
    },
  };
}
