import { GatewayError } from '../../errors/gateway-error.ts';

const PROBE_EVERY_MS = 1_000;

/**
 * Keeps a slow or dead store from costing anything: an operation that is late or fails is the last one for a while, and everybody goes on
 * without the store, at once. Whether it is back is found out behind their backs, never by making a request wait.
 */
export class StoreGuard implements Disposable {
  readonly #probe: () => Promise<unknown>;
  readonly #onChange: (problem: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Operations that were late or failed, so far. */
  failures = 0;

  /** `onChange` is told the problem when the store is given up, and undefined when it is back. */
  constructor(probe: () => Promise<unknown>, onChange: (problem: unknown) => void) {
    this.#probe = probe;
    this.#onChange = onChange;
  }

  get up(): boolean {
    return this.#timer === undefined && !this.#closed;
  }

  /** The operation's result, or undefined where the store is down, late or failing. */
  async run<T>(operation: () => Promise<T>, milliseconds: number): Promise<T | undefined> {
    if (!this.up) return undefined;
    try {
      return await within(operation(), milliseconds);
    } catch (error) {
      // What cannot be read is not there; the store itself is well.
      if (error instanceof SyntaxError) return undefined;
      this.failures += 1;
      if (this.up) {
        this.#onChange(error);
        this.#probeLater();
      }
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #probeLater(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      within(this.#probe(), PROBE_EVERY_MS).then(
        () => {
          this.#timer = undefined;
          if (!this.#closed) this.#onChange(undefined);
        },
        () => this.#probeLater(),
      );
    }, PROBE_EVERY_MS).unref();
  }
}

function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new GatewayError('UPSTREAM_TIMEOUT', 'The cache store did not answer in time.')),
      milliseconds,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
