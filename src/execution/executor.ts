import { randomUUID } from 'node:crypto';
import {
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  locatedError,
  subscribe,
} from 'graphql';
import { GatewayError } from '../errors/gateway-error.ts';
import { counter, gauge } from '../telemetry/metrics/metric.ts';
import { Canceller } from '../utils/cancel-signal.ts';
import type { ExecutionContext } from './execution-context.ts';
import type {
  Executor,
  ExecutorOptions,
  JsonAnswer,
  KeptFor,
  PreparationFailure,
  PreparedOperation,
  Variables,
} from './executor-contract.ts';
import { createErrorMask, type ErrorMask } from './executor-errors.ts';
import { forwardNothing } from './link/pipeline-calls.ts';
import { OperationPlans, type Plan } from './plan/operation-plans.ts';
import { DEFAULT_DOCUMENT_LIMITS } from './prepare/document-limits.ts';
import { OperationCache } from './prepare/operation-cache.ts';
import { prepareOperation } from './prepare/prepare-operation.ts';
import { type CoercedVariables, prepareVariables } from './prepare/prepare-variables.ts';
import type { PreparedOperation as Prepared } from './prepare/prepared-operation.ts';

interface Entry extends PreparedOperation {
  readonly coerce: (given: Variables) => CoercedVariables;
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

  const coercion = { maxErrors: limits.errors, hideSuggestions: !prepareOptions.suggestions };

