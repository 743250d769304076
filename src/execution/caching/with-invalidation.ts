import type { Graph, Template } from '../../graph/graph.ts';
import type { TemplateScope } from '../link/template.ts';
import type { Interceptor } from '../pipeline.ts';
import { addTags } from './entry-tags.ts';
import type { FieldCache } from './field-cache.ts';

/** Invalidates what a mutation names, once it has succeeded and before its caller hears of it: who reads next reads what was written. */
export function withInvalidation(cache: FieldCache, invalidations: Graph['invalidations']): Interceptor {
  return (next) => (call) => {
    const templates = call.operation.effect === 'write' ? invalidations.get(call.field) : undefined;
    if (templates === undefined) return next(call);
    // The tags may read what the caller did not select.
    const { selection: _, ...rest } = call;
    const whole = templates.some(readsResult) ? { ...rest, selection: undefined } : call;
    return next(whole).then(async (result) => {
      await invalidate(cache, templates, { result, args: call.args, context: call.context });
      return result;
    });
  };
}

/** Of a list, what each of its items names. */
export function invalidate(
  cache: FieldCache,
  templates: readonly Template[],
  { result, ...scope }: TemplateScope,
): Promise<void> {
  const tags = new Set<string>();
  for (const each of Array.isArray(result) ? result : [result]) addTags(tags, templates, { result: each, ...scope });
  return cache.invalidate([...tags]);
}

function readsResult(template: Template): boolean {
  return template.parts.some(({ kind }) => kind === 'result');
}
