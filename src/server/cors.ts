import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ResolvedCors } from '../config/resolved-config.ts';
import { PREFLIGHT_HEADERS } from './http/request-guard.ts';

/** True where a page of `origin` may call: its own host, or an origin that the configuration names. */
export function allowsOrigin(cors: ResolvedCors | undefined, origin: string, host: string | undefined): boolean {
  if (host !== undefined && URL.canParse(origin) && new URL(origin).host === host) return true;
  if (cors === undefined) return false;
  return cors.origins === '*' || cors.origins.includes(origin);
}

/** What lets a page of the request's origin read the answer. An unknown origin gets no header that allows anything. */
export function corsHeaders(
  cors: ResolvedCors | undefined,
  { origin }: IncomingHttpHeaders,
): Readonly<Record<string, string>> {
  if (cors === undefined || origin === undefined) return NONE;
  const everyone = cors.origins === '*';
  if (!everyone && !cors.origins.includes(origin)) return { vary: 'origin' };
  return {
    ...(everyone ? undefined : { vary: 'origin' }),
    'access-control-allow-origin': everyone ? '*' : origin,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : undefined),
  };
}

const NONE: Readonly<Record<string, string>> = Object.freeze({});

/** What a preflight is answered: what a page of the request's origin may send, where it may send anything. */
export function preflightHeaders(
  cors: ResolvedCors | undefined,
  request: IncomingHttpHeaders,
): Readonly<Record<string, string>> {
  const allowed = corsHeaders(cors, request);
  if (cors === undefined || !('access-control-allow-origin' in allowed)) return allowed;
  return {
    ...allowed,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': ['content-type', ...PREFLIGHT_HEADERS, 'interlace-trace', ...cors.headers].join(
      ', ',
    ),
    'access-control-max-age': String(Math.floor(cors.maxAgeMs / 1000)),
  };
}

/** Answers preflights of the graph's path, and lets pages of the named origins read what else is served. */
export function serveCors(app: FastifyInstance, path: string, cors: ResolvedCors | undefined): void {
  app.options(path, (request, reply) => reply.headers(preflightHeaders(cors, request.headers)).code(204).send());
  if (cors !== undefined) {
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(corsHeaders(cors, request.headers));
    });
  }
}
