import { parseDuration } from '../../config/duration.ts';
import type { RuleTables } from '../compose-input.ts';
import type { Draft } from '../draft/draft.ts';
import type { Extended } from '../extensions/apply-extensions.ts';
import { type DirectiveUse, placeOfArgument } from '../extensions/read-directives.ts';
import type { FieldCacheRule } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { checkTags } from './check-tags.ts';
import { keptScope, type RulePlace, rulePlace } from './rule-place.ts';

const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;

/** A rule that says nothing: what others say is put on top of it. */
export const NEVER_KEPT: FieldCacheRule = {
  ttlMs: 0,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  scope: undefined,
  tags: [],
  vary: [],
  followUpstream: false,
  lastGood: false,
};

/** Cache rules by coordinate, from `@cache` and from the table. */
export function cacheRules(
  draft: Draft,
  extended: Extended,
  tables: RuleTables | undefined,
  log: IssueLog,
): ReadonlyMap<string, FieldCacheRule> {
  const rules = new Map<string, FieldCacheRule>();
  for (const { coordinate, use } of extended.rules) {
    if (use.name !== 'cache') continue;
    const place = rulePlace(draft, coordinate);
    if (typeof place === 'string') continue;
    const rule = directiveRule(draft, place, use, log);
    if (!cacheable(place, use.at, log) || rule === undefined) continue;
    rules.set(coordinate, rule);
    warnOfParts(place, use.at, log);
  }
  for (const [coordinate, row] of Object.entries(tables?.cache ?? {})) {
    const at = `cache.${coordinate}`;
    const place = rulePlace(draft, coordinate);
    if (typeof place === 'string') {
      log.error('RULE_INVALID', at, place);
      continue;
    }
    if (!cacheable(place, at, log)) continue;
    warnOfParts(place, at, log);
    rules.set(coordinate, {
      ttlMs: row.ttlMs,
      staleWhileRevalidateMs: row.staleWhileRevalidateMs ?? 0,
      staleIfErrorMs: row.staleIfErrorMs ?? 0,
      scope: row.scope,
      tags: checkTags(
        draft,
        (row.tags ?? []).map((value) => ({ value, at })),
        place,
        keptScope(draft, place),
        log,
      ),
      vary: headers(row.vary ?? [], () => at, log),
      followUpstream: row.followUpstream ?? false,
      lastGood: false,
    });
  }
  return rules;
}

/** A change or an event is never kept. */
function cacheable({ type, field, coordinate }: RulePlace, at: string, log: IssueLog): boolean {
  const changes = type.name === 'Mutation' || type.name === 'Subscription';
  if (!changes && !(field?.route?.kind === 'call' && field.route.operation.effect !== 'read')) return true;
  log.error('RULE_INVALID', at, `"${coordinate}" cannot be cached: only what a query reads can.`);
  return false;
}

/** What is part of another field's answer is kept with it: the rule would be silently without effect. */
function warnOfParts({ type, field, coordinate }: RulePlace, at: string, log: IssueLog): void {
  if (field === undefined || (field.route !== undefined && field.route.kind !== 'property')) return;
  const message = `The rule of "${coordinate}" has no effect: the field is part of what answers with "${type.name}". Put the rule at that type, or at the field that answers.`;
  log.warning('RULE_INVALID', at, message);
}

function directiveRule(draft: Draft, place: RulePlace, use: DirectiveUse, log: IssueLog): FieldCacheRule | undefined {
  const ttlMs = duration(use, 'ttl', log);
  const staleWhileRevalidateMs = duration(use, 'staleWhileRevalidate', log);
  const staleIfErrorMs = duration(use, 'staleIfError', log);
  const tags = texts(use, 'tags').map((value, index) => ({ value, at: placeOfArgument(use, 'tags', index) }));
  const checked = checkTags(draft, tags, place, keptScope(draft, place), log);
  const vary = headers(texts(use, 'vary'), (index) => placeOfArgument(use, 'vary', index), log);
  if (ttlMs === undefined || staleWhileRevalidateMs === undefined || staleIfErrorMs === undefined) return undefined;
  const scope = use.args.scope === 'PUBLIC' ? 'public' : use.args.scope === 'PRIVATE' ? 'private' : undefined;
  const followUpstream = use.args.followUpstream === true;
  return { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, scope, tags: checked, vary, followUpstream, lastGood: false };
}

function duration(use: DirectiveUse, name: string, log: IssueLog): number | undefined {
  const text = use.args[name];
  if (typeof text !== 'string') return 0;
  const milliseconds = parseDuration(text);
  const problem =
    milliseconds === undefined
      ? `"${text}" is no duration; write "30s", "5m", "1h" or "1d", 24 days at most.`
      : milliseconds === 0
        ? `"${name}" is 0; leave it out, or write how long.`
        : undefined;
  if (problem === undefined) return milliseconds;
  log.error('RULE_INVALID', placeOfArgument(use, name), problem);
  return undefined;
}

function texts(use: DirectiveUse, name: string): readonly string[] {
  const value = use.args[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function headers(names: readonly string[], at: (index: number) => string, log: IssueLog): readonly string[] {
  return names.flatMap((name, index) => {
    if (HEADER.test(name)) return [name.toLowerCase()];
    log.error('RULE_INVALID', at(index), `"${name}" is no name of a header.`);
    return [];
  });
}
