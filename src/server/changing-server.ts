import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../telemetry/logger.ts';
import type { AdminServer } from './admin/admin-server.ts';
import { type InterlaceServer, type OpenServer, openServer, type ServerOptions } from './create-server.ts';
import type { GatewayHandle } from './gateway-handle.ts';
import { InFlight } from './in-flight.ts';
import { listenFailure, urlOf } from './listening.ts';
import { listenOptions, NODE_LIMITS } from './node-limits.ts';

/** One address whose graph may be replaced while it answers. */
export interface ChangingServer extends InterlaceServer {
  /**
   * From here on `gateway` answers, with its own settings but for host and port. What the one before has under way it finishes, within the
   * configured grace; its WebSockets are closed, so that their clients come back. Resolves when nothing asks it any more.
   */
  replace(gateway: GatewayHandle): Promise<void>;
  /** Tells open playgrounds why the graph was not replaced. */
  report(problems: readonly string[]): void;
}

export interface ChangingServerOptions extends Pick<ServerOptions, 'port' | 'host'> {
  readonly logger: Logger;
}

/** Where open playgrounds listen. */
const CHANGES_PATH = '/playground/changes';

/** What answers now, and how much it has still to answer. */
interface Answering {
  readonly gateway: GatewayHandle;
  readonly server: OpenServer;
  readonly graceMs: number;
  readonly inFlight: InFlight;
}

/** For development: no request pays for a server that is never replaced. */
export async function createChangingServer(
  first: GatewayHandle,
  options: ChangingServerOptions,
): Promise<ChangingServer> {
  const listeners = new Set<ServerResponse>();
  const { port, host } = listenOptions(first.config.server, options);
  let current = await answering(first);
  let url: string | undefined;
  let closing: Promise<boolean> | undefined;
  let admin: AdminServer | undefined;
  let adminUrl: string | undefined;
  /** Those that were replaced and are not through. */
  const leaving = new Map<Answering, Promise<boolean>>();

  const front = createHttpServer(NODE_LIMITS, (request, response) => {
    if (request.url === CHANGES_PATH && request.method === 'GET') listen(response);
    else hand(current, request, response);
  });
  front.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (!current.server.http.emit('upgrade', request, connection, head)) connection.destroy();
  });
  front.on('clientError', (error: Error, connection: Duplex) => {
    if (!current.server.http.emit('clientError', error, connection)) connection.destroy();
  });

  async function answering(gateway: GatewayHandle): Promise<Answering> {
    const server = await openServer(gateway, { logger: options.logger, changesPath: CHANGES_PATH });
    return { gateway, server, graceMs: gateway.config.server.drain.graceMs, inFlight: new InFlight() };
  }

  function hand(to: Answering, request: IncomingMessage, response: ServerResponse): void {
    to.inFlight.enter(response);
    to.server.http.emit('request', request, response);
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders();
    listeners.add(response);
    response.once('close', () => listeners.delete(response));
  }

  function tell(change: { readonly problems: readonly string[] }): void {
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(change)}\n\n`);
  }

  /** Resolves to false when something had to be aborted. */
  async function finish(left: Answering, force: boolean): Promise<boolean> {
    const sockets = left.server.sockets?.close();
    const clean = await left.inFlight.idle(force ? 0 : left.graceMs);
    await left.server.close({ force: true });
    await sockets;
    return clean;
  }

  /** As the first configuration has it; what it tells is that of who answers now. */
  async function listenToAdmin(): Promise<void> {
    const settings = first.config.server.admin;
    if (settings === undefined) return;
    const { createAdminServer } = await import('./admin/admin-server.ts');
    admin = createAdminServer({
      settings,
      health: {
        health: () => current.gateway.health(),
        phase: () => (closing !== undefined ? 'draining' : url === undefined ? 'starting' : 'open'),
      },
      metrics: settings.metrics ? async () => current.server.metrics?.() ?? [] : undefined,
      logger: options.logger,
    });
    adminUrl = await admin.listen();
  }

  const created: ChangingServer = {
    async listen() {
      await listenToAdmin();
      await new Promise<void>((resolve, reject) => {
        front.once('error', (error) => reject(listenFailure(error, 'server', host, port)));
        front.listen({ port, host }, resolve);
      });
      url = urlOf(host, (front.address() as AddressInfo).port, first.config.server.path);
      return url;
    },
    get url() {
      if (url === undefined) throw new Error('The server does not listen yet: call listen() first.');
      return url;
    },
    get adminUrl() {
      return adminUrl;
    },
    async replace(gateway) {
      const before = current;
      current = await answering(gateway);
      tell({ problems: [] });
      const finished = finish(before, false);
      leaving.set(before, finished);
      await finished.finally(() => leaving.delete(before));
    },
    report: (problems) => tell({ problems }),
    close({ force = false } = {}) {
      const all = [current, ...leaving.keys()];
      if (force) for (const one of all) one.inFlight.giveUp();
      closing ??= (async () => {
        const closed = new Promise((resolve) => front.close(resolve));
        for (const listener of listeners) listener.end();
        const clean = await Promise.all([finish(current, force), ...leaving.values()]);
        front.closeAllConnections();
        await Promise.all([closed, admin?.close()]);
        return clean.every(Boolean);
      })();
      return closing;
    },
    async [Symbol.asyncDispose]() {
      await created.close({ force: true });
    },
  };
  return created;
}
