import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ForwardingOf } from '../link/pipeline-calls.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { Handler } from '../pipeline.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { SelectionPool } from '../selection/selection-draft.ts';
import { ShapeBuilder } from './build-shape.ts';
import { compilePlan } from './compile-plan.ts';
import { conditionVariables, includesFor } from './included-nodes.ts';
import { type PlanShape, Unplannable } from './plan-shapes.ts';

/** What all plans of an executor share. */
export interface PlanParts {
  readonly graph: Graph;
  /** Executable: its resolvers say which fields are more than their routes. */
  readonly schema: GraphQLSchema;
  readonly handler: Handler;
  readonly forwardingOf: ForwardingOf;
  readonly permissions: PermissionChecks | undefined;
}

interface PlanResult {
  /** Unmasked, in document order. */
  readonly errors: readonly GraphQLError[];
}

export interface Plan {
  execute(
    variables: Variables,
    context: ExecutionContext,
  ): Promise<PlanResult & { readonly data: Record<string, unknown> | null }>;
  /** `json` is an object with `data` alone, as bytes. */
  executeToJson(variables: Variables, context: ExecutionContext): Promise<PlanResult & { readonly json: Buffer }>;
}

/** Coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** Plans of one operation that are kept; each stands for one set of values of the variables that `@skip` and `@include` read. */
const MAX_PLANS = 16;

/** The plans of one prepared operation, each compiled when it is first run. */
export class OperationPlans {
  readonly #parts: PlanParts;
  readonly #prepared: PreparedOperation;
  readonly #conditions: readonly string[];
  readonly #pool = new SelectionPool();
  readonly #plans = new Map<string, Plan>();
  /** Until it is compiled, where there is only one. */
  #shape: PlanShape | undefined;

  private constructor(parts: PlanParts, prepared: PreparedOperation) {
    this.#parts = parts;
    this.#prepared = prepared;
    this.#conditions = conditionVariables(prepared);
  }

  /** The plans of an operation, or the reason why there can be none. */
  static for(parts: PlanParts, prepared: PreparedOperation): OperationPlans | string {
    const plans = new OperationPlans(parts, prepared);
    try {
      const shape = new ShapeBuilder(parts, prepared, includesFor(undefined), plans.#pool).build();
      if (plans.#conditions.length === 0) plans.#shape = shape;
      return plans;
    } catch (error) {
      if (error instanceof Unplannable) return error.message;
      throw error;
    }
  }

  /** The plan for these variables. Undefined: a condition is null, which only the reference can say. */
  of(variables: Variables): Plan | undefined {
    const values = new Map<string, boolean>();
    for (const name of this.#conditions) {
      const value = variables[name];
      if (typeof value !== 'boolean') return undefined;
      values.set(name, value);
    }
    const key = [...values.values()].map(Number).join('');
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const shape = this.#shape ?? new ShapeBuilder(this.#parts, this.#prepared, includesFor(values), this.#pool).build();
    this.#shape = undefined;
    const plan = compilePlan(this.#parts, this.#prepared, shape);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size >= MAX_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    this.#plans.set(key, plan);
    return plan;
  }
}
