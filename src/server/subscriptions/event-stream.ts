import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Caller } from '../../execution/caller.ts';
import type { ExecutionContext } from '../../execution/execution-context.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import { corsHeaders } from '../cors.ts';
import type { PreparedOperation } from '../gateway-handle.ts';
import type { GraphqlRouteOptions } from '../graphql-route.ts';
import type { GraphqlParams } from '../http/graphql-params.ts';
import { CLIENT_GONE, OperationScope } from '../operation-scope.ts';
import { openEvents } from './open-events.ts';

/** Often enough that no proxy takes the stream for idle. */
const KEEP_ALIVE_MS = 12_000;

/** The request that a stream answers. */
export interface EventExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller | undefined;
  context(scope: OperationScope, transport: 'sse'): ExecutionContext | Promise<ExecutionContext>;
}

/**
 * GraphQL over server-sent events, distinct connections mode: each result is an event `next`, the end is an event `complete`. The
 * client leaving cancels the operation; a client that does not read stops the events at their source. Rejects only before the first byte.
 */
export async function streamEvents(
  exchange: EventExchange,
  params: GraphqlParams,
  prepared: PreparedOperation,
  { gateway, running, admission, meter }: GraphqlRouteOptions,
): Promise<void> {
  const { response, request } = exchange;
  const { limits, server, context: userContext } = gateway.config;
  if (server.subscriptions === undefined && prepared.kind === 'subscription') {
    throw new GatewayError('BAD_REQUEST', 'Subscriptions are switched off on this server.');
  }
  const endless = prepared.kind === 'subscription';
  const scope = new OperationScope(endless ? Number.POSITIVE_INFINITY : limits.deadlineMs, userContext);
  if (endless) scope.endWith(exchange.caller);
  const slot = running.add(scope);
  response.once('close', () => scope.cancel(CLIENT_GONE));
  try {
    const context = await exchange.context(scope, 'sse');
    const events = await openEvents(gateway, prepared, params.variables, context, {
      admission,
      meter,
      lane: 'sse',
    });
    await write(events, response, scope.signal, corsHeaders(server.cors, request.headers));
  } finally {
    scope[Symbol.dispose]();
    running.remove(slot);
  }
}

async function write(
  events: AsyncIterable<ExecutionResult>,
  response: ServerResponse,
  signal: CancelSignal,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const { errors, data, extensions } of events) {
      if (!response.write(eventText(JSON.stringify({ errors, data, extensions })))) await drained(response, signal);
      if (signal.aborted) break;
    }
    if (!response.destroyed) response.write(COMPLETE);
  } finally {
    clearInterval(keepAlive);
    response.end();
  }
}

/** A whole stream whose only result is this JSON. */
export function eventsOf(json: string | Buffer): string {
  return `${eventText(String(json))}${COMPLETE}`;
}

/** JSON has no line break outside of texts, where it is escaped, so one `data` line holds it. */
function eventText(json: string): string {
  return `event: next\ndata: ${json}\n\n`;
}

const COMPLETE = 'event: complete\ndata:\n\n';

function drained(response: ServerResponse, signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
