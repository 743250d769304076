/**
 * Drafts whose members are still being read. A type may be reached through a member of its own base: what it inherits is not known
 * then, so it is completed after its base.
 */
export class Unfinished<Draft extends object> {
  readonly #open = new Map<Draft, (() => void)[]>();
  readonly #bases = new Map<Draft, Draft>();

  begin(draft: Draft): void {
    this.#open.set(draft, []);
  }

  has(draft: Draft): boolean {
    return this.#open.has(draft);
  }

  /** Would the draft wait for itself? */
  isCircle(draft: Draft, base: Draft): boolean {
    for (let next: Draft | undefined = base; next !== undefined; next = this.#bases.get(next)) {
      if (next === draft) return true;
    }
    return false;
  }

  /** Runs `complete` as soon as the base is complete: now, where it is. */
  complete(draft: Draft, base: Draft | undefined, complete: () => void): void {
    const waiting = base === undefined ? undefined : this.#open.get(base);
    const run = (): void => {
      complete();
      const next = this.#open.get(draft) ?? [];
      this.#open.delete(draft);
      this.#bases.delete(draft);
      for (const other of next) other();
    };
    if (base === undefined || waiting === undefined) {
      run();
      return;
    }
    this.#bases.set(draft, base);
    waiting.push(run);
  }
}
