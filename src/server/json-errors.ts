import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import { refusalOf } from './http/http-answer.ts';
import { bodyLimit } from './http/read-json.ts';
import { HttpProblem } from './http/request-guard.ts';

/** No request gets anything but JSON, whatever is wrong with it. `nothing`: what is said where there is nothing. */
export function answerErrorsAsJson(app: FastifyInstance, logger: Logger, nothing: string): void {
  const { bodyLimit: maxBytes } = app.initialConfig;
  app.setErrorHandler((error: unknown, _, reply) => {
    const problem = problemOf(error, maxBytes ?? 0);
    if (!GatewayError.is(problem)) logger.error('a request failed', { error });
    const { status, headers, body } = refusalOf(problem);
    return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
  });
  app.setNotFoundHandler((_, reply) => {
    const { status, headers, body } = refusalOf(new HttpProblem(404, nothing));
    return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
  });
}

function problemOf(error: unknown, maxBytes: number): unknown {
  if (GatewayError.is(error) || typeof error !== 'object' || error === null || !('statusCode' in error)) return error;
  const { statusCode } = error;
  if (statusCode === 413) return new HttpProblem(413, bodyLimit(maxBytes));
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return error;
  return new HttpProblem(statusCode, error instanceof Error ? error.message : 'The request is malformed.');
}
