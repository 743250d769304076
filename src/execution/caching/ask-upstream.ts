import type { FieldCacheRule } from '../../graph/graph.ts';
import type { Freshness } from '../../sources/freshness.ts';
import type { Handler, KeyedAnswer, PipelineCall } from '../pipeline.ts';
import type { CacheEntry } from './cache-entry.ts';
import { isPrivate } from './cache-key.ts';

/** A value that came from upstream, or that it said still holds; and how long it holds, where it says. */
export interface Asked {
  readonly value: unknown;
  readonly said: Freshness | undefined;
}

export interface UpstreamQuestion {
  readonly next: Handler;
  readonly call: PipelineCall;
  readonly rule: FieldCacheRule;
  /** The caller's headers that the source receives. */
  readonly forward: readonly string[];
}

/** By key text, the argument that asks for it. */
type Keys = ReadonlyMap<string, unknown>;

/**
 * Asks for values whole, so that they serve any later selection. Where the rule follows the upstream, this is asked whether the entries
 * that are `known` still hold, and what it says comes with each value.
 */
export async function askUpstream(
  question: UpstreamQuestion,
  keys: Keys,
  known: (text: string) => CacheEntry | undefined,
): Promise<ReadonlyMap<string, Asked | Error>> {
  const { call, rule } = question;
  if (!rule.followUpstream) return withFreshness(await ask(question, call, keys), keys, () => undefined);

  const entries = new Map([...keys.keys()].map((text) => [text, known(text)]));
  const validators = new Set([...entries.values()].map((entry) => entry?.validator));
  const byKey = new Map<string, Freshness>();
  const request = {
    shared: !isPrivate(call, rule),
    // "It still holds" is of use only where every value is at hand.
    validators: validators.has(undefined) ? [] : [...validators].filter((validator) => validator !== undefined),
  };
  const values = await ask(question, { ...call, freshness: { request, byKey } }, keys);
  const answer = new Map(withFreshness(values, keys, (text) => keepable(question, byKey.get(text))));
  const lost = new Map<string, unknown>();
  for (const [text, asked] of answer) {
    if (asked instanceof Error || asked.said?.unchanged !== true) continue;
    const entry = entries.get(text);
    if (entry?.validator === asked.said.validator) answer.set(text, { value: entry?.value, said: asked.said });
    else lost.set(text, keys.get(text));
  }
  if (lost.size === 0) return answer;
  // What was confirmed is an answer that this key has had replaced since.
  for (const [text, asked] of await askUpstream(question, lost, () => undefined)) answer.set(text, asked);
  return answer;
}

async function ask({ next }: UpstreamQuestion, call: PipelineCall, keys: Keys): Promise<KeyedAnswer> {
  const { batch } = call;
  if (batch === undefined) return new Map([['', await next({ ...call, selection: undefined })]]);
  return (await next({ ...call, selection: undefined, batch: { ...batch, keys } })) as KeyedAnswer;
}

function withFreshness(
  values: KeyedAnswer,
  keys: Keys,
  said: (text: string) => Freshness | undefined,
): ReadonlyMap<string, Asked | Error> {
  const answer = new Map<string, Asked | Error>();
  for (const text of keys.keys()) {
    const value = values.get(text);
    answer.set(text, value instanceof Error ? value : { value: value ?? null, said: said(text) });
  }
  return answer;
}

/** An entry for everybody must not depend on a header that callers send and that is no part of its key. */
function keepable({ rule, forward }: UpstreamQuestion, said: Freshness | undefined): Freshness | undefined {
  if (said?.keep !== true || rule.scope !== 'public') return said;
  const unkeyed = said.vary.some((name) => forward.includes(name) && !rule.vary.includes(name));
  return unkeyed ? { ...said, keep: false, freshMs: 0 } : said;
}
