import type { Arguments, CompiledLink } from '../link/compile-link.ts';
import { answerValue, itemValue } from '../link/linked-value.ts';
import { linkBatch, operationArguments, pipelineCall } from '../link/pipeline-calls.ts';
import type { KeyedAnswer } from '../pipeline.ts';
import { askGate } from './ask-gate.ts';
import type { Collect, Collectors } from './generate-collectors.ts';
import { linkParent } from './group-parents.ts';
import type { PlanParts } from './operation-plans.ts';
import { type LinkGroup, type PlanFrame, ROOT_PARENT } from './plan-frame.ts';
import type { CallDemand, Demand, GateDemand, PlanShape, QuestionDemand } from './plan-shapes.ts';
import type { PreparedArguments } from './prepare-arguments.ts';
import { toError } from './to-error.ts';

/**
 * Gets what a plan needs to know: breadth-first, each demand as soon as the value that it is found in is there, demands of one value side
 * by side. Never rejects: what fails is an Error in its slot.
 */
export class DemandRunner {
  readonly #parts: PlanParts;
  readonly #shape: PlanShape;
  readonly #collectors: Collectors;

  constructor(parts: PlanParts, shape: PlanShape, collectors: Collectors) {
    this.#parts = parts;
    this.#shape = shape;
    this.#collectors = collectors;
  }

  /** Coerces the arguments of all fields. */
  prepare(frame: PlanFrame): void {
    for (const { read, fixed } of this.#shape.arguments) frame.args.push(fixed ?? argumentsOf(read, frame));
  }

  /** Everything that one root field needs. Undefined: nothing had to be waited for. */
  runRoot(frame: PlanFrame, index: number): Promise<unknown> | undefined {
    this.#collectors.roots[index]?.(frame, ROOT_PARENT);
    return this.#runAll(frame, this.#shape.rootDemands[index] ?? []);
  }

  #runAll(frame: PlanFrame, demands: readonly Demand[]): Promise<unknown> | undefined {
    const [first] = demands;
    if (first === undefined) return undefined;
    if (demands.length === 1) return this.#run(frame, first);
    const waiting: Promise<unknown>[] = [];
    for (const demand of demands) {
      const running = this.#run(frame, demand);
      if (running !== undefined) waiting.push(running);
    }
    return waiting.length < 2 ? waiting[0] : Promise.all(waiting);
  }

