import type { FastifyInstance } from 'fastify';
import type { GatewayHealth } from './gateway-handle.ts';

export interface HealthOptions {
  readonly health: () => GatewayHealth;
  readonly phase: () => 'starting' | 'open' | 'draining';
}

/**
 * `/health/live`: the process answers. `/health/ready`: it may get traffic; 503 while it starts, drains or cannot answer. How each
 * source does is reported there, unless `brief`; one that is down does not make the gateway unready: its fields are errors, the others answer.
 */
export function serveHealth(app: FastifyInstance, { health, phase }: HealthOptions, brief = false): void {
  app.get('/health/live', (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));
  app.get('/health/ready', (_, reply) => {
    const { ready, sources } = health();
    const now = phase();
    const status = now !== 'open' ? now : ready ? 'ready' : 'unready';
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(brief ? { status } : { status, sources });
  });
}
