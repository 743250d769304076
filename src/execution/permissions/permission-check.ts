import type { GatewayError } from '../../errors/gateway-error.ts';
import type { PropertyPath } from '../../graph/graph.ts';
import type { ExecutionContext } from '../execution-context.ts';

/** Allowed, or the error (`FORBIDDEN`, `UNAUTHENTICATED`) that stands at the field instead of its value. */
export type Verdict = true | GatewayError;

/**
 * Decides on one field of one parent value, before anything is fetched for it. Both evaluators ask it: for a root field once, for any
 * other field once per parent. A check that throws or rejects denies, with what it threw.
 */
export interface PermissionCheck {
  (
    parent: unknown,
    args: Readonly<Record<string, unknown>>,
    context: ExecutionContext,
    coordinate: string,
  ): Verdict | Promise<Verdict>;
  /** Properties of the parent value that the rules read, as source property paths: they are fetched with the parent. Default: none. */
  readonly requires?: readonly PropertyPath[];
}

/** The check of a field by its coordinate `Type.field`; undefined where everybody may see it. */
export type PermissionChecks = (coordinate: string) => PermissionCheck | undefined;
