import type { ExecutionContext } from '../execution-context.ts';
import type { Arguments } from '../link/compile-link.ts';
import type { Verdict } from '../permissions/permission-check.ts';
import { ROOT_PARENT } from './plan-frame.ts';
import type { GateDemand } from './plan-shapes.ts';
import { toError } from './to-error.ts';

/** Asks a gate's check for each parent, once, and notes the verdicts; those that take time are noted when what it returns is settled. */
export function askGate(
  gate: GateDemand,
  parents: readonly object[],
  args: Arguments,
  context: ExecutionContext,
  verdicts: Map<object, Verdict | Error | undefined>,
): readonly Promise<unknown>[] {
  // Whatever a rule reads, others may be answered otherwise.
  context.cachePolicy?.add(Number.POSITIVE_INFINITY, true);
  const waiting: Promise<unknown>[] = [];
  for (const parent of parents) {
    if (verdicts.has(parent)) continue;
    try {
      const verdict = gate.check(parent === ROOT_PARENT ? undefined : parent, args, context, gate.coordinate);
      if (!(verdict instanceof Promise)) {
        verdicts.set(parent, verdict);
        continue;
      }
      verdicts.set(parent, undefined);
      waiting.push(
        verdict.then(
          (settled) => verdicts.set(parent, settled),
          (error: unknown) => verdicts.set(parent, toError(error)),
        ),
      );
    } catch (error) {
      verdicts.set(parent, toError(error));
    }
  }
  return waiting;
}
