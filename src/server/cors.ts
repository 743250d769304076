import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResolvedCors } from '../config/resolved-config.ts';
import { PREFLIGHT_HEADERS } from './http/request-guard.ts';

/** True where a page of `origin` may call: its own host, or an origin that the configuration names. */
export function allowsOrigin(cors: ResolvedCors | undefined, origin: string, host: string | undefined): boolean {
  if (host !== undefined && URL.canParse(origin) && new URL(origin).host === host) return true;
  if (cors === undefined) return false;
  return cors.origins === '*' || cors.origins.includes(origin);
}

/** Answers preflights of the graph's path, and lets pages of the named origins read answers. An unknown origin gets no header at all. */
export function serveCors(app: FastifyInstance, path: string, cors: ResolvedCors | undefined): void {
  app.options(path, (request, reply) => {
    if (allow(request, reply, cors) && cors !== undefined) {
      reply.headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': ['content-type', ...PREFLIGHT_HEADERS, 'interlace-trace', ...cors.headers].join(
          ', ',
        ),
        'access-control-max-age': String(Math.floor(cors.maxAgeMs / 1000)),
      });
    }
    return reply.code(204).send();
  });
  if (cors !== undefined) {
    app.addHook('onRequest', async (request, reply) => {
      allow(request, reply, cors);
    });
  }
}

function allow(request: FastifyRequest, reply: FastifyReply, cors: ResolvedCors | undefined): boolean {
  const { origin } = request.headers;
  if (cors === undefined || origin === undefined) return false;
  if (cors.origins !== '*') reply.header('vary', 'origin');
  if (cors.origins !== '*' && !cors.origins.includes(origin)) return false;
  reply.header('access-control-allow-origin', cors.origins === '*' ? '*' : origin);
  if (cors.credentials) reply.header('access-control-allow-credentials', 'true');
  return true;
}