  #run(frame: PlanFrame, demand: Demand): Promise<unknown> | undefined {
    switch (demand.kind) {
      case 'call':
        return this.#call(frame, demand);
      case 'gate':
        return this.#gate(frame, demand);
      case 'question':
        return demand.direct ? this.#direct(frame, demand) : this.#grouped(frame, demand);
    }
  }

  #call(frame: PlanFrame, demand: CallDemand): Promise<unknown> | undefined {
    const args = argumentsIn(frame, demand.args);
    if (args instanceof Error) return undefined;
    const { route, coordinate: field, selection, cache } = demand;
    const call = pipelineCall(
      { route, field, args: operationArguments(route, args), selection, cache },
      frame.context,
      this.#parts.forwardingOf,
    );
    const proceed = (value: unknown): Promise<unknown> | undefined => {
      frame.calls[demand.slot] = value;
      if (demand.below.length === 0 || value instanceof Error) return undefined;
      this.#collectors.values.get(demand)?.(frame, value);
      return this.#runAll(frame, demand.below);
    };
    return this.#ask(call)
      .then(proceed)
      .catch((error: unknown) => {
        frame.calls[demand.slot] = toError(error);
      });
  }

  #gate(frame: PlanFrame, gate: GateDemand): Promise<unknown> | undefined {
    const args = argumentsIn(frame, gate.args);
    // The field says so itself, before it asks whether it may be seen.
    if (args instanceof Error) return undefined;
    const verdicts = frame.verdicts[gate.slot] ?? new Map();
    const waiting = askGate(gate, frame.gateParents[gate.slot] ?? [], args, frame.context, verdicts);
    const proceed = (): Promise<unknown> | undefined => {
      if (gate.below.length === 0) return undefined;
      let isOpen = false;
      for (const [parent, verdict] of verdicts) {
        if (verdict !== true) continue;
        isOpen = true;
        this.#enter(frame, gate, parent);
      }
      return isOpen ? this.#runAll(frame, gate.below) : undefined;
    };
    return waiting.length === 0 ? proceed() : Promise.all(waiting).then(proceed);
  }

  /** What an allowed parent of a gate leads to. */
  #enter(frame: PlanFrame, gate: GateDemand, parent: object): void {
    for (const below of gate.below) {
      if (below.kind === 'question' && below.gate === gate) frame.parents[below.slot]?.push(parent);
    }
    const walk = this.#collectors.values.get(gate);
    if (walk === undefined) return;
    if (gate.property === undefined) walk(frame, parent);
    else if (Object.hasOwn(parent, gate.property)) walk(frame, (parent as Record<string, unknown>)[gate.property]);
  }

  /** One call for all keys that were noted. */
  #direct(frame: PlanFrame, question: QuestionDemand): Promise<unknown> | undefined {
    const keys = frame.keys[question.slot];
    const link = question.uses[0]?.link;
    if (keys === undefined || keys.size === 0 || link === undefined) return undefined;
    const args = argumentsIn(frame, question.args);
    if (args instanceof Error) return undefined;
    const callArgs = link.arguments(undefined, args, frame.context);
    if (callArgs === undefined) return undefined;
    const proceed = (answer: unknown): Promise<unknown> | undefined => {
      frame.answers[question.slot] = answer as KeyedAnswer | Error;
      if (question.below.length === 0 || answer instanceof Error) return undefined;
      this.#walkEntries(frame, question, answer as KeyedAnswer);
      return this.#runAll(frame, question.below);
    };
    return this.#askLink(frame, question, link, callArgs, keys)
      .then(proceed)
      .catch((error: unknown) => {
        frame.answers[question.slot] = toError(error);
      });
  }

  /** One call for each distinct set of arguments. */
  #grouped(frame: PlanFrame, question: QuestionDemand): Promise<unknown> | undefined {
    const parents = frame.parents[question.slot] ?? [];
    const linked = frame.linked[question.slot];
    const link = question.uses[0]?.link;
    const args = argumentsIn(frame, question.args);
    if (linked === undefined || link === undefined || args instanceof Error) return undefined;
    const groups = new Map<string, LinkGroup>();
    for (const parent of parents) {
      if (linked.has(parent)) continue;
      try {
        linked.set(parent, linkParent(link, parent, args, frame, groups));
      } catch (error) {
        linked.set(parent, toError(error));
      }
    }
    const waiting: Promise<void>[] = [];
    for (const group of groups.values()) {
      if (link.keyed !== undefined && group.keys.size === 0) continue;
      waiting.push(
        this.#askLink(frame, question, link, group.args, group.keys).then((answer) => {
          group.answer = answer;
        }),
      );
    }
    if (waiting.length === 0) return undefined;
    const proceed = (): Promise<unknown> | undefined => {
      if (question.below.length === 0) return undefined;
      for (const { answer } of groups.values()) {
        if (answer instanceof Error) continue;
        if (link.keyed !== undefined) this.#walkEntries(frame, question, answer as KeyedAnswer);
        else this.#walkUses(frame, question, (use) => answerValue(use.link, answer));
      }
      return this.#runAll(frame, question.below);
    };
    return Promise.all(waiting)
      .then(proceed)
      .catch((error: unknown) => {
        for (const parent of linked.keys()) linked.set(parent, toError(error));
      });
  }

  #walkEntries(frame: PlanFrame, question: QuestionDemand, answer: KeyedAnswer): void {
    const walks = this.#collectors.uses.get(question) ?? [];
    question.uses.forEach(({ link }, i) => {
      const walk = walks[i];
      if (walk === undefined || walk === null) return;
      // An entry of a list of keys is one item of the field's list.
      const asValue =
        link.keyed?.list === true
          ? (entry: unknown) => [itemValue(link, entry)]
          : (entry: unknown) => itemValue(link, entry);
      for (const entry of answer.values()) {
        if (entry !== null && !(entry instanceof Error)) walk(frame, asValue(entry));
      }
    });
  }

  #walkUses(frame: PlanFrame, question: QuestionDemand, read: (use: QuestionDemand['uses'][number]) => unknown): void {
    const walks: readonly (Collect | null)[] = this.#collectors.uses.get(question) ?? [];
    question.uses.forEach((use, i) => {
      walks[i]?.(frame, read(use));
    });
  }

  #askLink(
    frame: PlanFrame,
    question: QuestionDemand,
    link: CompiledLink,
    args: Arguments,
    keys: ReadonlyMap<string, unknown>,
  ): Promise<unknown> {
    const batch = linkBatch(link, keys);
    const { selection } = question;
    const { target: route, coordinate: field, cache } = link;
    const parts = { route, field, args, selection, cache, ...(batch && { batch }) };
    return this.#ask(pipelineCall(parts, frame.context, this.#parts.forwardingOf));
  }

  /** Resolves to an Error where the call fails. */
  #ask(call: ReturnType<typeof pipelineCall>): Promise<unknown> {
    try {
      return this.#parts.handler(call).then(undefined, toError);
    } catch (error) {
      return Promise.resolve(toError(error));
    }
  }
}

const NO_ARGUMENTS: Arguments = Object.freeze({});

function argumentsIn(frame: PlanFrame, slot: number | undefined): Arguments | Error {
  return slot === undefined ? NO_ARGUMENTS : (frame.args[slot] ?? NO_ARGUMENTS);
}

function argumentsOf(read: PreparedArguments['read'], frame: PlanFrame): Arguments | Error {
  try {
    return read(frame.variables);
  } catch (error) {
    return toError(error);
  }
}
