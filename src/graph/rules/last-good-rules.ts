import type { ComposeInput } from '../compose-input.ts';
import type { FieldCacheRule } from '../graph.ts';
import { cacheRuleOf } from './cache-rule-of.ts';
import { NEVER_KEPT } from './cache-rules.ts';
import type { FallbackScope } from './fallback-value.ts';
import { onlyReads } from './only-reads.ts';
import { targetOf } from './target-of.ts';

/** As long as a rule may say. */
const LONGEST_MS = 24 * 24 * 3_600_000;

/** Keeps answers for no other use than to replace one that fails. */
const KEPT_FOR_FAILURE: FieldCacheRule = { ...NEVER_KEPT, staleIfErrorMs: LONGEST_MS, lastGood: true };

/**
 * The cache rules, with those by which what falls back to its last good answer keeps it: an answer that is kept past its time is what a
 * cache has anyway, with its keys, its bounds and what keeps viewers apart.
 */
export function withLastGood(
  rules: ReadonlyMap<string, FieldCacheRule>,
  scope: FallbackScope,
  input: Pick<ComposeInput, 'sources' | 'tables' | 'resilience'>,
): ReadonlyMap<string, FieldCacheRule> {
  const bySource = new Map(
    input.sources.map(({ name, options }) => [name, options?.resilience?.fallback ?? input.resilience?.fallback]),
  );
  const merged = new Map(rules);
  const rows = input.tables?.resilience ?? {};
  for (const [coordinate, route] of scope.routes) {
    const own = rows[coordinate]?.fallback;
    const target = targetOf(route);
    // Who asks for more is told why not where the rules of calls are read.
    if (!('source' in target) || !onlyReads(scope, coordinate, route)) continue;
    if (own === undefined ? bySource.get(target.source) !== 'last-good' : own !== 'last-good') continue;
    const rule = cacheRuleOf({ cacheRules: rules, schema: scope.schema }, coordinate, route);
    merged.set(
      coordinate,
      rule === undefined ? KEPT_FOR_FAILURE : { ...rule, staleIfErrorMs: LONGEST_MS, lastGood: true },
    );
  }
  return merged;
}
