import { hash } from 'node:crypto';
import { type DelegatedRead, Unkept } from '../../graph/stitch/delegated-read.ts';
import type { LinkTools } from '../../graph/stitch/link-tools.ts';
import type { Operation } from '../../sources/source.ts';
import type { FieldCache } from '../caching/field-cache.ts';
import { withCache } from '../caching/with-cache.ts';
import { invalidate } from '../caching/with-invalidation.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ForwardingOf } from '../link/pipeline-calls.ts';
import type { BatchCall, Handler, KeyedAnswer, PipelineCall } from '../pipeline.ts';

/** The caller's headers that a source receives, in lower case. */
export type ForwardedNames = (source: string) => readonly string[];

/** Keeps what sources that take documents answer, as everything else is kept: by key, by viewer, with tags, in all tiers. */
export function cacheDocuments(
  cache: FieldCache,
  forwardingOf: ForwardingOf,
  forwardedNames: ForwardedNames,
): Required<Pick<LinkTools, 'read' | 'invalidate'>> {
  const stages = new Map<string, Handler>();
  return {
    read: async (read) => {
      const stage =
        stages.get(read.source) ?? withCache(cache, forwardedNames(read.source), cache.readsOf(read.source))(ask);
      stages.set(read.source, stage);
      const answer = await stage(callOf(read, forwardingOf));
      return read.keys === undefined ? new Map([['', answer]]) : (answer as KeyedAnswer);
    },
    invalidate: (templates, scope) => invalidate(cache, templates, scope),
  };
}

const NAMELESS: ReadonlyMap<string, unknown> = new Map([['', undefined]]);

/** Innermost: asks the source, and says of what must not be kept that it must not. */
async function ask(call: PipelineCall): Promise<unknown> {
  const { wire } = call.operation as Operation<DelegatedRead>;
  // What a fill asks is for all who wait for it; how long that may be kept, the fill says itself.
  const context: ExecutionContext = {
    ...call.context,
    signal: call.signal,
    deadline: call.deadline,
    cachePolicy: undefined,
  };
  const answer = await wire.ask(call.batch?.keys ?? NAMELESS, context);
  for (const [text, value] of answer) {
    if (value instanceof Unkept) call.freshness?.byKey.set(text, { keep: false, freshMs: 0, vary: [] });
  }
  return call.batch === undefined ? answer.get('') : answer;
}

function callOf(read: DelegatedRead, forwardingOf: ForwardingOf): PipelineCall {
  const context = read.context as ExecutionContext;
  const { headers: forwarded, identity } = forwardingOf(read.source, context);
  return {
    source: read.source,
    operation: {
      // The selection is part of what is kept: a document's answer serves no other.
      coordinate: `${read.field}#${hash('sha256', read.question, 'base64url')}`,
      effect: 'read',
      idempotent: true,
      label: `query for ${read.field}`,
      wire: read,
    },
    field: read.field,
    args: read.args,
    selection: undefined,
    context,
    signal: context.signal,
    deadline: context.deadline,
    forwarded,
    identity,
    cache: read.rule,
    batch: read.keys && { ...BATCH, keys: read.keys },
  };
}

/** How keys are matched is the delegation's own matter. */
const BATCH: Omit<BatchCall, 'keys'> = {
  keyed: { keys: [], by: [], arg: [], max: Infinity, list: false },
  resultPath: [],
  many: false,
};
