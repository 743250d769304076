import type { GraphQLError } from 'graphql';
import type { ExecutionContext } from '../execution-context.ts';
import type { LinkKey } from '../link/parent-keys.ts';
import type { Verdict } from '../permissions/permission-check.ts';
import type { PlanShape } from './plan-shapes.ts';

/** What one run of a plan knows so far, by the slots of its demands. An Error in the place of a value is why there is none. */
export interface PlanFrame {
  readonly context: ExecutionContext;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Coerced arguments, or the Error that coercing them raised. */
  readonly args: (Readonly<Record<string, unknown>> | Error)[];
  /** Values of calls. */
  readonly calls: unknown[];
  /** Keys that the parents of a direct question have, by their text. */
  readonly keys: Map<string, unknown>[];
  /** Answer of a direct question, by key text. */
  readonly answers: (ReadonlyMap<string, unknown> | Error)[];
  /** Parents of a question that is not direct, or of a gate. */
  readonly parents: object[][];
  readonly gateParents: object[][];
  /** What a question that is not direct gave each parent. */
  readonly linked: Map<object, Linked | Error>[];
  /** Undefined while a check takes its time. */
  readonly verdicts: Map<object, Verdict | Error | undefined>[];
  /** Results of introspection fields. */
  readonly introspected: unknown[];
  readonly errors: GraphQLError[];
}

/** One call that parents share, and the keys that a parent has in its answer. */
export interface Linked {
  readonly group: LinkGroup | undefined;
  readonly keys: LinkKey | readonly (LinkKey | undefined)[] | undefined;
}

export interface LinkGroup {
  readonly args: Readonly<Record<string, unknown>>;
  readonly keys: Map<string, unknown>;
  /** The value, the keyed answer, or why there is none. */
  answer: unknown;
}

export function createFrame(
  shape: PlanShape,
  variables: Readonly<Record<string, unknown>>,
  context: ExecutionContext,
): PlanFrame {
  const { questions, gates } = shape.counts;
  const frame: PlanFrame = {
    context,
    variables,
    args: [],
    calls: [],
    keys: [],
    answers: [],
    parents: [],
    gateParents: [],
    linked: [],
    verdicts: [],
    introspected: [],
    errors: [],
  };
  for (let slot = 0; slot < questions; slot += 1) {
    frame.keys.push(new Map());
    frame.answers.push(NO_ANSWER);
    frame.parents.push([]);
    frame.linked.push(new Map());
  }
  for (let slot = 0; slot < gates; slot += 1) {
    frame.gateParents.push([]);
    frame.verdicts.push(new Map());
  }
  return frame;
}

const NO_ANSWER: ReadonlyMap<string, unknown> = new Map();

/** Stands for the parent of root fields and of those in namespaces. */
export const ROOT_PARENT: object = Object.freeze(Object.create(null));
