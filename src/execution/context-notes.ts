import type { Graph } from '../graph/graph.ts';
import type { Logger } from '../telemetry/logger.ts';
import { CachePolicy } from './caching/cache-policy.ts';
import type { ExecutionContext } from './execution-context.ts';
import type { FallbackCounts } from './metering/fallback-counts.ts';
import { createFallbackLog } from './resilience/fallback-log.ts';
import { type FallbackNote, FallbackNotes } from './resilience/fallback-note.ts';

/** What an answer may be kept for, and what it was made of in an emergency, is only noted where there can be such. */
export function contextNotes(
  { cacheRules, callRules }: Graph,
  logger: Logger,
  counts: FallbackCounts,
  authentication: { readonly header: string; readonly required: boolean } | undefined,
): (context: ExecutionContext) => ExecutionContext {
  const fallsBack =
    [...callRules.values()].some(({ fallback }) => fallback !== undefined) ||
    [...cacheRules.values()].some(({ lastGood }) => lastGood);
  if (cacheRules.size === 0 && !fallsBack) return (context) => context;
  const identity = [...new Set(['authorization', 'cookie', authentication?.header ?? 'authorization'])];
  const policy = (): CachePolicy => {
    const made = new CachePolicy(identity);
    // A cache in between would answer whoever has no token too.
    if (authentication?.required === true) made.add(Number.POSITIVE_INFINITY, true);
    return made;
  };
  const log = createFallbackLog(logger);
  const tell = (note: FallbackNote): void => {
    counts.add(note);
    log(note);
  };
  return (context) => ({
    ...context,
    cachePolicy: cacheRules.size > 0 ? policy() : undefined,
    fallbacks: fallsBack ? new FallbackNotes(tell) : undefined,
  });
}
