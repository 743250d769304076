import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import Fastify from 'fastify';
import { type Logger, SILENT } from '../telemetry/logger.ts';
import type { Metric } from '../telemetry/metrics/metric.ts';
import type { AdminServer } from './admin/admin-server.ts';
import { OperationMeter } from './admin/operation-meter.ts';
import type { ServerPlugin } from './apollo-lane.ts';
import { answerClientErrors } from './client-errors.ts';
import { serveCors } from './cors.ts';
import type { GatewayHandle } from './gateway-handle.ts';
import { openGraphEndpoint } from './graph-endpoint.ts';
import { serveHealth } from './health.ts';
import { answerErrorsAsJson } from './json-errors.ts';
import { listenFailure, urlOf } from './listening.ts';
import { FASTIFY_LIMITS, LONGEST_IDLE_MS, listenOptions, NODE_LIMITS } from './node-limits.ts';
import { refuseUpgrade, type WebSocketEndpoint } from './subscriptions/web-socket.ts';

export interface ServerOptions {
  /** Overrides the configuration's port; 0 takes a free one. */
  readonly port?: number;
  /** Overrides the configuration's host. */
  readonly host?: string;
  /** Apollo Server plugins. Any plugin sends every operation through Apollo Server's pipeline. Default: none. */
  readonly plugins?: readonly ServerPlugin[];
  /** Default: says nothing. */
  readonly logger?: Logger;
  /**
   * Where several processes are one gateway: is given what reads the metrics of this one, and returns what gathers those of all. Default: this
   * one's alone.
   */
  readonly joinMetrics?: ((own: () => readonly Metric[]) => () => Promise<readonly Metric[]>) | undefined;
}

export interface InterlaceServer extends AsyncDisposable {
  /** Starts to accept; resolves to the URL of the graph. Rejects when the port is in use. */
  listen(): Promise<string>;
  /** URL of the graph, once it listens. */
  readonly url: string;
  /** URL of the listener for health and metrics, where there is one and it listens. */
  readonly adminUrl: string | undefined;
  /**
   * Stops gently: not ready at once, after the configured delay no new connections, then up to the configured grace for what is in
   * flight, which is then aborted. Whatever is asked meanwhile on a connection that is there is answered, and the connection closed by that.
   * Resolves to false when something had to be aborted. The gateway itself stays open. `delay: false`: others accept in its place already.
   */
  close(options?: { readonly force?: boolean; readonly delay?: boolean }): Promise<boolean>;
}

/** A server that may also be given what another one accepted. */
export interface OpenServer extends InterlaceServer {
  /** Takes `request`, `upgrade` and `clientError` events. */
  readonly http: HttpServer;
  readonly sockets: WebSocketEndpoint | undefined;
  /** What there is to tell; undefined where nothing is counted. */
  readonly metrics: (() => readonly Metric[]) | undefined;
}

export interface OpenServerOptions extends ServerOptions {
  /** Path at which whoever hands on requests says that another graph answers; for the playground. */
  readonly changesPath?: string;
}

/** GraphQL over HTTP, server-sent events and WebSocket, the playground and health, for one gateway. */
export async function createServer(gateway: GatewayHandle, options: ServerOptions = {}): Promise<InterlaceServer> {
  return openServer(gateway, options);
}

