/**
 * What a call needs of an `AbortSignal`, which is one itself. A platform signal costs several microseconds to create and more to
 * collect, a `Canceller` next to nothing; every upstream call has one, so that the difference shows in the rate of the whole gateway.
 */
export interface CancelSignal {
  readonly aborted: boolean;
  /** A `GatewayError` once aborted. */
  readonly reason: unknown;
  throwIfAborted(): void;
  /** The listener runs once, when the signal aborts; never when it has aborted already. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A signal and the way to abort it. */
export class Canceller implements CancelSignal {
  aborted = false;
  reason: unknown;
  #listeners: Set<() => void> | undefined;
  #only: (() => void) | undefined;

  get signal(): CancelSignal {
    return this;
  }

  /** Runs the listeners; a second call does nothing. A listener that throws does not keep the others from running. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = [...(this.#only === undefined ? [] : [this.#only]), ...(this.#listeners ?? [])];
    this.#only = undefined;
    this.#listeners = undefined;
    let failure: { error: unknown } | undefined;
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.aborted) return;
    // One listener is the ordinary case, and needs no set.
    if (this.#only === undefined && this.#listeners === undefined) this.#only = listener;
    else this.#listeners = (this.#listeners ?? new Set()).add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#only === listener) this.#only = undefined;
    else this.#listeners?.delete(listener);
  }
}

/** The platform's signal for an API that insists on one. Release it when the work has ended, so that a long-lived signal keeps nothing. */
export function toAbortSignal(signal: CancelSignal): { readonly signal: AbortSignal; release(): void } {
  if (signal instanceof AbortSignal) return { signal, release: () => undefined };
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  const listener = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', listener);
  return { signal: controller.signal, release: () => signal.removeEventListener('abort', listener) };
}
