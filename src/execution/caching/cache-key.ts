import type { FieldCacheRule } from '../../graph/graph.ts';
import { canonicalText } from '../../utils/canonical-text.ts';
import type { BatchCall, PipelineCall } from '../pipeline.ts';

/**
 * The key of a call's value, to which the key text of a batched item is appended. Undefined: it must not be cached, because the rule says
 * 'private' and nobody is known whose it were.
 *
 * Equal only for equal questions of equal askers: names hold no line break, everything else is JSON, so no part can run into the next.
 */
export function cacheKey(call: PipelineCall, rule: FieldCacheRule): string | undefined {
  const { source, operation, args, batch, context } = call;
  const viewer = rule.scope === 'public' ? '' : viewerOf(call, rule);
  if (viewer === undefined) return undefined;
  const vary =
    rule.vary.length === 0 ? '' : canonicalText(rule.vary.map((name) => context.headers[name.toLowerCase()] ?? null));
  const question = `${source}\n${operation.coordinate}\n${viewer}\n${vary}\n${canonicalText(args)}\n`;
  if (batch === undefined) return question;
  return question + batchText(batch);
}

/** Links to one operation may take their items from different places and match them by different fields. */
function batchText({ keyed, resultPath, many }: BatchCall): string {
  let known = batchTexts.get(keyed);
  if (known === undefined || known.resultPath !== resultPath || known.many !== many) {
    const text = `${JSON.stringify([keyed.arg, keyed.argFields, keyed.by, resultPath, many])}\n`;
    known = { resultPath, many, text };
    batchTexts.set(keyed, known);
  }
  return known.text;
}

const batchTexts = new WeakMap<
  BatchCall['keyed'],
  Pick<BatchCall, 'resultPath' | 'many'> & { readonly text: string }
>();

/** Whose the value is: '' where no credentials were involved. */
function viewerOf({ identity, context }: PipelineCall, rule: FieldCacheRule): string | undefined {
  if (rule.scope === undefined) return identity === '' ? '' : JSON.stringify(identity);
  const { iss, sub } = context.jwt ?? {};
  // What is no text, or empty, would be one viewer for many.
  const subject = typeof sub === 'string' && sub !== '' ? sub : undefined;
  if (identity === '' && subject === undefined) return undefined;
  return canonicalText([identity, subject === undefined ? undefined : iss, subject]);
}

/** True where the value may be shown only to who asked for it. */
export function isPrivate({ identity }: PipelineCall, rule: FieldCacheRule): boolean {
  return rule.scope === 'private' || (rule.scope === undefined && identity !== '');
}
