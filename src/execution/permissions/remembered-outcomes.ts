import { canonicalText } from '../../utils/canonical-text.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { RuleInput } from './rule-node.ts';

/**
 * What a rule came to, for as long as one operation runs and never longer: kept by the operation's own context, so that no caller meets
 * what was decided for another.
 */
export class RememberedOutcomes<T> {
  readonly #byContext = new WeakMap<ExecutionContext, Map<string, T>>();
  readonly #keyOf: (input: RuleInput) => string;

  constructor(keyOf: (input: RuleInput) => string) {
    this.#keyOf = keyOf;
  }

  recall(input: RuleInput, decide: (input: RuleInput) => T): T {
    let outcomes = this.#byContext.get(input.context);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#byContext.set(input.context, outcomes);
    }
    const key = this.#keyOf(input);
    const known = outcomes.get(key);
    if (known !== undefined) return known;
    const outcome = decide(input);
    outcomes.set(key, outcome);
    return outcome;
  }
}

/** The key of a rule by its cache option (graphql-shield): undefined where nothing is remembered. */
export function rememberedBy(cache: unknown): ((input: RuleInput) => string) | undefined {
  if (cache === 'contextual') return () => '';
  if (cache === 'strict') return ({ parent, args }) => canonicalText([parent, args]);
  if (typeof cache !== 'function') return undefined;
  return ({ parent, args, context, info }) => String(cache(parent, args, context, info));
}
