/** Events between a socket that pushes and an iteration that pulls. Who reads too slowly gets an error after `limit` unread events. */
export class EventQueue {
  readonly #limit: number;
  readonly #overflow: () => unknown;
  readonly #events: unknown[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(limit: number, overflow: () => unknown) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  push(event: unknown): void {
    if (this.#end !== undefined) return;
    if (this.#events.length >= this.#limit) this.end(this.#overflow());
    else this.#events.push(event);
    this.#wake?.();
  }

  /** No more events; the iteration ends after those that are there, with the error where one is given. The first call counts. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *events(): AsyncGenerator<unknown> {
    for (;;) {
      while (this.#events.length > 0) yield this.#events.shift();
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
