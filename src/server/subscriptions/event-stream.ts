import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';
import type { PreparedOperation } from '../gateway-handle.ts';
import type { GraphqlRouteOptions } from '../graphql-route.ts';
import type { GraphqlParams } from '../http/graphql-params.ts';
import { flatHeaders, openScope } from '../operation-scope.ts';
import { openEvents } from './open-events.ts';

/** Often enough that no proxy takes the stream for idle. */
const KEEP_ALIVE_MS = 12_000;

/**
 * GraphQL over server-sent events, distinct connections mode: each result is an event `next`, the end is an event `complete`. The
 * client leaving cancels the operation; a client that does not read stops the events at their source.
 */
export async function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  params: GraphqlParams,
  prepared: PreparedOperation,
  { gateway, shutdown }: GraphqlRouteOptions,
): Promise<FastifyReply> {
  const { limits, server, context: userContext } = gateway.config;
  if (server.subscriptions === undefined && prepared.kind === 'subscription') {
    throw new GatewayError('BAD_REQUEST', 'Subscriptions are switched off on this server.');
  }
  using scope = openScope(prepared.kind === 'subscription' ? Number.POSITIVE_INFINITY : limits.deadlineMs, userContext);
  const stop = (): void => scope.cancel('The server is shutting down.');
  shutdown.addEventListener('abort', stop);
  reply.raw.once('close', () => scope.cancel('The client has gone.'));
  const context = await scope.context(
    { headers: flatHeaders(request.headers), ip: request.ip, transport: 'sse' },
    server.trace && request.headers['interlace-trace'] === '1',
  );
  const events = await openEvents(gateway, prepared, params.variables, context);
  reply.hijack();
  reply.raw.writeHead(200, {
    ...flatHeaders(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  reply.raw.flushHeaders();
  const keepAlive = setInterval(() => reply.raw.write(':\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const result of events) {
      if (!reply.raw.write(eventText(result))) await drained(reply, scope.signal);
      if (scope.signal.aborted) break;
    }
    if (!reply.raw.destroyed) reply.raw.write('event: complete\ndata:\n\n');
  } finally {
    clearInterval(keepAlive);
    shutdown.removeEventListener('abort', stop);
    reply.raw.end();
  }
  return reply;
}

/** JSON has no line break outside of texts, where it is escaped, so one `data` line holds it. */
function eventText({ errors, data, extensions }: ExecutionResult): string {
  return `event: next\ndata: ${JSON.stringify({ errors, data, extensions })}\n\n`;
}

function drained(reply: FastifyReply, signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      reply.raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    reply.raw.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
