import type {
  DocumentNode,
  ExecutionResult,
  GraphQLFormattedError,
  GraphQLSchema,
  OperationTypeNode,
  ValidationRule,
} from 'graphql';
import type { Graph } from '../graph/graph.ts';
import type { Metric } from '../telemetry/metrics/metric.ts';
import type { ExecutionContext } from './execution-context.ts';
import type { ForwardingOf } from './link/pipeline-calls.ts';
import type { PermissionChecks } from './permissions/permission-check.ts';
import type { Handler } from './pipeline.ts';
import type { DocumentLimits } from './prepare/document-limits.ts';
import type { OperationCacheOptions } from './prepare/operation-cache.ts';

export interface ExecutorOptions {
  readonly graph: Graph;
  /** The executable schema: the reference resolvers, stitched with the sources that take documents, guarded. */
  readonly schema: GraphQLSchema;
  readonly handler: Handler;
  /** What a source receives of the caller. Default: nothing. */
  readonly forwardingOf?: ForwardingOf;
  /** The checks that `schema` is guarded with. */
  readonly permissions?: PermissionChecks | undefined;
  readonly limits?: Partial<DocumentLimits> | undefined;
  /** Room for prepared operations. */
  readonly cache?: OperationCacheOptions | undefined;
  /** Default: true. */
  readonly introspection?: boolean | undefined;
  /** "Did you mean" in validation errors. Default: as `introspection`. */
  readonly suggestions?: boolean | undefined;
  /** Further validation rules. */
  readonly rules?: readonly ValidationRule[] | undefined;
  /** False: everything runs in the reference. Default: true. */
  readonly plans?: boolean | undefined;
  /** Default: nothing of an upstream's own text leaves. */
  readonly exposes?: ((source: string) => boolean) | undefined;
  /** Told of masked errors. */
  readonly report?: ((id: string, error: unknown) => void) | undefined;
  /** Makes the id of a masked error. Default: a random UUID. */
  readonly newId?: (() => string) | undefined;
}

/** Raw variables of a request, not coerced yet. */
export type Variables = Readonly<Record<string, unknown>> | undefined;

export interface PreparedOperation {
  readonly kind: `${OperationTypeNode}`;
  readonly document: DocumentNode;
  /** Name of the operation that runs, given or the only one. */
  readonly operationName: string | undefined;
  /** True when the compiled plan answers it, so that it may pass by everything that only the reference needs. */
  readonly planned: boolean;
  /** Why the reference answers it instead. */
  readonly reason?: string | undefined;
}

export interface PreparationFailure {
  readonly errors: readonly GraphQLFormattedError[];
}

/** What a cache on the way may do with a response. */
export interface KeptFor {
  /** Value of the response's `Cache-Control`, where `context.cachePolicy` was asked and the answer may be kept. */
  readonly cacheControl?: string;
  /** Value of its `Vary`, where it may be kept for one caller alone. */
  readonly vary?: string;
}

export interface JsonAnswer extends KeptFor {
  /** UTF-8. */
  readonly body: Buffer;
  /** False when there is no `data` entry: the operation never began (a variable did not fit its type). */
  readonly began: boolean;
  readonly hasErrors: boolean;
}

/** Runs operations: in the compiled plan where there is one, else in the reference. Every error that leaves it is masked. */
export interface Executor {
  /**
   * Parses, checks against every limit, validates and plans a document; remembered within bounds, by text and operation name. The
   * one gate of every transport (HTTP, SSE, WebSocket). Never throws: a document that cannot run comes back as `errors`.
   */
  prepare(text: string, operationName: string | undefined): PreparedOperation | PreparationFailure;
  /** How the cache of prepared operations does. */
  preparedMetrics(): readonly Metric[];
  execute(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<ExecutionResult>;
  /** The same answer as JSON, in the order `errors`, `data`, `extensions`. Fast where the operation is `planned`. */
  executeToJson(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<JsonAnswer>;
  /** Events, or one result where the subscription could not begin. Ends when `context.signal` aborts. */
  subscribe(
    operation: PreparedOperation,
    variables: Variables,
    context: ExecutionContext,
  ): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}
