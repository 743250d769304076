import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Admission } from './admission.ts';
import type { ApolloLane } from './apollo-lane.ts';
import type { GatewayHandle, PreparedOperation } from './gateway-handle.ts';
import { EVENT_STREAM, JSON_RESPONSE, negotiate, type ResponseType } from './http/accept.ts';
import { type GraphqlParams, paramsOfBody, paramsOfSearch } from './http/graphql-params.ts';
import { type HttpAnswer, refusal, refusalOf, statusOf } from './http/http-answer.ts';
import { readJson } from './http/read-json.ts';
import { HttpProblem } from './http/request-guard.ts';
import { flatHeaders, type OperationScope, openScope } from './operation-scope.ts';
import { streamEvents } from './subscriptions/event-stream.ts';

export interface GraphqlRouteOptions {
  readonly gateway: GatewayHandle;
  readonly apollo: ApolloLane;
  readonly admission: Admission;
  readonly logger: Logger;
  /** False when a plugin wants to see every operation. */
  readonly fastLane: boolean;
  /** Aborts when the server gives up on what still runs. */
  readonly shutdown: AbortSignal;
}

/** How long after its deadline an operation may still answer by itself, with what it has. */
const DEADLINE_GRACE_MS = 250;

/** GraphQL over HTTP: parameters, preparation, then the lane that fits the operation. */
export function createGraphqlRoute(options: GraphqlRouteOptions) {
  const { gateway, admission, logger } = options;
  const { server, limits } = gateway.config;

  return async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const type = negotiate(request.headers.accept);
    try {
      if (type === undefined) throw notAcceptable();
      const params = await paramsOf(request, limits.bodyBytes);
      const prepared = gateway.prepare(params.query, params.operationName);
      if ('errors' in prepared) return send(reply, type, refusal(prepared.errors));
      checkMethod(request.method, prepared, type);
      if (type === EVENT_STREAM) return await streamEvents(request, reply, params, prepared, options);
      const waiting = admission.enter();
      if (waiting !== undefined) await waiting;
      try {
        return send(reply, type, await run(request, reply, params, prepared));
      } finally {
        admission.leave();
      }
    } catch (thrown) {
      if (!GatewayError.is(thrown)) logger.error('a request failed', { error: thrown });
      return send(reply, type ?? JSON_RESPONSE, refusalOf(thrown));
    }
  };

  async function run(
    request: FastifyRequest,
    reply: FastifyReply,
    params: GraphqlParams,
    prepared: PreparedOperation,
  ): Promise<HttpAnswer> {
    using scope = openScope(limits.deadlineMs, gateway.config.context);
    const left = (): void => {
      if (!reply.raw.writableFinished) scope.cancel('The client has gone.');
    };
    reply.raw.once('close', left);
    const stop = (): void => scope.cancel('The server is shutting down.');
    options.shutdown.addEventListener('abort', stop);
    try {
      const context = await scope.context(
        { headers: flatHeaders(request.headers), ip: request.ip, transport: 'http' },
        server.trace && request.headers['interlace-trace'] === '1',
      );
      const fast = options.fastLane && prepared.planned;
      const answer = fast
        ? gateway.executeToText(prepared, params.variables, context).then(textAnswer)
        : options.apollo.answer(params, request.method, context).then(withStatus);
      return await withinDeadline(answer, scope);
    } finally {
      reply.raw.off('close', left);
      options.shutdown.removeEventListener('abort', stop);
    }
  }
}

async function paramsOf(request: FastifyRequest, maxBytes: number): Promise<GraphqlParams> {
  if (request.method === 'GET') {
    const start = request.url.indexOf('?');
    return paramsOfSearch(start < 0 ? '' : request.url.slice(start));
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return paramsOfBody(await readJson(body, request.headers['content-encoding'], maxBytes));
}

function checkMethod(method: string, prepared: PreparedOperation, type: ResponseType): void {
  if (method === 'GET' && prepared.kind === 'mutation') {
    throw new HttpProblem(405, 'A mutation must be sent by POST.', { allow: 'POST' });
  }
  if (prepared.kind === 'subscription' && type !== EVENT_STREAM) {
    const message = `A subscription is answered over WebSocket, or with the header 'accept: ${EVENT_STREAM}'.`;
    throw method === 'GET' ? new HttpProblem(405, message, { allow: 'POST' }) : new HttpProblem(406, message);
  }
}

const notAcceptable = (): HttpProblem =>
  new HttpProblem(406, 'The answer can be application/json, application/graphql-response+json or text/event-stream.');

function textAnswer(answer: {
  readonly text: string;
  readonly began: boolean;
  readonly cacheControl?: string;
}): HttpAnswer {
  return {
    status: answer.began ? 200 : 400,
    text: answer.text,
    headers: answer.cacheControl === undefined ? {} : { 'cache-control': answer.cacheControl },
  };
}

/** Apollo Server answers 500 where our table of codes knows better. */
function withStatus(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 500) return answer;
  const body: unknown = JSON.parse(answer.text);
  const errors = typeof body === 'object' && body !== null && 'errors' in body ? body.errors : undefined;
  return Array.isArray(errors) && !answer.text.includes('"data":') ? { ...answer, status: statusOf(errors) } : answer;
}

/** An operation is asked to end by its signal; one that does not listen is left behind. */
async function withinDeadline(answer: Promise<HttpAnswer>, scope: OperationScope): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  let abandon: (() => void) | undefined;
  const overdue = new Promise<never>((_, reject) => {
    abandon = () => {
      timer = setTimeout(() => reject(scope.signal.reason), DEADLINE_GRACE_MS);
    };
    scope.signal.addEventListener('abort', abandon, { once: true });
  });
  try {
    return await Promise.race([answer, overdue]);
  } finally {
    clearTimeout(timer);
    if (abandon !== undefined) scope.signal.removeEventListener('abort', abandon);
  }
}

function send(reply: FastifyReply, type: ResponseType, answer: HttpAnswer): FastifyReply {
  const shown = type === EVENT_STREAM ? JSON_RESPONSE : type;
  return reply
    .code(answer.status)
    .headers({ 'cache-control': 'no-store', ...answer.headers, 'content-type': `${shown}; charset=utf-8` })
    .send(answer.text);
}
