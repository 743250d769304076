import type { Draft } from '../draft/draft.ts';
import type { Extended } from '../extensions/apply-extensions.ts';
import { placeOfArgument } from '../extensions/read-directives.ts';
import type { Template } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { checkTags } from './check-tags.ts';
import { rulePlace, ruleScope } from './rule-place.ts';

/** The tags that mutations invalidate, by coordinate. */
export function invalidations(
  draft: Draft,
  extended: Extended,
  log: IssueLog,
): ReadonlyMap<string, readonly Template[]> {
  const found = new Map<string, readonly Template[]>();
  for (const { coordinate, use } of extended.rules) {
    if (use.name !== 'invalidate') continue;
    const place = rulePlace(draft, coordinate);
    if (typeof place === 'string') continue;
    const effect = place.field?.route?.kind === 'call' ? place.field.route.operation.effect : undefined;
    if (place.type.name !== 'Mutation' && effect !== 'write') {
      log.error('RULE_INVALID', use.at, `"@invalidate" is for mutations; "${coordinate}" is none.`);
      continue;
    }
    const tags = Array.isArray(use.args.tags) ? use.args.tags.map(String) : [];
    const placed = tags.map((value, index) => ({ value, at: placeOfArgument(use, 'tags', index) }));
    found.set(coordinate, checkTags(draft, placed, place, ruleScope(draft, place), log));
  }
  return found;
}
