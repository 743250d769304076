import type { ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { FieldCacheRule } from '../../graph/graph.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import type { Handler, KeyedAnswer, PipelineCall } from '../pipeline.ts';
import { Flight } from '../resilience/flight.ts';
import { type CacheEntry, stateOf } from './cache-entry.ts';
import { entryTags } from './entry-tags.ts';
import type { FieldCache } from './field-cache.ts';
import { traceCached } from './trace-cached.ts';

/** That an upstream has nothing may change any moment, and costs little to ask again. */
const MAX_NEGATIVE_MS = 5_000;

/** The upstream or the way to it fails: an old answer is better than none. What it rejects, it means. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_FAILED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_MALFORMED',
  'OVERLOADED',
]);

/** By key text, the argument that asks for it. */
export type Keys = ReadonlyMap<string, unknown>;
/** What became of a key: an entry, kept or not, or the error of that key alone. */
export type Filled = CacheEntry | Error;
type Answer = ReadonlyMap<string, Filled>;

/** Fetches what the memory tier lacks, each key once at a time, whoever asks for it. */
export class CacheFills {
  readonly #next: Handler;
  readonly #cache: FieldCache;
  readonly #underWay = new Map<string, Flight<Answer>>();

  constructor(next: Handler, cache: FieldCache) {
    this.#next = next;
    this.#cache = cache;
  }

  /** Waits with others for keys that are under way, and fetches the rest. Rejects where nothing at all came of it. */
  async fill(call: PipelineCall, rule: FieldCacheRule, prefix: string, keys: Keys): Promise<Answer> {
    const boarded = new Map<Flight<Answer>, string[]>();
    const own = new Map<string, unknown>();
    for (const [text, argument] of keys) {
      const flight = this.#underWay.get(prefix + text);
      if (flight?.open) boarded.set(flight, [...(boarded.get(flight) ?? []), text]);
      else own.set(text, argument);
    }
    const began = performance.now();
    const waits = [...boarded].map(([flight, texts]) => ({
      texts,
      answer: flight
        .board(call.signal)
        .finally(() => traceCached(call, began, { keys: texts.length, deduplicated: true })),
    }));
    if (own.size > 0)
      waits.push({ texts: [...own.keys()], answer: this.#start(call, rule, prefix, own, call.signal, false) });

    const settled = await Promise.allSettled(waits.map(({ answer }) => answer));
    const [first] = settled;
    if (first?.status === 'rejected' && settled.every(({ status }) => status === 'rejected')) throw first.reason;
    const filled = new Map<string, Filled>();
    settled.forEach((result, i) => {
      for (const text of waits[i]?.texts ?? []) {
        const entry = result.status === 'fulfilled' ? result.value.get(text) : GatewayError.from(result.reason);
        if (entry !== undefined) filled.set(text, entry);
      }
    });
    return filled;
  }

  /** Fetches anew what is stale, unless that is under way, for nobody in particular. */
  refresh(call: PipelineCall, rule: FieldCacheRule, prefix: string, keys: Keys): void {
    const idle = new Map([...keys].filter(([text]) => !this.#underWay.get(prefix + text)?.open));
    if (idle.size === 0) return;
    const { closing } = this.#cache;
    const context = { ...call.context, trace: undefined, signal: closing, deadline: Infinity };
    delete context.cachePolicy;
    // The stale entry goes on answering; the next caller tries again.
    this.#start({ ...call, context }, rule, prefix, idle, closing, true).catch(() => {});
  }

  #start(
    call: PipelineCall,
    rule: FieldCacheRule,
    prefix: string,
    keys: Keys,
    passenger: CancelSignal,
    refreshing: boolean,
  ): Promise<Answer> {
    const flight = new Flight<Answer>(Infinity);
    for (const text of keys.keys()) this.#underWay.set(prefix + text, flight);
    return flight.start(
      passenger,
      // The time of one caller is not that of those who join; the source's own deadline bounds it.
      (signal) => this.#load({ ...call, signal, deadline: Infinity }, rule, prefix, keys, refreshing),
      undefined,
      () => {
        for (const text of keys.keys()) {
          if (this.#underWay.get(prefix + text) === flight) this.#underWay.delete(prefix + text);
        }
      },
    );
  }

  async #load(
    call: PipelineCall,
    rule: FieldCacheRule,
    prefix: string,
    keys: Keys,
    refreshing: boolean,
  ): Promise<Answer> {
    const answer = new Map<string, Filled>();
    const missing = new Map(keys);
    const began = performance.now();
    for (const [text, entry] of await this.#readShared(prefix, keys)) {
      const now = performance.now();
      const state = stateOf(entry, now);
      if ((this.#cache.memory.get(prefix + text, now)?.since ?? -Infinity) < entry.since)
        this.#cache.memory.set(prefix + text, entry);
      if (state === 'fresh' || (state === 'stale' && !refreshing)) {
        answer.set(text, entry);
        missing.delete(text);
      }
    }
    if (answer.size > 0) traceCached(call, began, { keys: answer.size, cache: 'hit' });
    if (missing.size === 0) return answer;

    const since = performance.now();
    let values: KeyedAnswer;
    try {
      values = await this.#ask(call, missing);
    } catch (error) {
      for (const text of missing.keys()) answer.set(text, this.#lastResort(prefix + text, GatewayError.from(error)));
      if ([...answer.values()].every((filled) => filled instanceof Error)) throw error;
      return answer;
    }
    const kept: [string, CacheEntry][] = [];
    for (const text of missing.keys()) {
      const value = values.get(text);
      if (value instanceof Error) {
        answer.set(text, this.#lastResort(prefix + text, GatewayError.from(value)));
        continue;
      }
      const tags = entryTags(rule, call, value);
      const entry = newEntry(value ?? null, since, rule, tags ?? []);
      answer.set(text, entry);
      if (tags !== undefined && !this.#cache.tagTimes.invalidated(tags, since)) kept.push([prefix + text, entry]);
    }
    for (const [key, entry] of kept) this.#cache.memory.set(key, entry);
    if (kept.length > 0) void this.#cache.shared?.write(kept);
    return answer;
  }

  /** The value is asked for whole, so that it serves any later selection. */
  async #ask(call: PipelineCall, keys: Keys): Promise<KeyedAnswer> {
    const { batch } = call;
    if (batch === undefined) return new Map([['', await this.#next({ ...call, selection: undefined })]]);
    return (await this.#next({ ...call, selection: undefined, batch: { ...batch, keys } })) as KeyedAnswer;
  }

  async #readShared(prefix: string, keys: Keys): Promise<readonly (readonly [text: string, entry: CacheEntry])[]> {
    const { shared, tagTimes } = this.#cache;
    if (shared === undefined) return [];
    const texts = [...keys.keys()];
    const entries = await shared.read(texts.map((text) => prefix + text));
    return texts.flatMap((text, i) => {
      const entry = entries[i];
      return entry === undefined || tagTimes.invalidated(entry.tags, entry.since) ? [] : [[text, entry] as const];
    });
  }

  /** An expired entry that the rule lets answer when the upstream fails, or the error. */
  #lastResort(key: string, error: GatewayError): Filled {
    const now = performance.now();
    const entry = OUTAGES.has(error.code) ? this.#cache.memory.get(key, now) : undefined;
    return entry !== undefined && now < entry.errorUntil ? entry : error;
  }
}

function newEntry(value: unknown, since: number, rule: FieldCacheRule, tags: readonly string[]): CacheEntry {
  const now = performance.now();
  if (value === null) {
    const until = now + Math.min(rule.ttlMs, MAX_NEGATIVE_MS);
    return { value, since, freshUntil: until, staleUntil: until, errorUntil: until, tags };
  }
  const freshUntil = now + rule.ttlMs;
  return {
    value,
    since,
    freshUntil,
    staleUntil: freshUntil + rule.staleWhileRevalidateMs,
    errorUntil: freshUntil + rule.staleIfErrorMs,
    tags,
  };
}
