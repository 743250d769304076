import type { Draft } from '../draft/draft.ts';
import { listDepth } from '../draft/type-node.ts';
import type { Template } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { checkTemplate, type TemplateScope } from '../links/check-template.ts';

/** The templates of tags, each checked; those that are wrong are reported and left out. */
export function checkTags(
  draft: Draft,
  tags: readonly { readonly value: string; readonly at: string }[],
  scope: TemplateScope,
  log: IssueLog,
): readonly Template[] {
  return tags.flatMap(({ value, at }) => {
    const checked = checkTemplate(draft, value, scope);
    if (typeof checked === 'string') {
      log.error('RULE_INVALID', at, checked);
      return [];
    }
    if (checked.type !== undefined && listDepth(checked.type) > 0) {
      log.error('RULE_INVALID', at, `"${value}" is a list; a tag is one text.`);
      return [];
    }
    return [checked.template];
  });
}
