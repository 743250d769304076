import type { GatewayError } from '../../errors/gateway-error.ts';
import { Canceller, type CancelSignal } from '../../utils/cancel-signal.ts';
import { abortReason } from './abort-reason.ts';

/** How long a flight may take, and the error of those who still wait then. */
export interface FlightTime {
  readonly milliseconds: number;
  /** Asked when the time is up: whether the work has got on and has the same time once more. Default: it has not. */
  again?(): boolean;
  late(): GatewayError;
}

/**
 * One piece of work that several callers may wait for. A caller that leaves takes only itself away; when the last one has left, or the
 * time is up, the work is aborted. The work's promise is always listened to, so that no rejection of it is ever unhandled.
 */
export class Flight<T> {
  /** On the clock of `performance.now()`; Infinity: none. */
  readonly deadline: number;
  readonly #canceller = new Canceller();
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

  /** Starts the work and boards its first caller. `onEnd` runs once, when the work has ended or was aborted. */
  start(
    signal: CancelSignal,
    work: (signal: CancelSignal) => Promise<T>,
    time: FlightTime | undefined,
    onEnd?: () => void,
  ): Promise<T> {
    const boarded = this.board(signal);
    if (!this.open) return boarded;
    this.#onEnd = onEnd;
    if (time !== undefined) this.#arm(time);
    work(this.#canceller).then(
      (value) => {
        for (const passenger of this.#disembark()) passenger.resolve(value);
      },
      (error: unknown) => {
        for (const passenger of this.#disembark()) passenger.reject(error);
      },
    );
    return boarded;
  }

  /** Waits for the work until `signal` aborts. */
  board(signal: CancelSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const passenger: Passenger<T> = { signal, resolve, reject, leave: () => this.#leave(passenger) };
      signal.addEventListener('abort', passenger.leave);
      this.#passengers.add(passenger);
    });
  }

  #arm(time: FlightTime): void {
    this.#timer = setTimeout(() => {
      if (time.again?.() === true) this.#arm(time);
      else this.#abort(time.late());
    }, time.milliseconds);
  }

  #leave(passenger: Passenger<T>): void {
    if (!this.#passengers.delete(passenger)) return;
    const reason = abortReason(passenger.signal);
    passenger.reject(reason);
    if (this.#passengers.size === 0) this.#abort(reason);
  }

  #abort(reason: GatewayError): void {
    const passengers = this.#disembark();
    this.#canceller.abort(reason);
    for (const passenger of passengers) passenger.reject(reason);
  }

  #disembark(): readonly Passenger<T>[] {
    clearTimeout(this.#timer);
    const passengers = [...this.#passengers];
    this.#passengers.clear();
    for (const { signal, leave } of passengers) signal.removeEventListener('abort', leave);
    this.#onEnd?.();
    this.#onEnd = undefined;
    return passengers;
  }
}

interface Passenger<T> {
  readonly signal: CancelSignal;
  resolve(value: T): void;
  reject(error: unknown): void;
  leave(): void;
}
