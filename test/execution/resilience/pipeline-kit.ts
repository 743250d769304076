import { createPipeline, type PipelineOptions } from '../../../src/execution/create-pipeline.ts';
import type { ExecutionContext } from '../../../src/execution/execution-context.ts';
import type { BatchCall, PipelineCall } from '../../../src/execution/pipeline.ts';
import type { Call, CallConnector, CallReport, Operation, ResilienceOptions } from '../../../src/sources/source.ts';

/** A connector that counts: what it answers is given, what it was asked is kept. */
export class FakeConnector implements CallConnector<unknown> {
  readonly takes = 'calls';
  readonly calls: Call[] = [];
  readonly #answer: (call: Call, report?: CallReport) => unknown;

  constructor(answer: (call: Call, report?: CallReport) => unknown) {
    this.#answer = answer;
  }

  async call(call: Call, report?: CallReport): Promise<unknown> {
    this.calls.push(call);
    return this.#answer(call, report);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

export const READ: Operation = {
  coordinate: 'Query.order',
  effect: 'read',
  idempotent: true,
  label: 'GET /orders/{id}',
  wire: undefined,
};

export const WRITE: Operation = { ...READ, coordinate: 'Mutation.createOrder', effect: 'write', idempotent: false };

export function contextOf(overrides: Partial<ExecutionContext> = {}): ExecutionContext {
  return {
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + 30_000,
    startedAt: performance.now(),
    trace: undefined,
    jwt: undefined,
    user: {},
    ...overrides,
  };
}

export function callOf(overrides: Partial<PipelineCall> = {}): PipelineCall {
  const context = overrides.context ?? contextOf();
  return {
    source: 'orders',
    operation: READ,
    field: 'Query.order',
    args: {},
    selection: undefined,
    context,
    signal: context.signal,
    deadline: context.deadline,
    forwarded: {},
    identity: '',
    cache: undefined,
    batch: undefined,
    ...overrides,
  };
}

/** A batch of single keys, matched by `id`. */
export function batchOf(
  keys: readonly (string | number)[],
  overrides: Partial<BatchCall> & { max?: number } = {},
): BatchCall {
  const { max = 100, ...rest } = overrides;
  return {
    keyed: { keys: [['orderId']], by: [['id']], arg: ['ids'], max, list: false },
    resultPath: [],
    many: false,
    keys: new Map(keys.map((key) => [String(key), key])),
    ...rest,
  };
}

export function pipelineOf(
  connector: CallConnector<unknown>,
  resilience: ResilienceOptions = {},
  options: Omit<PipelineOptions, 'sources'> = {},
) {
  return createPipeline({ ...options, sources: [{ name: 'orders', connector, resilience }] });
}

/** A promise that the test settles itself. */
export function deferred<T = unknown>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
}
