import { LRUCache } from 'lru-cache';

const MAX_TAGS = 50_000;

/** When which tags were last invalidated, in bounded memory: what had to be forgotten counts as invalidated for every tag. */
export class TagTimes {
  #floor = -Infinity;
  readonly #times = new LRUCache<string, number>({
    max: MAX_TAGS,
    dispose: (time, _tag, reason) => {
      if (reason === 'evict') this.#floor = Math.max(this.#floor, time);
    },
  });

  invalidate(tags: Iterable<string>, now: number): void {
    for (const tag of tags) this.#times.set(tag, now);
  }

  /** Everything that has a tag: nobody knows what was missed. */
  invalidateAll(now: number): void {
    this.#floor = now;
  }

  /** True where one of the tags was invalidated after what bears them was asked for, or at the same time. */
  invalidated(tags: readonly string[], since: number): boolean {
    if (tags.length === 0) return false;
    return since <= this.#floor || tags.some((tag) => since <= (this.#times.get(tag) ?? -Infinity));
  }
}
