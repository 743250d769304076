import type { FieldCacheRule } from '../../graph/graph.ts';
import type { Freshness } from '../../sources/freshness.ts';

/** That an upstream has nothing may change any moment, and costs little to ask again. */
const MAX_NEGATIVE_MS = 5_000;
/** How long an entry that is of no other use waits to be confirmed. */
const CONFIRMABLE_MS = 24 * 3_600_000;

/** One cached value. All times are on the clock of `performance.now()`, which no change of the wall clock moves. */
export interface CacheEntry {
  /** Decoded, whole (not cut to a selection), shared between requests: read-only. */
  readonly value: unknown;
  /** When its fetch began: what was invalidated since then, it does not know of. */
  readonly since: number;
  readonly freshUntil: number;
  /** Until then it still answers at once, while it is refreshed. */
  readonly staleUntil: number;
  /** Until then it answers when the upstream fails. */
  readonly errorUntil: number;
  readonly tags: readonly string[];
  /** What the upstream can be asked with whether the value still holds. */
  readonly validator?: string | undefined;
}

export type EntryState = 'fresh' | 'stale' | 'expired';

export function stateOf(entry: CacheEntry, now: number): EntryState {
  if (now < entry.freshUntil) return 'fresh';
  return now < entry.staleUntil ? 'stale' : 'expired';
}

/** The entry of a value whose fetch began at `since` and has just ended. What the upstream said of it stands before the rule. */
export function newEntry(
  value: unknown,
  since: number,
  rule: FieldCacheRule,
  tags: readonly string[],
  said?: Freshness,
): CacheEntry {
  const now = performance.now();
  const freshMs = said?.freshMs ?? rule.ttlMs;
  if (value === null) {
    const until = now + Math.min(freshMs, MAX_NEGATIVE_MS);
    return { value, since, freshUntil: until, staleUntil: until, errorUntil: until, tags };
  }
  const freshUntil = now + freshMs;
  return {
    value,
    since,
    freshUntil,
    staleUntil: freshUntil + (said?.staleWhileRevalidateMs ?? rule.staleWhileRevalidateMs),
    errorUntil: freshUntil + (said?.staleIfErrorMs ?? rule.staleIfErrorMs),
    tags,
    validator: said?.validator,
  };
}

/** When the entry is of no use at all any more. */
export function endOf(entry: CacheEntry): number {
  const confirmableUntil = entry.validator === undefined ? -Infinity : entry.freshUntil + CONFIRMABLE_MS;
  return Math.max(entry.freshUntil, entry.staleUntil, entry.errorUntil, confirmableUntil);
}

/** About what the value occupies, in bytes: objects with their names, text with two bytes a character. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length * 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 32;
  if (Array.isArray(value)) for (const item of value) size += 8 + sizeOf(item);
  // Decoded objects inherit nothing that could be enumerated.
  else for (const name in value) size += 16 + name.length + sizeOf((value as Record<string, unknown>)[name]);
  return size;
}
