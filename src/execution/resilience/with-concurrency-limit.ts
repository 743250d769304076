import { GatewayError } from '../../errors/gateway-error.ts';
import type { Handler, Interceptor, PipelineCall } from '../pipeline.ts';
import { sendsFiles } from '../sends-files.ts';
import { abortReason } from './abort-reason.ts';

export interface ConcurrencyStage {
  readonly stage: Interceptor;
  /** Calls that wait for a place, now. */
  readonly waiting: () => number;
}

/**
 * At most `limit` calls to the source at once, and at most `queue` that wait for a place, first come first served; the rest are refused.
 * Calls that send files get at most half of the places: clients decide how long they take, and would take the source away from all others.
 */
export function withConcurrencyLimit(limit: number, queue: number): ConcurrencyStage {
  const gate = new Gate(limit, queue);
  const files = new Gate(Math.ceil(limit / 2), queue);
  const stage: Interceptor = (next) => {
    const enter = (call: PipelineCall): Promise<unknown> => gate.enter(call, next);
    return (call) => (sendsFiles(call) ? files.enter(call, enter) : gate.enter(call, next));
  };
  return { stage, waiting: () => gate.waiting + files.waiting };
}

class Gate {
  readonly #limit: number;
  readonly #queue: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limit: number, queue: number) {
    this.#limit = limit;
    this.#queue = queue;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  enter(call: PipelineCall, next: Handler): Promise<unknown> {
    if (this.#running < this.#limit) return this.#run(call, next);
    if (call.signal.aborted) return Promise.reject(abortReason(call.signal));
    if (this.#waiting.size >= this.#queue) {
      return Promise.reject(
        new GatewayError('OVERLOADED', `Too many calls to "${call.source}" are waiting.`, {
          source: call.source,
          coordinate: call.operation.coordinate,
        }),
      );
    }
    return this.#wait(call).then(() => this.#follow(call, next));
  }

  /** The place is handed over when this resolves, so that no newcomer takes it in between. */
  #wait({ signal }: PipelineCall): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.#waiting.delete(admit);
        reject(abortReason(signal));
      };
      this.#waiting.add(admit);
      signal.addEventListener('abort', onAbort);
    });
  }

  #run(call: PipelineCall, next: Handler): Promise<unknown> {
    this.#running += 1;
    return this.#follow(call, next);
  }

  #follow(call: PipelineCall, next: Handler): Promise<unknown> {
    const answer = next(call);
    answer.then(this.#leave, this.#leave);
    return answer;
  }

  readonly #leave = (): void => {
    const [admit] = this.#waiting;
    if (admit === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(admit);
    admit();
  };
}
