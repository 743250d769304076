import type { FieldCacheRule, Template } from '../../graph/graph.ts';
import { readPath } from '../batching/key-text.ts';
import { evaluateTemplate, type TemplateScope } from '../link/template.ts';
import type { PipelineCall } from '../pipeline.ts';

const MAX_TAGS = 1_000;

/**
 * The tags of a value; of a list, those of each of its items. Undefined: more than can be kept, so that the value could not be invalidated
 * as it should, and must not be cached.
 */
export function entryTags(rule: FieldCacheRule, call: PipelineCall, value: unknown): readonly string[] | undefined {
  if (rule.tags.length === 0) return [];
  const tags = new Set<string>();
  const kept = rule.at === undefined ? value : readPath(value, rule.at);
  for (const each of Array.isArray(kept) ? kept : [kept]) {
    addTags(tags, rule.tags, { parent: each, result: each, args: call.args, context: call.context });
    if (tags.size > MAX_TAGS) return undefined;
  }
  return [...tags];
}

/** The texts of the templates; one that reads nothing names no tag. */
export function addTags(tags: Set<string>, templates: readonly Template[], scope: TemplateScope): void {
  for (const template of templates) {
    const text = evaluateTemplate(template, scope);
    if (text !== undefined && text !== null) tags.add(String(text));
  }
}
