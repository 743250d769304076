import type { ExecutionResult } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ExecutionContext } from '../../execution/execution-context.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import type { Lane, OperationMeter } from '../admin/operation-meter.ts';
import type { Admission } from '../admission.ts';
import type { GatewayHandle, PreparedOperation, Variables } from '../gateway-handle.ts';

/** Of the server that the events are for. */
export interface EventsServer {
  readonly admission: Admission;
  readonly meter: OperationMeter | undefined;
  readonly lane: Lane;
}

/**
 * The results of any operation as a stream: one for a query or mutation, many for a subscription. It ends by itself, or at once when
 * `context.signal` aborts, also while the next event is awaited; the source is told in either case. A failure is the last result. What has
 * an end takes a place, as it does over HTTP; a subscription waits most of its time, and sockets are bounded by themselves.
 */
export async function openEvents(
  gateway: GatewayHandle,
  operation: PreparedOperation,
  variables: Variables,
  context: ExecutionContext,
  { admission, meter, lane }: EventsServer,
): Promise<AsyncIterable<ExecutionResult>> {
  if (operation.kind === 'subscription') {
    const opened = await gateway.subscribe(operation, variables, context);
    const begins = Symbol.asyncIterator in opened;
    meter?.count(lane, begins ? 'ok' : outcomeOfResult(opened), 0);
    return begins ? until(opened, context.signal) : one(opened);
  }
  const { signal } = context;
  if (!admission.enter()) await admission.wait(signal);
  let hasPlace = true;
  const leave = (): void => {
    if (hasPlace) admission.leave();
    hasPlace = false;
  };
  // An operation is asked to end by its signal; one that does not listen is left behind, and keeps no place.
  signal.addEventListener('abort', leave);
  try {
    const result = await gateway.execute(operation, variables, context);
    meter?.count(lane, outcomeOfResult(result), 0);
    meter?.took(lane, performance.now() - (context.startedAt ?? 0));
    return one(result);
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

/** Who asked may no more: he is told, whatever the source makes of being cancelled. */
function hasExpired(signal: CancelSignal): boolean {
  return signal.aborted && GatewayError.is(signal.reason) && signal.reason.code === 'SUBSCRIPTION_JWT_EXPIRED';
}

function errorResult(thrown: unknown): ExecutionResult {
  const error = GatewayError.from(thrown);
  return { errors: [{ message: error.message, extensions: error.extensions }] } as unknown as ExecutionResult;
}

function outcomeOfResult({ errors, data }: ExecutionResult): string {
  if (errors === undefined) return 'ok';
  return data === undefined ? String(errors[0]?.extensions.code) : 'errors';
}

async function* one(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield result;
}

async function* until(
  events: AsyncIterable<ExecutionResult>,
  signal: CancelSignal,
): AsyncGenerator<ExecutionResult, void> {
  const iterator = events[Symbol.asyncIterator]();
  let stop: (() => void) | undefined;
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => resolve('aborted');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    while (true) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === 'aborted' || next.done === true) {
        if (hasExpired(signal)) yield errorResult(signal.reason);
        return;
      }
      yield next.value;
    }
  } catch (thrown) {
    yield errorResult(hasExpired(signal) ? signal.reason : thrown);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    // Not awaited: an iterator that waits for its next event returns only after that event.
    iterator.return?.().then(undefined, () => undefined);
  }
}
