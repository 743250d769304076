/** Values that come when they come, for one reader. */
export class EventQueue<Value> implements AsyncIterable<Value> {
  #values: Value[] = [];
  #over: { readonly error: unknown } | 'end' | undefined;
  #wake: (() => void) | undefined;

  get length(): number {
    return this.#values.length;
  }

  push(value: Value): void {
    this.#values.push(value);
    this.#wake?.();
  }

  end(): void {
    this.#over ??= 'end';
    this.#wake?.();
  }

  /** The reader gets what came before, then this error. */
  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, void> {
    for (;;) {
      const batch = this.#values;
      this.#values = [];
      yield* batch;
      if (this.#values.length > 0) continue;
      if (this.#over === 'end') return;
      if (this.#over !== undefined) throw this.#over.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
