import type { ServerResponse } from 'node:http';

/** The requests that still wait for the end of their answer. */
export class InFlight {
  #open = 0;
  #onIdle = (): void => undefined;

  enter(response: ServerResponse): void {
    this.#open += 1;
    response.once('close', () => {
      this.#open -= 1;
      if (this.#open === 0) this.#onIdle();
    });
  }

  /** Waits until there are none, for so long at most or until `giveUp`. Resolves to false when there still are. */
  async idle(withinMs: number): Promise<boolean> {
    if (this.#open === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = setTimeout(resolve, withinMs);
    });
    clearTimeout(timer);
    return this.#open === 0;
  }

  /** Ends the waiting, whatever is in flight. */
  giveUp(): void {
    this.#onIdle();
  }
}
