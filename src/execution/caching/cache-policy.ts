/**
 * What the response may be cached for, computed from what it was made of: as long as its shortest-lived part, by everybody only if every
 * part is public. One for each operation; what was not cached at all makes it uncacheable.
 */
export class CachePolicy {
  /** The request headers that may say who the caller is. */
  readonly identity: readonly string[];
  #milliseconds = Infinity;
  #private = false;
  readonly #vary = new Set<string>();

  constructor(identity: readonly string[] = ['authorization', 'cookie']) {
    this.identity = identity;
  }

  /** A part of the response that stays fresh for so long. */
  add(milliseconds: number, isPrivate: boolean, vary: readonly string[] = []): void {
    this.#milliseconds = Math.min(this.#milliseconds, Math.max(0, milliseconds));
    this.#private ||= isPrivate;
    for (const name of vary) this.#vary.add(name.toLowerCase());
  }

  /** A part that is not cached. */
  forbid(): void {
    this.#milliseconds = 0;
  }

  /** Of a response without errors: the value of `Cache-Control`. A response that used no upstream says nothing. */
  get cacheControl(): string | undefined {
    if (this.#milliseconds === Infinity) return undefined;
    const seconds = Math.floor(this.#milliseconds / 1000);
    if (seconds === 0) return 'no-store';
    return `${this.#private ? 'private' : 'public'}, max-age=${seconds}`;
  }

  /** The request headers that the response depends on. */
  get vary(): readonly string[] {
    return [...this.#vary];
  }
}
