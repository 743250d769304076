import DataLoader from 'dataloader';
import type { ExecutionContext } from '../execution-context.ts';
import type { LinkKey } from '../link/parent-keys.ts';
import type { KeyedAnswer } from '../pipeline.ts';

/** Asks for many keys at once. */
export type AskKeys = (keys: ReadonlyMap<string, unknown>) => Promise<KeyedAnswer>;

type KeyLoader = DataLoader<LinkKey, unknown, string>;

/** What links of one operation remember: nothing of it outlives the operation's context, and no other context sees it. */
export class OperationLoaders {
  readonly #byContext = new WeakMap<ExecutionContext, Loaders>();

  /** The loader of a question: keys asked for in one turn go out as one call. */
  loader(context: ExecutionContext, question: string, ask: AskKeys): KeyLoader {
    const { keyed } = this.#of(context);
    let loader = keyed.get(question);
    if (loader === undefined) {
      loader = createLoader(ask);
      keyed.set(question, loader);
    }
    return loader;
  }

  /** The answer to a question that was asked before, or asks it. */
  answer(context: ExecutionContext, question: string, ask: () => Promise<unknown>): Promise<unknown> {
    const { answers } = this.#of(context);
    let answer = answers.get(question);
    if (answer === undefined) {
      answer = ask();
      answers.set(question, answer);
    }
    return answer;
  }

  /** After a write nothing that was read before may be answered again. */
  forget(context: ExecutionContext): void {
    this.#byContext.delete(context);
  }

  #of(context: ExecutionContext): Loaders {
    let loaders = this.#byContext.get(context);
    if (loaders === undefined) {
      loaders = { keyed: new Map(), answers: new Map() };
      this.#byContext.set(context, loaders);
    }
    return loaders;
  }
}

interface Loaders {
  readonly keyed: Map<string, KeyLoader>;
  readonly answers: Map<string, Promise<unknown>>;
}

function createLoader(ask: AskKeys): KeyLoader {
  return new DataLoader<LinkKey, unknown, string>(
    async (keys) => {
      const answer = await ask(new Map(keys.map(({ text, argument }) => [text, argument])));
      return keys.map(({ text }) => answer.get(text));
    },
    { cacheKeyFn: ({ text }) => text },
  );
}
