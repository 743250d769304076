import { GatewayError } from '../../errors/gateway-error.ts';
import { canonicalText } from '../../utils/canonical-text.ts';
import { TransientMap } from '../../utils/transient-map.ts';
import { callWithin, type Handler, type Interceptor, type PipelineCall } from '../pipeline.ts';
import { sendsFiles } from '../sends-files.ts';
import { traceEntry } from '../tracing/trace-entry.ts';
import { Flight } from './flight.ts';

/**
 * Deadline, cancellation and deduplication in one stage, because all three are one AbortController and one timer: equal reads that are
 * under way at the same time, of whichever requests, share one upstream call, as long as they would send the same credentials. Who
 * leaves takes only himself away. Errors are shared with those who wait, and remembered for nobody.
 */
export function withFlights(timeoutMs: number): Interceptor {
  const underWay = new TransientMap<Flight<unknown>>();
  return (next) => (call) => {
    if (sendsFiles(call)) return sendFiles(next, call, timeoutMs);
    const now = performance.now();
    const ownDeadline = call.deadline < now + timeoutMs;
    const deadline = ownDeadline ? call.deadline : now + timeoutMs;
    if (deadline <= now) return Promise.reject(late(call, ownDeadline));

    const { effect, idempotent } = call.operation;
    // What is to be kept is fetched once at a time already, and its answer may be "as before", which is of use to nobody else.
    const shares = effect === 'read' && idempotent && call.freshness === undefined;
    const key = shares ? flightKey(call) : undefined;
    const existing = key === undefined ? undefined : underWay.get(key);
    // One that has little time left, because it is late or its request was, is no help to a call with much.
    if (existing?.open && existing.deadline - now >= (deadline - now) / 2) {
      return traced(call, now, existing.board(call.signal));
    }

    const flight = new Flight<unknown>(deadline);
    const answer = flight.start(
      call.signal,
      (signal) => next(callWithin(call, signal, deadline)),
      { milliseconds: ownDeadline ? deadline - now : timeoutMs, late: () => late(call, ownDeadline) },
      key === undefined ? undefined : () => forget(underWay, key, flight),
    );
    if (key !== undefined && flight.open) underWay.set(key, flight);
    return answer;
  };
}

/**
 * A call with files lasts as long as its client needs to send them: its time counts anew as long as bytes come or the client lets us wait.
 * So an upstream that takes nothing, or does not answer after the last byte, is late as it is with any other call. It is shared with nobody.
 */
function sendFiles(next: Handler, call: PipelineCall, timeoutMs: number): Promise<unknown> {
  const { deadline } = call;
  const { body } = call.context;
  let seen = body?.bytes;
  const again = (): boolean => {
    if (body === undefined) return false;
    const moved = body.bytes !== seen || (body.awaitsClient && !body.complete);
    seen = body.bytes;
    return moved;
  };
  const time = { milliseconds: timeoutMs, again, late: () => late(call, false) };
  return new Flight<unknown>(deadline).start(call.signal, (signal) => next(callWithin(call, signal, deadline)), time);
}

function forget(underWay: TransientMap<Flight<unknown>>, key: string, flight: Flight<unknown>): void {
  if (underWay.get(key) === flight) underWay.delete(key);
}

/** What makes two reads equal. No part can run into the next: names hold no line break, and the other parts are JSON or counted. */
function flightKey(call: PipelineCall): string {
  const { operation, identity, selection, args, batch } = call;
  const what = `${operation.coordinate}\n${identity.length}:${identity}\n${selection?.key ?? ''}\n${canonicalText(args)}`;
  // Links to one operation may match by different fields of its items.
  return batch === undefined ? what : `${what}\n${call.field}\n${JSON.stringify([...batch.keys.keys()])}`;
}

function late(call: PipelineCall, ownDeadline: boolean): GatewayError {
  const place = { source: call.source, coordinate: call.operation.coordinate };
  return ownDeadline
    ? new GatewayError('DEADLINE_EXCEEDED', undefined, place)
    : new GatewayError('UPSTREAM_TIMEOUT', undefined, place);
}

function traced(call: PipelineCall, began: number, answer: Promise<unknown>): Promise<unknown> {
  const { trace } = call.context;
  if (trace === undefined) return answer;
  const note = (status: string) => trace.push(traceEntry(call, began, { status, deduplicated: true }));
  return answer.then(
    (value) => {
      note('OK');
      return value;
    },
    (error: unknown) => {
      note(GatewayError.from(error).code);
      throw error;
    },
  );
}
