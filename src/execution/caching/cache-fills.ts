import { GatewayError } from '../../errors/gateway-error.ts';
import type { FieldCacheRule } from '../../graph/graph.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import { TransientMap } from '../../utils/transient-map.ts';
import { callWithin, type Handler, type PipelineCall } from '../pipeline.ts';
import { Flight } from '../resilience/flight.ts';
import { OUTAGES } from '../resilience/outages.ts';
import { type Asked, askUpstream } from './ask-upstream.ts';
import { type CacheEntry, newEntry, stateOf } from './cache-entry.ts';
import { entryTags } from './entry-tags.ts';
import type { FieldCache } from './field-cache.ts';
import type { MemoryPlace } from './memory-tier.ts';
import { traceCached } from './trace-cached.ts';

/** A call to be answered from the cache. */
export interface Question {
  readonly call: PipelineCall;
  readonly rule: FieldCacheRule;
  /** What its keys begin with, everywhere; see `cacheKey`. */
  readonly key: string;
  /** Where this process keeps what it is answered with. */
  readonly place: MemoryPlace;
}

/** By key text, the argument that asks for it. */
export type Keys = ReadonlyMap<string, unknown>;
/** What became of a key: an entry, kept or not, which may stand for an error; or the error of that key alone. */
export type Filled = (CacheEntry & { readonly insteadOf?: GatewayError }) | Error;
type Answer = ReadonlyMap<string, Filled>;

/** Fetches what the memory tier lacks, each key once at a time, whoever asks for it. */
export class CacheFills {
  readonly #next: Handler;
  readonly #cache: FieldCache;
  readonly #forward: readonly string[];
  readonly #underWay = new TransientMap<Flight<Answer>>();

  constructor(next: Handler, cache: FieldCache, forward: readonly string[]) {
    this.#next = next;
    this.#cache = cache;
    this.#forward = forward;
  }

  /** Waits with others for keys that are under way, and fetches the rest. Rejects where nothing at all came of it. */
  async fill(question: Question, keys: Keys): Promise<Answer> {
    const { call } = question;
    const flightKey = flightKeyOf(question);
    const boarded = new Map<Flight<Answer>, string[]>();
    const own = new Map<string, unknown>();
    for (const [text, argument] of keys) {
      const flight = this.#underWay.get(flightKey + text);
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
    if (own.size > 0) waits.push({ texts: [...own.keys()], answer: this.#start(question, own, call.signal, false) });

    const [alone] = waits;
    if (alone !== undefined && waits.length === 1 && alone.texts.length === own.size) return alone.answer;
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
  refresh(question: Question, keys: Keys): void {
    const { call } = question;
    const flightKey = flightKeyOf(question);
    const idle = new Map([...keys].filter(([text]) => !this.#underWay.get(flightKey + text)?.open));
    if (idle.size === 0) return;
    const { closing } = this.#cache;
    const context = { ...call.context, trace: undefined, signal: closing, deadline: Infinity };
    delete context.cachePolicy;
    // The stale entry goes on answering; the next caller tries again.
    this.#start({ ...question, call: { ...call, context } }, idle, closing, true).catch(() => {});
  }

  #start(question: Question, keys: Keys, passenger: CancelSignal, refreshing: boolean): Promise<Answer> {
    const { call } = question;
    const flightKey = flightKeyOf(question);
    const flight = new Flight<Answer>(Infinity);
    const answer = flight.start(
      passenger,
      // The time of one caller is not that of those who join; the source's own deadline bounds it.
      (signal) => this.#load({ ...question, call: callWithin(call, signal, Infinity) }, keys, refreshing),
      undefined,
      () => {
        for (const text of keys.keys()) {
          if (this.#underWay.get(flightKey + text) === flight) this.#underWay.delete(flightKey + text);
        }
      },
    );
    if (flight.open) for (const text of keys.keys()) this.#underWay.set(flightKey + text, flight);
    return answer;
  }

  async #load(question: Question, keys: Keys, refreshing: boolean): Promise<Answer> {
    const { call, rule, place } = question;
    const answer = new Map<string, Filled>();
    const missing = new Map(keys);
    const began = performance.now();
    for (const [text, entry] of await this.#readShared(question, keys)) {
      const now = performance.now();
      const state = stateOf(entry, now);
      if ((place.get(text, now)?.since ?? -Infinity) < entry.since) place.set(text, entry);
      if (state === 'fresh' || (state === 'stale' && !refreshing)) {
        answer.set(text, entry);
        missing.delete(text);
      }
    }
    if (answer.size > 0) traceCached(call, began, { keys: answer.size, cache: 'hit' });
    if (missing.size === 0) return answer;

    const since = performance.now();
    let values: ReadonlyMap<string, Asked | Error>;
    try {
      const known = (text: string) => place.get(text, since);
      values = await askUpstream({ next: this.#next, forward: this.#forward, call, rule }, missing, known);
    } catch (error) {
      for (const text of missing.keys()) answer.set(text, lastResort(place, text, GatewayError.from(error)));
      if ([...answer.values()].every((filled) => filled instanceof Error)) throw error;
      return answer;
    }
    const kept = new Map<string, CacheEntry>();
    for (const text of missing.keys()) {
      const asked = values.get(text) ?? { value: null, said: undefined };
      if (asked instanceof Error) {
        answer.set(text, lastResort(place, text, GatewayError.from(asked)));
        continue;
      }
      const { value, said } = asked;
      const tags = entryTags(rule, call, value);
      const entry = newEntry(value, since, rule, tags ?? [], said);
      answer.set(text, entry);
      if (said?.keep === false) place.delete(text);
      else if (tags !== undefined && !this.#cache.tagTimes.invalidated(tags, since)) kept.set(text, entry);
    }
    for (const [text, entry] of kept) place.set(text, entry);
    if (kept.size > 0) void this.#cache.shared?.write([...kept].map(([text, entry]) => [question.key + text, entry]));
    return answer;
  }

  async #readShared({ key }: Question, keys: Keys): Promise<readonly (readonly [text: string, entry: CacheEntry])[]> {
    const { shared, tagTimes } = this.#cache;
    if (shared === undefined) return [];
    const texts = [...keys.keys()];
    const entries = await shared.read(texts.map((text) => key + text));
    return texts.flatMap((text, i) => {
      const entry = entries[i];
      return entry === undefined || tagTimes.invalidated(entry.tags, entry.since) ? [] : [[text, entry] as const];
    });
  }
}

/** An expired entry that the rule lets answer when the upstream fails, or the error. */
export function lastResort(place: MemoryPlace, text: string, error: GatewayError): Filled {
  const now = performance.now();
  const entry = OUTAGES.has(error.code) ? place.get(text, now) : undefined;
  return entry !== undefined && now < entry.errorUntil ? { ...entry, insteadOf: error } : error;
}

/** What fills wait for each other by. Whether an answer may go to others is only known once it is there, where the upstream has a say. */
function flightKeyOf({ call, rule, place }: Question): string {
  return rule.followUpstream ? `${place.id}${call.identity}\n` : place.id;
}
