import type { ServerOptions } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import type { ResolvedServer } from '../config/resolved-config.ts';

const KEEP_ALIVE_MS = 5_000;

/** No connection stays idle for longer, with time for the timer to come. */
export const LONGEST_IDLE_MS = KEEP_ALIVE_MS + 1_500;

/** Time and size bounds of the HTTP parser itself: slow clients, long addresses, many headers. */
export const NODE_LIMITS: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  requestTimeout: 30_000,
  keepAliveTimeout: KEEP_ALIVE_MS,
};

/** What the other routes, whose requests have no bodies to speak of, are bounded by. */
export const FASTIFY_LIMITS = {
  routerOptions: { maxParamLength: 100 },
  return503OnClosing: true,
  forceCloseConnections: 'idle',
  logger: false,
  // No route has a schema; the compilers for them would be loaded all the same.
  schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
} as const satisfies FastifyServerOptions;

function noSchemas(): never {
  throw new Error('a route has a schema, and there is no compiler for it');
}

/** Where to listen: what the caller of `createServer` says stands before the configuration. */
export function listenOptions(
  settings: ResolvedServer,
  options: { readonly port?: number; readonly host?: string },
): { readonly port: number; readonly host: string } {
  return { port: options.port ?? settings.port, host: options.host ?? settings.host };
}
