type Ask = (keys: ReadonlyMap<string, unknown>) => Promise<ReadonlyMap<string, unknown>>;

interface Batch {
  readonly keys: Map<string, unknown>;
  readonly answer: Promise<ReadonlyMap<string, unknown>>;
}

/**
 * Collects what the resolvers of one turn ask: the same question with different keys becomes one request. One instance serves all
 * operations; nothing is shared between contexts, and nothing is kept after a request has been sent.
 */
export class KeyBatches {
  readonly #open = new WeakMap<object, Map<string, Batch>>();

  /** The answer to this question for `key`; undefined where there is none. */
  async load(context: object, question: string, key: { text: string; argument: unknown }, ask: Ask): Promise<unknown> {
    const batches = this.#open.get(context) ?? new Map<string, Batch>();
    this.#open.set(context, batches);
    let batch = batches.get(question);
    if (batch === undefined) {
      batch = this.#begin(batches, question, ask);
      batches.set(question, batch);
    }
    batch.keys.set(key.text, key.argument);
    const value = (await batch.answer).get(key.text);
    if (value instanceof Error) throw value;
    return value;
  }

  #begin(batches: Map<string, Batch>, question: string, ask: Ask): Batch {
    const keys = new Map<string, unknown>();
    // After the promise jobs of this turn, so that parents that became ready together are asked for together.
    const turn = new Promise<void>((end) => void Promise.resolve().then(() => process.nextTick(end)));
    const answer = turn.then(() => {
      batches.delete(question);
      return ask(keys);
    });
    return { keys, answer };
  }
}
