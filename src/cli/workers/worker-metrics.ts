import { countsOf, mergeMetrics } from '../../telemetry/metrics/merge-metrics.ts';
import type { Metric } from '../../telemetry/metrics/metric.ts';

/** How long a worker may take to say how it does; one whose event loop is busy for longer is shown as it was. */
const PATIENCE_MS = 1_000;

/**
 * What all workers have measured, as one gateway. What a worker has counted outlives it: if the sum fell with each restart, who asks would
 * take that for a counter that began anew, and show a peak that never was.
 */
export class WorkerMetrics<Worker> {
  readonly #ask: (worker: Worker) => void;
  readonly #own: () => readonly Metric[];
  /** What each worker that counts said last. */
  readonly #latest = new Map<Worker, readonly Metric[]>();
  #gone: readonly Metric[] = [];
  #round: Round<Worker> | undefined;

  /** `ask` has a worker say how it does, by `heard`. `own`: what is measured here. */
  constructor(ask: (worker: Worker) => void, own: () => readonly Metric[]) {
    this.#ask = ask;
    this.#own = own;
  }

  heard(worker: Worker, metrics: readonly Metric[]): void {
    this.#latest.set(worker, metrics);
    this.#round?.heard(worker);
  }

  left(worker: Worker): void {
    const last = this.#latest.get(worker);
    this.#latest.delete(worker);
    if (last !== undefined) this.#gone = mergeMetrics([this.#gone, countsOf(last)]);
    this.#round?.heard(worker);
  }

  /** Who asks while others are waiting waits with them. */
  async gather(): Promise<readonly Metric[]> {
    const round = this.#round ?? new Round([...this.#latest.keys()], this.#ask);
    this.#round = round;
    await round.over;
    if (this.#round === round) this.#round = undefined;
    return mergeMetrics([this.#gone, ...this.#latest.values(), this.#own()]);
  }
}

/** Asks several workers once, and waits for all of them. */
class Round<Worker> {
  readonly over: Promise<void>;
  readonly #missing: Set<Worker>;
  #end = (): void => undefined;

  constructor(workers: readonly Worker[], ask: (worker: Worker) => void) {
    this.#missing = new Set(workers);
    this.over = new Promise((resolve) => {
      const late = setTimeout(() => this.#end(), PATIENCE_MS);
      this.#end = () => {
        clearTimeout(late);
        resolve();
      };
    });
    for (const worker of workers) ask(worker);
    if (workers.length === 0) this.#end();
  }

  heard(worker: Worker): void {
    if (this.#missing.delete(worker) && this.#missing.size === 0) this.#end();
  }
}
