import type { Keyv } from 'keyv';
import { GatewayError } from '../../errors/gateway-error.ts';
import { Canceller } from '../../utils/cancel-signal.ts';
import { CacheReads } from './cache-reads.ts';
import type { InvalidationBus } from './invalidation-bus.ts';
import { MemoryTier } from './memory-tier.ts';
import { SharedTier } from './shared-tier.ts';
import { TagTimes } from './tag-times.ts';

const DEFAULT_MEMORY_BYTES = 64 * 1024 * 1024;

export interface FieldCacheOptions {
  /** Bound of the memory tier. Default 64 MB. */
  readonly memoryBytes?: number;
  /** What tells this graph's entries in a shared store from those of another; part of every key. */
  readonly schemaHash: string;
  /** Shared by replicas. Default: memory alone. The caller closes it. */
  readonly store?: Keyv | undefined;
  /** Without one, another replica's memory tier notices an invalidation only when its entry has expired. The caller closes them. */
  readonly buses?: readonly InvalidationBus[] | undefined;
  /** Told when the store or the bus fails, and undefined when the store is back. Default: nobody is. */
  readonly onProblem?: (problem: unknown) => void;
}

/** The tiers of the cache, and invalidation in all of them. One for each graph; the pipelines of all its sources share it. */
export class FieldCache implements Disposable {
  readonly tagTimes = new TagTimes();
  readonly memory: MemoryTier;
  readonly shared: SharedTier | undefined;
  /** Ends what is refreshed in the background. */
  readonly closing = new Canceller();
  /** By source. */
  readonly reads = new Map<string, CacheReads>();
  readonly #buses: readonly InvalidationBus[];
  readonly #onProblem: (problem: unknown) => void;

  constructor(options: FieldCacheOptions) {
    this.memory = new MemoryTier(options.memoryBytes ?? DEFAULT_MEMORY_BYTES, this.tagTimes);
    this.#onProblem = options.onProblem ?? (() => {});
    this.shared = options.store && new SharedTier(options.store, options.schemaHash, this.#onProblem);
    this.#buses = options.buses ?? [];
    for (const bus of this.#buses) {
      bus.subscribe(
        (tags) => this.tagTimes.invalidate(tags, performance.now()),
        () => this.tagTimes.invalidateAll(performance.now()),
      );
    }
  }

  /** What its reads of a source are counted in. */
  readsOf(source: string): CacheReads {
    const known = this.reads.get(source) ?? new CacheReads();
    this.reads.set(source, known);
    return known;
  }

  /**
   * Makes everything that bears one of the tags unusable: here at once, in the shared store when it resolves, in the other replicas' memory
   * within moments; where one of them cannot be reached, as soon as it can. Never rejects, and waits 50 ms at most.
   */
  async invalidate(tags: readonly string[]): Promise<void> {
    if (tags.length === 0) return;
    this.tagTimes.invalidate(tags, performance.now());
    for (const bus of this.#buses) bus.publish(tags).catch(this.#onProblem);
    await this.shared?.invalidate(tags);
  }

  [Symbol.dispose](): void {
    this.closing.abort(new GatewayError('CANCELLED'));
    this.shared?.[Symbol.dispose]();
  }
}
