import { GatewayError } from '../../errors/gateway-error.ts';
import type { FieldCacheRule } from '../../graph/graph.ts';
import type { Handler, Interceptor, PipelineCall } from '../pipeline.ts';
import { type CacheEntry, stateOf } from './cache-entry.ts';
import { CacheFills, type Filled, type Keys } from './cache-fills.ts';
import { cacheKey, isPrivate } from './cache-key.ts';
import type { FieldCache } from './field-cache.ts';
import { traceCached } from './trace-cached.ts';

/** A call without a batch is one with a single nameless key. */
const UNBATCHED: Keys = new Map([['', undefined]]);

/**
 * Answers reads that have a cache rule from memory, from the shared store, or from upstream, each key of a batch for itself: only what is
 * missing is asked for, and equal misses wait for one fill. What has gone stale answers at once within its time and is refreshed behind
 * the caller's back; what has expired answers only where the upstream fails. Errors are never kept, empty answers only for seconds.
 */
export function withCache(cache: FieldCache): Interceptor {
  return (next) => {
    const fills = new CacheFills(next, cache);
    return (call) => {
      const rule = call.operation.effect === 'read' ? call.cache : undefined;
      const key = rule && cacheKey(call, rule);
      if (rule !== undefined && key !== undefined) return new CachedRead(cache, fills, call, rule, key).answer();
      call.context.cachePolicy?.forbid();
      return next(call);
    };
  };
}

class CachedRead {
  readonly #cache: FieldCache;
  readonly #fills: CacheFills;
  readonly #call: PipelineCall;
  readonly #rule: FieldCacheRule;
  readonly #key: string;
  readonly #began = performance.now();

  constructor(cache: FieldCache, fills: CacheFills, call: PipelineCall, rule: FieldCacheRule, key: string) {
    this.#cache = cache;
    this.#fills = fills;
    this.#call = call;
    this.#rule = rule;
    this.#key = key;
  }

  answer(): ReturnType<Handler> {
    const found = new Map<string, Filled>();
    const missing = new Map<string, unknown>();
    const stale = new Map<string, unknown>();
    for (const [text, argument] of this.#call.batch?.keys ?? UNBATCHED) {
      const entry = this.#cache.memory.get(this.#key + text, this.#began);
      const state = entry && stateOf(entry, this.#began);
      if (entry === undefined || state === 'expired') missing.set(text, argument);
      else {
        found.set(text, entry);
        if (state === 'stale') stale.set(text, argument);
      }
    }
    const hits = found.size - stale.size;
    if (hits > 0) traceCached(this.#call, this.#began, { keys: hits, cache: 'hit' });
    if (stale.size > 0) traceCached(this.#call, this.#began, { keys: stale.size, cache: 'stale' });
    if (stale.size > 0) this.#fills.refresh(this.#call, this.#rule, this.#key, stale);
    if (missing.size === 0) return Promise.resolve(this.#conclude(found));
    return this.#fills.fill(this.#call, this.#rule, this.#key, missing).then(
      (filled) => {
        for (const [text, entry] of filled) found.set(text, entry);
        return this.#conclude(found);
      },
      (error: unknown) => {
        this.#call.context.cachePolicy?.forbid();
        if (found.size === 0) throw error;
        for (const text of missing.keys()) found.set(text, GatewayError.from(error));
        return this.#conclude(found);
      },
    );
  }

  /** The values, and what they mean for the response as a whole. */
  #conclude(entries: ReadonlyMap<string, Filled>): unknown {
    const { context, batch } = this.#call;
    if (context.cachePolicy !== undefined) {
      let freshUntil = Infinity;
      for (const entry of entries.values())
        freshUntil = Math.min(freshUntil, entry instanceof Error ? 0 : entry.freshUntil);
      context.cachePolicy.add(freshUntil - performance.now(), isPrivate(this.#call, this.#rule), this.#rule.vary);
    }
    if (batch === undefined) return resultOf(entries.get(''));
    const answer = new Map<string, unknown>();
    for (const text of batch.keys.keys()) {
      const entry = entries.get(text);
      answer.set(text, entry instanceof Error ? entry : resultOf(entry));
    }
    return answer;
  }
}

function resultOf(entry: Filled | undefined): unknown {
  if (entry instanceof Error) throw entry;
  return entry === undefined ? null : (entry as CacheEntry).value;
}
