import type { GraphQLInputType } from 'graphql';
import type { Template } from '../graph.ts';
import type { DelegatedReader } from './delegated-read.ts';

/**
 * What links mean: how a template is read, how a key is written and when two keys are equal. The evaluator of links owns these rules;
 * they are handed in, so that a link means the same whether its target is stitched or called.
 */
export interface LinkTools {
  evaluate(
    template: Template,
    scope: { parent: unknown; args: Readonly<Record<string, unknown>>; context: never },
  ): unknown;
  /** A value as the argument takes it. */
  coerce(value: unknown, type: GraphQLInputType | undefined): unknown;
  /** The text by which values are equal. */
  canonicalText(value: unknown): string;
  /** The text by which keys are equal; undefined where a part is missing. */
  keyText(parts: readonly unknown[]): string | undefined;
  /** Keeps what cache rules say. Undefined: nothing is kept. */
  readonly read?: DelegatedReader | undefined;
  /** Whether a field whose answer failed is answered by its fallback; if so, that is noted. Undefined: none has one. */
  readonly fallsBack?:
    | ((place: { field: string; source: string; context: object }, failure: unknown) => boolean)
    | undefined;
  /** Makes stale what the templates name. Undefined: nothing is kept. */
  readonly invalidate?:
    | ((
        templates: readonly Template[],
        scope: { result: unknown; args: Readonly<Record<string, unknown>>; context: never },
      ) => Promise<void>)
    | undefined;
  /** What one key is inside the list argument. */
  keyArgument(parts: readonly unknown[], argFields: readonly string[] | undefined): unknown;
}
