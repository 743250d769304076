import { randomUUID } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  type OperationTypeNode,
  subscribe,
  type ValidationRule,
} from 'graphql';
import type { Graph } from '../graph/graph.ts';
import type { ExecutionContext } from './execution-context.ts';
import { createErrorMask, type ErrorMask } from './executor-errors.ts';
import { type ForwardingOf, forwardNothing } from './link/pipeline-calls.ts';
import type { PermissionChecks } from './permissions/permission-check.ts';
import type { Handler } from './pipeline.ts';
import { OperationPlans } from './plan/operation-plans.ts';
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from './prepare/document-limits.ts';
import { OperationCache, type OperationCacheOptions } from './prepare/operation-cache.ts';
import { prepareOperation } from './prepare/prepare-operation.ts';
import type { PreparedOperation as Prepared } from './prepare/prepared-operation.ts';

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

/** Raw variables of a request. */
export type Variables = Readonly<Record<string, unknown>> | undefined;

export interface PreparedOperation {
  readonly kind: `${OperationTypeNode}`;
  readonly document: DocumentNode;
  /** Name of the operation that runs, given or the only one. */
  readonly operationName: string | undefined;
  /** True when the compiled plan answers it. */
  readonly planned: boolean;
  /** Why the reference answers it instead. */
  readonly reason: string | undefined;
}

export interface PreparationFailure {
  readonly errors: readonly GraphQLFormattedError[];
}

export interface TextAnswer {
  readonly text: string;
  /** False when there is no `data` entry: the operation never began. */
  readonly began: boolean;
  readonly hasErrors: boolean;
}

