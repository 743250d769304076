import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ForwardingOf } from '../link/pipeline-calls.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { Handler } from '../pipeline.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';

export interface PlanParts {
  readonly graph: Graph;
  readonly schema: GraphQLSchema;
  readonly handler: Handler;
  readonly forwardingOf: ForwardingOf;
  readonly permissions: PermissionChecks | undefined;
}

export interface PlanResult<Data> {
  readonly data: Data;
  /** Unmasked, in document order. */
  readonly errors: readonly GraphQLError[];
}

export interface Plan {
  execute(variables: Variables, context: ExecutionContext): Promise<PlanResult<Record<string, unknown> | null>>;
  /** `data` is the JSON text. */
  executeToText(variables: Variables, context: ExecutionContext): Promise<PlanResult<string>>;
}

/** Coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** The plans of one prepared operation. */
export class OperationPlans {
  /** The reason where there is none. */
  static for(_parts: PlanParts, _prepared: PreparedOperation): OperationPlans | string {
    return 'There is no plan yet.';
  }

  of(_variables: Variables): Plan {
    throw new Error('There is no plan yet.');
  }
}
