import { RememberedOutcomes, rememberedBy } from './remembered-outcomes.ts';
import { allOf, allowAll, anyOf, denyAll, noneOf, type RuleInput, type RuleNode } from './rule-node.ts';
import { outcomeOfReturn, outcomeOfThrow, type RuleOutcome } from './rule-outcome.ts';
import { shield } from './shield.ts';

type RuleFunction = (parent: unknown, args: unknown, context: unknown, info: unknown) => unknown;

/** What graphql-shield keeps in a rule; its own `resolve` always answers later, and takes a rule that throws for one that denies. */
interface ShieldRule {
  readonly func: RuleFunction;
  readonly cache?: unknown;
  readonly fragment?: unknown;
}

interface ShieldLogicRule {
  getRules(): readonly unknown[];
  readonly error?: Error;
}

/** A rule is compiled once, so that it remembers its outcome for all the fields that it protects. */
const compiled = new WeakMap<object, RuleNode>();

/** A rule of graphql-shield, rules joined by its `and`, `or`, `not`, `chain`, `race`, or a plain function; undefined for anything else. */
export function compileRule(value: unknown): RuleNode | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const node = compiled.get(value) ?? compile(value);
  if (node !== undefined) compiled.set(value, node);
  return node;
}

function compile(value: object): RuleNode | undefined {
  if (typeof value === 'function') return compileFunction(value as RuleFunction, undefined);
  if (isShieldRule(value)) return compileFunction(value.func, value.cache);
  if (!isShieldLogicRule(value)) return undefined;
  const nodes: RuleNode[] = [];
  for (const member of value.getRules()) {
    const node = compileRule(member);
    if (node === undefined) return undefined;
    nodes.push(node);
  }
  return join(value, nodes);
}

/** The GraphQL fragments by which the rule, and the rules in it, say what they read of the parent. */
export function ruleFragments(value: unknown): readonly string[] {
  if (isShieldRule(value)) return typeof value.fragment === 'string' ? [value.fragment] : [];
  return isShieldLogicRule(value) ? value.getRules().flatMap(ruleFragments) : [];
}

/** What shield calls its classes. */
function shieldKinds() {
  const { allow, and, chain, deny, not, or, race } = shield();
  return {
    and: kindOf(and()),
    chain: kindOf(chain()),
    or: kindOf(or()),
    race: kindOf(race()),
    not: kindOf(not(allow)),
    allow: kindOf(allow),
    deny: kindOf(deny),
  };
}

let kinds: ReturnType<typeof shieldKinds> | undefined;

function join(value: ShieldLogicRule, nodes: readonly RuleNode[]): RuleNode | undefined {
  const [only] = nodes;
  kinds ??= shieldKinds();
  switch (kindOf(value)) {
    case kinds.and:
    case kinds.chain:
      return allOf(nodes);
    case kinds.or:
    case kinds.race:
      return anyOf(nodes);
    case kinds.not:
      return only && noneOf(only, value.error === undefined ? false : outcomeOfReturn(value.error));
    case kinds.allow:
      return allowAll;
    case kinds.deny:
      return denyAll;
    default:
      return undefined;
  }
}

function compileFunction(func: RuleFunction, cache: unknown): RuleNode {
  const decide = ({ parent, args, context, info }: RuleInput): RuleOutcome | Promise<RuleOutcome> => {
    try {
      const value = func(parent, args, context, info);
      return isThenable(value) ? Promise.resolve(value).then(outcomeOfReturn, outcomeOfThrow) : outcomeOfReturn(value);
    } catch (error) {
      return outcomeOfThrow(error);
    }
  };
  const keyOf = rememberedBy(cache);
  if (keyOf === undefined) return decide;
  const outcomes = new RememberedOutcomes<RuleOutcome | Promise<RuleOutcome>>(keyOf);
  return (input) => {
    try {
      return outcomes.recall(input, decide);
    } catch (error) {
      // The rule's own key function threw.
      return outcomeOfThrow(error);
    }
  };
}

/** By name, not by identity: a user's rules may come from another copy of graphql-shield. */
function kindOf(value: object): string {
  return value.constructor.name;
}

function isShieldRule(value: unknown): value is ShieldRule {
  return typeof value === 'object' && value !== null && 'func' in value && typeof value.func === 'function';
}

function isShieldLogicRule(value: unknown): value is ShieldLogicRule {
  return typeof value === 'object' && value !== null && 'getRules' in value && typeof value.getRules === 'function';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
