import type { Graph } from '../graph.ts';
import type { LinkTools } from './link-tools.ts';
import { withLocalNames } from './local-names.ts';

/** Waits for an answer, and gives another in its place where its source fails. */
export type StandIn = (answer: Promise<unknown>, context: object) => Promise<unknown>;

/** What stands in for the answers of a field of a stitched source; undefined where nothing does. */
export function standInOf(
  { callRules }: Graph,
  coordinate: string,
  { fallsBack }: Pick<LinkTools, 'fallsBack'>,
): StandIn | undefined {
  const rule = callRules.get(coordinate);
  if (rule?.fallback === undefined || fallsBack === undefined) return undefined;
  const { source } = rule;
  const value = withLocalNames(rule.fallback.value);
  return async (answer, context) => {
    let failure: unknown;
    try {
      const given = await answer;
      if (!(given instanceof Error)) return given;
      failure = given;
    } catch (error) {
      failure = error;
    }
    if (fallsBack({ field: coordinate, source, context }, failure)) return value;
    throw failure;
  };
}
