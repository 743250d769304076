import type { Draft } from '../draft/draft.ts';
import { listDepth } from '../draft/type-node.ts';
import type { CallRoute, FieldRoute, PropertyPath, Template, TemplatePart } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { checkTemplate, type TemplateScope } from '../links/check-template.ts';
import type { RulePlace } from './rule-place.ts';

/** The templates of tags, each checked, with arguments as the call has them; those that are wrong are reported and left out. */
export function checkTags(
  draft: Draft,
  tags: readonly { readonly value: string; readonly at: string }[],
  place: RulePlace,
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
    const template = asAsked(checked.template, place.field?.route);
    if (typeof template !== 'string') return [template];
    log.error('RULE_INVALID', at, template);
    return [];
  });
}

/** The template with the arguments of the call that answers the field: an answer is kept for these. A text says why there is no such. */
function asAsked(template: Template, route: FieldRoute | undefined): Template | string {
  const parts: TemplatePart[] = [];
  for (const part of template.parts) {
    const path = part.kind === 'args' ? askedPath(part.path, route) : undefined;
    if (part.kind !== 'args') parts.push(part);
    else if (path !== undefined) parts.push({ kind: 'args', path });
    else
      return `"{args.${part.path.join('.')}}" is not passed on as it is to what answers the field, so that no kept value knows it.`;
  }
  return { ...template, parts };
}

function askedPath(path: PropertyPath, route: FieldRoute | undefined): PropertyPath | undefined {
  if (route?.kind === 'call') return ownPath(path, route);
  if (route?.kind !== 'link') return path;
  for (const { path: to, value } of route.args) {
    const [only, ...others] = value.parts;
    if (only?.kind !== 'args' || others.length > 0) continue;
    if (!only.path.every((name, i) => name === path[i])) continue;
    const whole = [...to, ...path.slice(only.path.length)];
    return route.target.kind === 'call' ? ownPath(whole, route.target) : whole;
  }
  return undefined;
}

/** With the operation's own name of the argument. */
function ownPath(path: PropertyPath, { argNames }: CallRoute): PropertyPath {
  const [first = '', ...rest] = path;
  return [argNames?.get(first) ?? first, ...rest];
}