  const prepare = (text: string, operationName: string | undefined): Entry | PreparationFailure => {
    const key = `${operationName ?? ''}\n${text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const prepared = prepareOperation(prepareOptions, text, operationName);
    const entry = prepared.errors === undefined ? entryOf(prepared) : { errors: prepared.errors.map(formatted) };
    cache.set(key, entry);
    return entry;
  };

  /** A plan that cannot be made is a defect of ours; the reference answers all the same. */
  const withoutPlan = (error: unknown): undefined => {
    options.report?.('plan', error);
    return undefined;
  };

  const plansFor = (prepared: Prepared): OperationPlans | string => {
    try {
      return OperationPlans.for(planParts, prepared);
    } catch (error) {
      withoutPlan(error);
      return 'The plan could not be made.';
    }
  };

  const planOf = (plans: OperationPlans, variables: Readonly<Record<string, unknown>>): Plan | undefined => {
    try {
      return plans.of(variables);
    } catch (error) {
      return withoutPlan(error);
    }
  };

  const entryOf = (prepared: Prepared): Entry => {
    const compiled = options.plans === false ? 'Plans are off.' : plansFor(prepared);
    const reason = typeof compiled === 'string' ? compiled : undefined;
    return {
      kind: prepared.operation.operation,
      document: prepared.document,
      operationName: prepared.operation.name?.value,
      planned: reason === undefined,
      reason,
      coerce: prepareVariables(options.schema, prepared.operation.variableDefinitions ?? [], coercion),
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

  /** graphql-js answers as soon as a null has wiped the rest out: whatever is still asked then, nobody waits for. */
  const runReference = async (operation: PreparedOperation, variables: Variables, given: ExecutionContext) => {
    const canceller = new Canceller();
    const stop = (): void => canceller.abort(given.signal.reason);
    if (given.signal.aborted) stop();
    given.signal.addEventListener('abort', stop);
    const context = { ...given, signal: canceller };
    try {
      return finish(await execute(argumentsOf(operation, variables, context)), context, mask);
    } finally {
      given.signal.removeEventListener('abort', stop);
      // A write that is under way may have happened already; in a namespace one may be, beside another that failed.
      if (operation.kind !== 'mutation') canceller.abort(ANSWERED);
    }
  };

  return {
    prepare,

    preparedMetrics: () => [
      gauge('interlace_prepared_operations', 'Prepared operations that are kept.', cache.size),
      gauge('interlace_prepared_bytes', 'What they occupy, estimated.', cache.bytes),
      counter(
        'interlace_prepared_lookups_total',
        'Operations by whether they were prepared already; a miss is parsed, validated and planned.',
        [
          [{ result: 'hit' }, cache.hits],
          [{ result: 'miss' }, cache.misses],
        ],
      ),
    ],

    async execute(operation, variables, context) {
      const { coerce, plans } = operation as Entry;
      if (plans === undefined) return runReference(operation, variables, context);
      const { coerced, errors } = coerce(variables);
      if (errors !== undefined) return { errors: errors.map(inputError) };
      const plan = planOf(plans, coerced);
      if (plan === undefined) return runReference(operation, variables, context);
      return finish(await plan.execute(coerced, context).catch(failed), context, mask);
    },

    async executeToJson(operation, variables, context) {
      const { coerce, plans } = operation as Entry;
      if (plans === undefined) return jsonOf(await runReference(operation, variables, context), context);
      const { coerced, errors } = coerce(variables);
      if (errors !== undefined) return jsonOf({ errors: errors.map(inputError) }, context);
      const plan = planOf(plans, coerced);
      if (plan === undefined) return jsonOf(await runReference(operation, variables, context), context);
      const result = await plan.executeToJson(coerced, context).catch(failedJson);
      const hasErrors = result.errors.length > 0;
      const extensions = extensionsOf(context);
      const body = hasErrors || extensions !== undefined ? wrapped(result, mask, extensions) : result.json;
      return { body, began: true, hasErrors, ...cacheControl(context, hasErrors) };
    },

    async subscribe(operation, variables, context) {
      const stream = await subscribe(argumentsOf(operation, variables, context));
      if (!(Symbol.asyncIterator in stream)) return finish(stream, context, mask);
      return finished(stream, context, mask);
    },
  };
}

const ANSWERED = new GatewayError('CANCELLED', 'The operation was answered without this.');

/** What no plan should do. */
function failed(error: unknown): { data: null; errors: readonly GraphQLError[] } {
  return { data: null, errors: [locatedError(error, undefined)] };
}

function failedJson(error: unknown): { json: Buffer; errors: readonly GraphQLError[] } {
  const { errors } = failed(error);
  return { json: Buffer.from('{"data":null}'), errors };
}

/** An answer with what stands around its data. */
function wrapped(
  { json, errors }: { readonly json: Buffer; readonly errors: readonly GraphQLError[] },
  mask: ErrorMask,
  extensions: Readonly<Record<string, unknown>> | undefined,
): Buffer {
  const before = errors.length === 0 ? '{' : `{"errors":${JSON.stringify(errors.map(mask))},`;
  const after = extensions === undefined ? '}' : `,"extensions":${JSON.stringify(extensions)}}`;
  return Buffer.concat([Buffer.from(before), json.subarray(1, -1), Buffer.from(after)]);
}

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
  const extensions = extensionsOf(context);
  return {
    ...(result.errors !== undefined && result.errors.length > 0 && { errors: result.errors.map(mask) }),
    data: result.data ?? null,
    ...(extensions !== undefined && { extensions }),
  };
}

/** The trace where the request asked for it, and what was answered in place of an upstream that failed. */
function extensionsOf({ trace, fallbacks }: ExecutionContext): Record<string, unknown> | undefined {
  const list = fallbacks !== undefined && fallbacks.list.length > 0 ? fallbacks.list : undefined;
  if (trace === undefined && list === undefined) return undefined;
  return { ...(trace !== undefined && { trace }), ...(list !== undefined && { fallbacks: list }) };
}

function inputError(error: GraphQLError): GraphQLError {
  if (typeof error.extensions.code !== 'string') error.extensions.code = 'BAD_USER_INPUT';
  return error;
}

function jsonOf(result: ExecutionResult, context: ExecutionContext): JsonAnswer {
  const hasErrors = result.errors !== undefined;
  return {
    body: Buffer.from(JSON.stringify(result)),
    began: 'data' in result,
    hasErrors,
    ...cacheControl(context, hasErrors),
  };
}

/** An answer with errors or fallbacks, or with the trace of one request in it, is for nobody else. */
export function cacheControl(context: ExecutionContext, hasErrors: boolean): KeptFor {
  const { cachePolicy, trace, fallbacks } = context;
  const isOwn = hasErrors || trace !== undefined || (fallbacks !== undefined && fallbacks.list.length > 0);
  const value = isOwn ? undefined : cachePolicy?.cacheControl;
  if (value === undefined) return {};
  const names = cachePolicy?.vary ?? [];
  // What varies is left to the one cache that has it right away: few of those in between look at more than the address.
  const own = names.length > 0 ? value.replace('public', 'private') : value;
  if (!own.startsWith('private')) return { cacheControl: own };
  // A browser may have another user the next minute.
  return { cacheControl: own, vary: [...new Set([...names, ...(cachePolicy?.identity ?? [])])].sort().join(', ') };
}

/** Events as they leave. A stream that breaks ends with the error as its last event; one that was cancelled just ends. */
async function* finished(
  stream: AsyncIterable<ExecutionResult>,
  context: ExecutionContext,
  mask: ErrorMask,
): AsyncGenerator<ExecutionResult> {
  try {
    for await (const event of stream) yield finish(event, context, mask);
  } catch (error) {
    if (!context.signal.aborted) yield { errors: [mask(locatedError(error, undefined))] };
  }
}
