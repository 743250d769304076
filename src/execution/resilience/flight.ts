import { setMaxListeners } from 'node:events';
import type { GatewayError } from '../../errors/gateway-error.ts';
import { type Abortable, addAbortable, removeAbortable } from './abort-listeners.ts';
import { abortReason } from './abort-reason.ts';

/**
 * One piece of work that several callers may wait for. A caller that leaves takes only itself away; when the last one has left, or the
 * time is up, the work is aborted. Costs one AbortController, and one timer where it has a deadline, whoever waits.
 */
export class Flight<T> {
  /** On the clock of `performance.now()`; Infinity: none. */
  readonly deadline: number;
  readonly #controller = new AbortController();
  readonly #passengers = new Set<Passenger<T>>();
  #timer: NodeJS.Timeout | undefined;
  #onEnd: (() => void) | undefined;

  constructor(deadline: number) {
    this.deadline = deadline;
  }

  /** True while others may still board: the work is under way and not aborted. */
  get open(): boolean {
    return this.#passengers.size > 0;
  }

  /**
   * Starts the work and boards its first caller. `onEnd` runs once, when the work has ended or was aborted.
   * When `milliseconds` have passed, every caller is rejected with what `late` makes.
   */
  start(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
    milliseconds: number,
    late: () => GatewayError,
    onEnd?: () => void,
  ): Promise<T> {
    const boarded = this.board(signal);
    if (!this.open) return boarded;
    this.#onEnd = onEnd;
    if (milliseconds < Infinity) this.#timer = setTimeout(() => this.#abort(late()), milliseconds);
    // Retries and chunks of one call all listen to this signal.
    setMaxListeners(0, this.#controller.signal);
    try {
      work(this.#controller.signal).then(
        (value) => {
          for (const passenger of this.#disembark()) passenger.resolve(value);
        },
        (error: unknown) => {
          for (const passenger of this.#disembark()) passenger.reject(error);
        },
      );
    } catch (error) {
      for (const passenger of this.#disembark()) passenger.reject(error);
    }
    return boarded;
  }

  /** Waits for the work until `signal` aborts. */
  board(signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const passenger = new Passenger(this, signal, resolve, reject);
      addAbortable(signal, passenger);
      this.#passengers.add(passenger);
    });
  }

  /** @internal A passenger's own signal was aborted. */
  leave(passenger: Passenger<T>, reason: GatewayError): void {
    if (!this.#passengers.delete(passenger)) return;
    passenger.reject(reason);
    if (this.#passengers.size === 0) this.#abort(reason);
  }

  #abort(reason: GatewayError): void {
    const passengers = this.#disembark();
    this.#controller.abort(reason);
    for (const passenger of passengers) passenger.reject(reason);
  }

  #disembark(): readonly Passenger<T>[] {
    clearTimeout(this.#timer);
    const passengers = [...this.#passengers];
    this.#passengers.clear();
    for (const passenger of passengers) removeAbortable(passenger.signal, passenger);
    this.#onEnd?.();
    this.#onEnd = undefined;
    return passengers;
  }
}

class Passenger<T> implements Abortable {
  readonly signal: AbortSignal;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
  readonly #flight: Flight<T>;

  constructor(flight: Flight<T>, signal: AbortSignal, resolve: (value: T) => void, reject: (error: unknown) => void) {
    this.#flight = flight;
    this.signal = signal;
    this.resolve = resolve;
    this.reject = reject;
  }

  abort(signal: AbortSignal): void {
    this.#flight.leave(this, abortReason(signal));
  }
}