/** Runs operations: in the compiled plan where there is one, else in the reference. Every error that leaves it is masked. */
export interface Executor {
  /** Remembered within bounds, by text and operation name. Never throws. */
  prepare(text: string, operationName: string | undefined): PreparedOperation | PreparationFailure;
  execute(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<ExecutionResult>;
  /** The same answer as JSON text, in the order `errors`, `data`, `extensions`. */
  executeToText(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<TextAnswer>;
  subscribe(
    operation: PreparedOperation,
    variables: Variables,
    context: ExecutionContext,
  ): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

interface Entry extends PreparedOperation {
  readonly prepared: Prepared;
  readonly plans: OperationPlans | undefined;
}

/** Rough size of a parsed, validated and planned document per character of its text. */
const BYTES_PER_CHARACTER = 200;

export function createExecutor(options: ExecutorOptions): Executor {
  const limits = { ...DEFAULT_DOCUMENT_LIMITS, ...options.limits };
  const introspection = options.introspection ?? true;
  const prepareOptions = {
    schema: options.schema,
    limits,
    introspection,
    suggestions: options.suggestions ?? introspection,
    rules: options.rules ?? [],
  };
  const mask = createErrorMask({
    exposes: options.exposes,
    report: options.report,
    newId: options.newId ?? randomUUID,
  });
  const cache = new OperationCache<Entry | PreparationFailure>(options.cache ?? {}, sizeOf);
  const planParts = {
    graph: options.graph,
    schema: options.schema,
    handler: options.handler,
    forwardingOf: options.forwardingOf ?? forwardNothing,
    permissions: options.permissions,
  };

  const prepare = (text: string, operationName: string | undefined): Entry | PreparationFailure => {
    const key = `${operationName ?? ''}\n${text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const prepared = prepareOperation(prepareOptions, text, operationName);
    const entry = prepared.errors === undefined ? entryOf(prepared) : { errors: prepared.errors.map(formatted) };
    cache.set(key, entry);
    return entry;
  };

  const entryOf = (prepared: Prepared): Entry => {
    const compiled = options.plans === false ? 'Plans are off.' : OperationPlans.for(planParts, prepared);
    const reason = typeof compiled === 'string' ? compiled : undefined;
    return {
      kind: prepared.operation.operation,
      document: prepared.document,
      operationName: prepared.operation.name?.value,
      planned: reason === undefined,
      reason,
      prepared,
      plans: typeof compiled === 'string' ? undefined : compiled,
    };
  };

  const argumentsOf = (operation: PreparedOperation, variables: Variables, context: ExecutionContext) => ({
    schema: options.schema,
    document: operation.document,
    operationName: operation.operationName ?? null,
    variableValues: variables ?? {},
    contextValue: context,
    options: { maxCoercionErrors: limits.errors },
    hideSuggestions: !prepareOptions.suggestions,
  });

  const runReference = async (operation: PreparedOperation, variables: Variables, context: ExecutionContext) =>
    finish(await execute(argumentsOf(operation, variables, context)), context, mask);

  const coerce = (prepared: Prepared, variables: Variables) => {
    const definitions = prepared.operation.variableDefinitions ?? [];
    if (definitions.length === 0) return { coerced: NO_VARIABLES };
    return getVariableValues(options.schema, definitions, variables ?? {}, {
      maxErrors: limits.errors,
      hideSuggestions: !prepareOptions.suggestions,
    });
  };

  return {
    prepare,

    async execute(operation, variables, context) {
      const { prepared, plans } = operation as Entry;
      if (plans === undefined) return runReference(operation, variables, context);
      const { coerced, errors } = coerce(prepared, variables);
      if (errors !== undefined) return { errors: errors.map(inputError) };
      const plan = plans.of(coerced);
      if (plan === undefined) return runReference(operation, variables, context);
      return finish(await plan.execute(coerced, context), context, mask);
    },

    async executeToText(operation, variables, context) {
      const { prepared, plans } = operation as Entry;
      if (plans === undefined) return textOf(await runReference(operation, variables, context));
      const { coerced, errors } = coerce(prepared, variables);
      if (errors !== undefined) return textOf({ errors: errors.map(inputError) });
      const plan = plans.of(coerced);
      if (plan === undefined) return textOf(await runReference(operation, variables, context));
      const result = await plan.executeToText(coerced, context);
      const failed = result.errors.length > 0;
      const before = failed ? `{"errors":${JSON.stringify(result.errors.map(mask))},"data":` : '{"data":';
      const after = context.trace === undefined ? '}' : `,"extensions":${JSON.stringify({ trace: context.trace })}}`;
      return { text: before + result.data + after, began: true, hasErrors: failed };
    },

    async subscribe(operation, variables, context) {
      const stream = await subscribe(argumentsOf(operation, variables, context));
      if (!(Symbol.asyncIterator in stream)) return finish(stream, context, mask);
      return mapped(stream, (event) => finish(event, context, mask));
    },
  };
}

const NO_VARIABLES: Readonly<Record<string, unknown>> = Object.freeze({});

function sizeOf(key: string): number {
  return key.length * BYTES_PER_CHARACTER + 1_000;
}

function formatted(error: GraphQLError): GraphQLFormattedError {
  return error.toJSON();
}

/** A result as it leaves: errors first, masked, and the trace where the request asked for it. */
function finish(result: ExecutionResult, context: ExecutionContext, mask: ErrorMask): ExecutionResult {
  if (!('data' in result))
    return {
      errors: (result.errors ?? []).map((error) => (error.path === undefined ? inputError(error) : mask(error))),
    };
  const { trace } = context;
  return {
    ...(result.errors !== undefined && result.errors.length > 0 && { errors: result.errors.map(mask) }),
    data: result.data ?? null,
    ...(trace !== undefined && { extensions: { trace } }),
  };
}

function inputError(error: GraphQLError): GraphQLError {
  if (typeof error.extensions.code !== 'string') error.extensions.code = 'BAD_USER_INPUT';
  return error;
}

function textOf(result: ExecutionResult): TextAnswer {
  return { text: JSON.stringify(result), began: 'data' in result, hasErrors: result.errors !== undefined };
}

async function* mapped<Item>(stream: AsyncIterable<Item>, change: (item: Item) => Item): AsyncGenerator<Item> {
  for await (const item of stream) yield change(item);
}