export async function openServer(gateway: GatewayHandle, options: OpenServerOptions): Promise<OpenServer> {
  const { server: settings, limits } = gateway.config;
  const logger = options.logger ?? SILENT;
  const shutdown = new AbortController();
  let draining = false;
  let url: string | undefined;
  let adminUrl: string | undefined;
  let admin: AdminServer | undefined;
  let closing: Promise<boolean> | undefined;

  const meter = settings.admin?.metrics === true ? new OperationMeter() : undefined;
  const endpoint = await openGraphEndpoint(gateway, {
    meter,
    plugins: options.plugins,
    logger,
    closing: () => draining,
  });
  const { admission, uploads, sockets } = endpoint;
  shutdown.signal.addEventListener('abort', () => endpoint.cancel());
  const app = Fastify({
    ...FASTIFY_LIMITS,
    bodyLimit: limits.bodyBytes,
    clientErrorHandler: answerClientErrors(uploads),
    serverFactory: (others) => createHttpServer(NODE_LIMITS, atPath(settings.path, endpoint.answer, others)),
  });
  app.server.maxConnections = 10_000;
  app.server.maxRequestsPerSocket = 1000;
  answerErrorsAsJson(app, logger, `There is nothing here. The graph is at ${settings.path}.`);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_, body, done) => {
    body.resume();
    done(null);
  });
  serveCors(app, settings.path, settings.cors);
  const { health } = gateway;
  serveHealth(app, { health, phase: () => (draining ? 'draining' : 'open') }, settings.admin !== undefined);
  if (settings.playground !== undefined) {
    const { servePlayground } = await import('./playground/serve-playground.ts');
    await servePlayground(app, gateway, settings.playground, options.changesPath);
  }
  if (sockets !== undefined) {
    app.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
      if (isAt(settings.path, request.url)) sockets.upgrade(request, connection, head);
      else refuseUpgrade(connection, '404 Not Found');
    });
  }

  const metrics =
    meter &&
    (await import('./admin/open-metrics.ts')).openMetrics(
      gateway,
      meter,
      { limits, admission, uploads, sockets },
      logger,
    );

  async function listenToAdmin(): Promise<void> {
    if (settings.admin === undefined) return;
    const { createAdminServer } = await import('./admin/admin-server.ts');
    const phase = () => (draining ? 'draining' : url === undefined ? 'starting' : 'open');
    const { joinMetrics = alone } = options;
    admin = createAdminServer({
      settings: settings.admin,
      health: { health, phase },
      metrics: metrics && joinMetrics(metrics.read),
      logger,
    });
    adminUrl = await admin.listen();
  }

  async function drain(force: boolean, waits: boolean): Promise<boolean> {
    draining = true;
    // Where others have taken this one's place, it must not tell who asks for the gateway that it drains.
    const left = waits ? undefined : admin?.close();
    if (!force) await (waits ? delay(settings.drain.delayMs, shutdown.signal) : connectionsLeft());
    const closed = Promise.all([app.close(), sockets?.close()]);
    const grace = new AbortController();
    let clean = true;
    const abort = delay(force ? 0 : settings.drain.graceMs, AbortSignal.any([grace.signal, shutdown.signal])).then(
      () => {
        if (grace.signal.aborted) return;
        clean = admission.running + uploads.running === 0;
        shutdown.abort();
        app.server.closeAllConnections();
      },
    );
    app.server.closeIdleConnections();
    await closed;
    grace.abort();
    await abort;
    await Promise.all([endpoint.stop(), left ?? admin?.close()]);
    metrics?.[Symbol.dispose]();
    return clean;
  }

  /**
   * Stops to accept, and lets go of the connections that are there: each is closed by its next answer, or when it has been idle for as long
   * as clients may count on it. To close an idle one at once would break the request that is on its way.
   */
  function connectionsLeft(): Promise<void> {
    const left = new AbortController();
    // Node's own close() of an HTTP server closes idle connections.
    NetServer.prototype.close.call(app.server, () => left.abort());
    return delay(LONGEST_IDLE_MS, AbortSignal.any([left.signal, shutdown.signal]));
  }

  await app.ready();

  const created: OpenServer = {
    http: app.server,
    sockets,
    metrics: metrics?.read,
    async listen() {
      const { port, host } = listenOptions(settings, options);
      await listenToAdmin();
      await app.listen({ port, host }).catch((error: unknown) => {
        throw listenFailure(error, 'server', host, port);
      });
      const address = app.server.address() as AddressInfo;
      url = urlOf(host, address.port, settings.path);
      return url;
    },
    get url() {
      if (url === undefined) throw new Error('The server does not listen yet: call listen() first.');
      return url;
    },
    get adminUrl() {
      return adminUrl;
    },
    close({ force = false, delay: waits = true } = {}) {
      if (force && closing !== undefined) shutdown.abort();
      closing ??= drain(force, waits);
      return closing;
    },
    async [Symbol.asyncDispose]() {
      await created.close({ force: true });
    },
  };
  return created;
}

/** What one process measured is all there is. */
function alone(own: () => readonly Metric[]): () => Promise<readonly Metric[]> {
  return async () => own();
}

/** Everything at the graph's path but preflights goes to `graphql`, the rest to `others`. */
function atPath(path: string, graphql: RequestListener, others: RequestListener): RequestListener {
  return (request, response) => {
    if (isAt(path, request.url) && request.method !== 'OPTIONS') graphql(request, response);
    else others(request, response);
  };
}

function isAt(path: string, url = ''): boolean {
  return url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === QUESTION_MARK);
}

const QUESTION_MARK = 0x3f;

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
