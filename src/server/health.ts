import type { FastifyInstance } from 'fastify';
import type { GatewayHandle } from './gateway-handle.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: it may get traffic; 503 while it starts, drains or cannot answer. How each
 * source does is reported there; one that is down does not make the gateway unready: its fields are errors, the others answer.
 */
export function serveHealth(app: FastifyInstance, gateway: GatewayHandle, draining: () => boolean): void {
  app.get('/health/live', (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));
  app.get('/health/ready', (_, reply) => {
    const { ready, sources } = gateway.health();
    const status = draining() ? 'draining' : ready ? 'ready' : 'unready';
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, sources });
  });
}
