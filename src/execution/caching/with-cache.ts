import { GatewayError } from '../../errors/gateway-error.ts';
import type { Handler, Interceptor } from '../pipeline.ts';
import { noteFallback } from '../resilience/fallback-note.ts';
import { sendsFiles } from '../sends-files.ts';
import { stateOf } from './cache-entry.ts';
import { CacheFills, type Filled, lastResort, type Question } from './cache-fills.ts';
import { cacheKey, isPrivate } from './cache-key.ts';
import { CacheReads } from './cache-reads.ts';
import type { FieldCache } from './field-cache.ts';
import { traceCached } from './trace-cached.ts';

/**
 * Answers reads that have a cache rule from memory, from the shared store, or from upstream, each key of a batch for itself: only what is
 * missing is asked for, and equal misses wait for one fill. What has gone stale answers at once within its time and is refreshed behind
 * the caller's back; what has expired answers only where the upstream fails. Errors are never kept, empty answers only for seconds.
 * `forward`: the caller's headers that the source receives. `reads`: what is counted; default: for nobody.
 */
export function withCache(
  cache: FieldCache,
  forward: readonly string[] = [],
  reads: CacheReads = new CacheReads(),
): Interceptor {
  return (next) => {
    const fills = new CacheFills(next, cache, forward);
    return (call) => {
      // Nobody asks again with the same file.
      const keeps = call.operation.effect === 'read' && !sendsFiles(call);
      const rule = keeps ? call.cache : undefined;
      const key = rule && cacheKey(call, rule);
      if (rule !== undefined && key !== undefined) {
        const place = call.batch === undefined ? cache.memory.single(key) : cache.memory.group(key);
        return new CachedRead(fills, { call, rule, key, place }, forward, reads).answer();
      }
      call.context.cachePolicy?.forbid();
      return next(call);
    };
  };
}

class CachedRead {
  readonly #fills: CacheFills;
  readonly #question: Question;
  readonly #forward: readonly string[];
  readonly #reads: CacheReads;
  readonly #began = performance.now();
  /** When the first of the values found stops to be fresh. */
  #freshUntil = Infinity;

  constructor(fills: CacheFills, question: Question, forward: readonly string[], reads: CacheReads) {
    this.#fills = fills;
    this.#question = question;
    this.#forward = forward;
    this.#reads = reads;
  }

  answer(): ReturnType<Handler> {
    const { batch } = this.#question.call;
    return batch === undefined ? this.#answerOne() : this.#answerMany(batch.keys);
  }

  /** A call without a batch is one with a single nameless key. */
  #answerOne(): Promise<unknown> {
    const entry = this.#question.place.get('', this.#began);
    const state = entry && stateOf(entry, this.#began);
    const nameless = new Map([['', undefined]]);
    if (entry === undefined || state === 'expired') {
      return this.#fill(nameless).then((filled) => {
        this.#setPolicy();
        const result = filled.get('');
        if (result instanceof Error) throw result;
        return result?.value ?? null;
      });
    }
    traceCached(this.#question.call, this.#began, { keys: 0, cache: state === 'stale' ? 'stale' : 'hit' });
    if (state === 'stale') this.#reads.stale += 1;
    else this.#reads.hits += 1;
    if (state === 'stale') this.#fills.refresh(this.#question, nameless);
    this.#freshUntil = entry.freshUntil;
    this.#setPolicy();
    return Promise.resolve(entry.value);
  }

  async #answerMany(keys: ReadonlyMap<string, unknown>): Promise<ReadonlyMap<string, unknown>> {
    const answer = new Map<string, unknown>();
    let missing: Map<string, unknown> | undefined;
    let stale: Map<string, unknown> | undefined;
    const { place } = this.#question;
    for (const [text, argument] of keys) {
      const entry = place.get(text, this.#began);
      const state = entry && stateOf(entry, this.#began);
      if (entry === undefined || state === 'expired') {
        missing ??= new Map();
        missing.set(text, argument);
        continue;
      }
      answer.set(text, entry.value);
      if (entry.freshUntil < this.#freshUntil) this.#freshUntil = entry.freshUntil;
      if (state === 'stale') {
        stale ??= new Map();
        stale.set(text, argument);
      }
    }
    const hits = answer.size - (stale?.size ?? 0);
    this.#reads.hits += hits;
    this.#reads.stale += answer.size - hits;
    if (hits > 0) traceCached(this.#question.call, this.#began, { keys: hits, cache: 'hit' });
    if (stale !== undefined) {
      traceCached(this.#question.call, this.#began, { keys: stale.size, cache: 'stale' });
      this.#fills.refresh(this.#question, stale);
    }
    if (missing !== undefined) await this.#addMissing(answer, missing);
    this.#setPolicy();
    return answer;
  }

  async #addMissing(answer: Map<string, unknown>, missing: ReadonlyMap<string, unknown>): Promise<void> {
    try {
      for (const [text, filled] of await this.#fill(missing)) {
        answer.set(text, filled instanceof Error ? filled : filled.value);
      }
    } catch (error) {
      if (answer.size === 0) throw error;
      for (const text of missing.keys()) answer.set(text, GatewayError.from(error));
    }
  }

  async #fill(keys: ReadonlyMap<string, unknown>): Promise<ReadonlyMap<string, Filled>> {
    this.#reads.misses += keys.size;
    try {
      const filled = await this.#fills.fill(this.#question, keys);
      for (const each of filled.values()) {
        this.#freshUntil = Math.min(this.#freshUntil, each instanceof Error ? 0 : each.freshUntil);
        if (each instanceof Error || each.insteadOf === undefined) continue;
        this.#reads.outlived += 1;
        if (this.#question.rule.lastGood) noteFallback(this.#question.call, each.insteadOf, 'last-good');
      }
      return filled;
    } catch (thrown) {
      this.#question.call.context.cachePolicy?.forbid();
      return this.#lateFill(keys, GatewayError.from(thrown));
    }
  }

  /** The fill goes on for others, or has ended with this caller; what is kept for when the upstream fails is at hand all the same. */
  #lateFill(keys: ReadonlyMap<string, unknown>, error: GatewayError): ReadonlyMap<string, Filled> {
    if (error.code !== 'DEADLINE_EXCEEDED') throw error;
    const { call, place, rule } = this.#question;
    const filled = new Map([...keys.keys()].map((text) => [text, lastResort(place, text, error)]));
    const outlived = [...filled.values()].filter((each) => !(each instanceof Error)).length;
    if (outlived === 0) throw error;
    this.#reads.outlived += outlived;
    if (rule.lastGood) noteFallback(call, error, 'last-good');
    return filled;
  }

  #setPolicy(): void {
    const { call, rule } = this.#question;
    const { cachePolicy } = call.context;
    if (cachePolicy === undefined) return;
    // Who sends no credentials is answered otherwise than who does.
    const vary = rule.scope === 'public' ? rule.vary : [...rule.vary, ...this.#forward];
    cachePolicy.add(this.#freshUntil - performance.now(), isPrivate(call, rule), vary);
  }
}
