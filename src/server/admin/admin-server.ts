import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { ResolvedAdmin } from '../../config/resolved-config.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Metric } from '../../telemetry/metrics/metric.ts';
import { METRICS_TYPE, writeMetrics } from '../../telemetry/metrics/write-metrics.ts';
import { type HealthOptions, serveHealth } from '../health.ts';
import { answerErrorsAsJson } from '../json-errors.ts';
import { listenFailure, urlOf } from '../listening.ts';
import { FASTIFY_LIMITS, NODE_LIMITS } from '../node-limits.ts';

export interface AdminServerOptions {
  readonly settings: ResolvedAdmin;
  readonly health: HealthOptions;
  /** Undefined: there is no `/metrics`. */
  readonly metrics: (() => Promise<readonly Metric[]>) | undefined;
  readonly logger: Logger;
}

export interface AdminServer {
  /** Starts to accept; resolves to its URL. Rejects when the port is in use. */
  listen(): Promise<string>;
  /** Stops to accept. Resolves when what is in flight was answered, which it has a second for. */
  close(): Promise<void>;
}

const GRACE_MS = 1_000;

/** Health and metrics on a port of their own, which answers while the graph's port is busy, closed or guarded. */
export function createAdminServer({ settings, health, metrics, logger }: AdminServerOptions): AdminServer {
  const { host, port } = settings;
  const app = Fastify({ ...FASTIFY_LIMITS, http: NODE_LIMITS });
  app.server.maxConnections = 100;
  answerErrorsAsJson(app, logger, 'There is nothing here. Ask for /health/live, /health/ready or /metrics.');
  serveHealth(app, health);
  if (metrics !== undefined) {
    app.get('/metrics', async (_, reply) => {
      const text = writeMetrics(await metrics());
      return reply.header('cache-control', 'no-store').type(METRICS_TYPE).send(text);
    });
  }
  return {
    async listen() {
      await app.listen({ port, host }).catch((error: unknown) => {
        throw listenFailure(error, 'server.admin', host, port);
      });
      return urlOf(host, (app.server.address() as AddressInfo).port, '');
    },
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(cut);
    },
  };
}
