import type { Logger } from '../../telemetry/logger.ts';
import { counter, gauge, type Metric } from '../../telemetry/metrics/metric.ts';

/** One worker process, as the pool sees it. */
export interface PoolWorker {
  readonly pid: number | undefined;
  /** Resolves once it accepts connections; never where it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, to its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Lets it finish what it is doing and end, while others take its new connections. */
  retire(): void;
  /** Passes on that everything is to end; the second time, at once. */
  stop(): void;
  /** Ends it whether it listens or not. */
  kill(): void;
  /** Asks it whether it still does something; resolves when it has answered. */
  answers(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A worker that lived for so long did not end because of how it was started. */
const STABLE_MS = 60_000;
/** How often workers are asked whether they live, and how often in a row one may owe the answer. */
const BEAT_MS = 5_000;
const BEATS_OWED = 4;
/** How long workers that are to end at once have for that. */
const AT_ONCE_MS = 2_000;

interface Slot {
  worker: PoolWorker | undefined;
  /** Who watches the slot; a renewal takes over. */
  watch: symbol;
  /** Workers in a row that ended soon. */
  failures: number;
}

/** Keeps a number of workers running: replaces one that ends, renews all one after the other, and ends them together. */
export class WorkerPool {
  readonly #start: () => PoolWorker;
  readonly #logger: Logger;
  readonly #slots: Slot[];
  readonly #alive = new Set<PoolWorker>();
  readonly #pauses = new Map<NodeJS.Timeout, () => void>();
  #started: Promise<number | undefined> = Promise.resolve(undefined);
  #stopping = false;
  #clean = true;
  #renewal: Promise<void> | undefined;
  #renewAgain = false;
  /** Workers that ended without being asked to, so far. */
  #losses = 0;
  #failedRenewals = 0;
  #ready = 0;

  constructor(count: number, start: () => PoolWorker, logger: Logger) {
    this.#start = start;
    this.#logger = logger;
    this.#slots = Array.from({ length: count }, () => ({ worker: undefined, watch: Symbol(), failures: 0 }));
  }

  /**
   * Starts one worker, and the others when it is ready. Resolves to undefined when all are, or to the exit code where the first ended
   * before: what is wrong with it is wrong with all.
   */
  run(): Promise<number | undefined> {
    this.#started = this.#startAll();
    return this.#started;
  }

  async #startAll(): Promise<number | undefined> {
    const [first, ...others] = this.#slots;
    if (first === undefined) return undefined;
    const worker = this.#fork();
    const code = await Promise.race([worker.ready, worker.ended]);
    if (code !== undefined) return typeof code === 'number' ? code : 1;
    this.#occupy(first, worker);
    await Promise.all(
      others.map((slot) => {
        const each = this.#fork();
        this.#occupy(slot, each);
        return Promise.race([each.ready, each.ended]);
      }),
    );
    return undefined;
  }

  metrics(): readonly Metric[] {
    return [
      gauge('interlace_workers', 'Workers that accept requests or finish what they have.', this.#ready),
      counter(
        'interlace_worker_losses_total',
        'Workers that ended by themselves or were killed because they hung, and were replaced.',
        this.#losses,
      ),
      counter(
        'interlace_worker_failed_renewals_total',
        'Rolling restarts that ended because a new worker did not start; the old ones go on.',
        this.#failedRenewals,
      ),
    ];
  }

  /** Puts a new worker in the place of each, one after the other, the old one ending once the new one is ready. Asked for meanwhile, once more. */
  renew(): Promise<void> {
    if (this.#renewal !== undefined) {
      this.#renewAgain = true;
      return this.#renewal;
    }
    this.#renewal = this.#started
      .then(() => this.#renewAll())
      .finally(() => {
        this.#renewal = undefined;
        if (!this.#renewAgain || this.#stopping) return;
        this.#renewAgain = false;
        void this.renew();
      });
    return this.#renewal;
  }

  /** Ends all workers; asked again, at once, also those that hang. Resolves to false when one of them did not end cleanly. */
  async stop(): Promise<boolean> {
    const isAgain = this.#stopping;
    this.#stopping = true;
    for (const [timer, resume] of this.#pauses) {
      clearTimeout(timer);
      resume();
    }
    this.#pauses.clear();
    const alive = [...this.#alive];
    for (const worker of alive) worker.stop();
    const timer = isAgain ? setTimeout(() => this.#killAll(), AT_ONCE_MS) : undefined;
    await Promise.all(alive.map(({ ended }) => ended));
    clearTimeout(timer);
    return this.#clean;
  }

  #killAll(): void {
    for (const worker of this.#alive) worker.kill();
  }

  /** One that is caught in something would keep its part of the connections for ever, and the place of whoever shall replace it. */
  #killIfHanging(worker: PoolWorker): void {
    let owed = 0;
    const timer = setInterval(() => {
      if (owed === 0) void worker.answers().then(() => (owed = 0));
      owed += 1;
      if (owed <= BEATS_OWED) return;
      this.#logger.error('a worker hangs and is killed', { pid: worker.pid });
      clearInterval(timer);
      worker.kill();
    }, BEAT_MS);
    void worker.ended.then(() => clearInterval(timer));
  }

  async #renewAll(): Promise<void> {
    if (this.#stopping) return;
    this.#logger.info('renewing the workers');
    for (const slot of this.#slots) {
      if (this.#stopping) return;
      const old = slot.worker;
      const worker = this.#fork();
      const code = await Promise.race([worker.ready, worker.ended]);
      if (this.#stopping) return;
      if (code !== undefined) {
        this.#failedRenewals += 1;
        // Most likely a configuration that is wrong now: who runs goes on running.
        this.#logger.error('a new worker ended before it was ready; the workers that are left stay', { code });
        return;
      }
      this.#occupy(slot, worker);
      old?.retire();
      await old?.ended;
    }
    this.#logger.info('the workers are renewed');
  }

  #fork(): PoolWorker {
    const worker = this.#start();
    this.#alive.add(worker);
    let served = false;
    void worker.ready.then(() => {
      served = true;
      this.#ready += 1;
      this.#logger.info('a worker is ready', { pid: worker.pid });
      this.#killIfHanging(worker);
    });
    void worker.ended.then((code) => {
      this.#alive.delete(worker);
      if (served) this.#ready -= 1;
      // One that is still starting has nothing to finish, and ends by the signal itself.
      if (this.#stopping && served && code !== 0) this.#clean = false;
    });
    if (this.#stopping) worker.stop();
    return worker;
  }

  /** From here on the slot has this worker, and another as soon as it ends. */
  #occupy(slot: Slot, worker: PoolWorker): void {
    const watch = Symbol();
    slot.watch = watch;
    slot.worker = worker;
    const began = performance.now();
    void worker.ended.then(async (code) => {
      if (this.#stopping || slot.watch !== watch) return;
      slot.worker = undefined;
      this.#losses += 1;
      slot.failures = performance.now() - began < STABLE_MS ? slot.failures + 1 : 1;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (slot.failures - 1));
      this.#logger.warn('a worker has ended and will be replaced', { pid: worker.pid, code, milliseconds: pause });
      await this.#pause(pause);
      if (!this.#stopping && slot.watch === watch) this.#occupy(slot, this.#fork());
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pauses.delete(timer);
        resolve();
      }, milliseconds);
      this.#pauses.set(timer, resolve);
    });
  }
}
