import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { ExecutionContext } from '../execution-context.ts';
import { isDenial, type RuleOutcome } from './rule-outcome.ts';

/** What a rule learns of the field besides its values. A rule written for graphql-shield finds the part of `info` that does not depend on a run. */
export interface RuleInfo {
  readonly fieldName: string;
  readonly parentType: GraphQLObjectType;
  readonly returnType: GraphQLField<unknown, unknown>['type'];
  readonly schema: GraphQLSchema;
}

/** The values that a rule decides on. */
export interface RuleInput {
  readonly parent: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: ExecutionContext;
  readonly info: RuleInfo;
}

type Later<T> = T | Promise<T>;

/** A rule, or rules joined, ready to be asked. Answers at once unless a rule in it answers later. */
export type RuleNode = (input: RuleInput) => Later<RuleOutcome>;

export const allowAll: RuleNode = () => true;
export const denyAll: RuleNode = () => false;

/** The first that does not allow decides, and the rest is not asked. */
export function allOf(nodes: readonly RuleNode[]): RuleNode {
  return (input) => firstThat(nodes, input, (outcome) => outcome !== true, true);
}

/** The first that allows decides; else the first that gave a reason, a rule that could not decide before one that denied. */
export function anyOf(nodes: readonly RuleNode[]): RuleNode {
  return (input) => {
    let reason: RuleOutcome = false;
    const decides = (outcome: RuleOutcome) => {
      if (outcome !== false && (reason === false || (isDenial(reason) && !isDenial(outcome)))) reason = outcome;
      return outcome === true;
    };
    return then(firstThat(nodes, input, decides, undefined), (outcome) => outcome ?? reason);
  };
}

/** Allows where the rule denies. A rule that could not decide still denies. */
export function noneOf(node: RuleNode, reason: RuleOutcome = false): RuleNode {
  return (input) =>
    then(node(input), (outcome) => {
      if (outcome === true) return reason;
      return isDenial(outcome) ? true : outcome;
    });
}

function firstThat<T>(
  nodes: readonly RuleNode[],
  input: RuleInput,
  decides: (outcome: RuleOutcome) => boolean,
  otherwise: T,
  from = 0,
): Later<RuleOutcome | T> {
  for (let i = from; i < nodes.length; i += 1) {
    const outcome = (nodes[i] as RuleNode)(input);
    if (outcome instanceof Promise) {
      return outcome.then((settled) =>
        decides(settled) ? settled : firstThat(nodes, input, decides, otherwise, i + 1),
      );
    }
    if (decides(outcome)) return outcome;
  }
  return otherwise;
}

function then<T, U>(value: Later<T>, next: (value: T) => U): Later<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
