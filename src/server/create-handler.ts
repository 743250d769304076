import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayError } from '../errors/gateway-error.ts';
import { SILENT } from '../telemetry/logger.ts';
import { preflightHeaders } from './cors.ts';
import type { ServerOptions } from './create-server.ts';
import type { GatewayHandle } from './gateway-handle.ts';
import { openGraphEndpoint } from './graph-endpoint.ts';
import { JSON_RESPONSE } from './http/accept.ts';
import { refusalOf, sendAnswer } from './http/http-answer.ts';
import { InFlight } from './in-flight.ts';
import { refuseUpgrade } from './subscriptions/web-socket.ts';

export type HandlerOptions = Pick<ServerOptions, 'plugins' | 'logger'>;

/** Answers GraphQL requests of a server of yours, at whatever path you call it. */
export interface GraphHandler extends AsyncDisposable {
  /**
   * For `createServer(handler)` of `node:http`, or `app.use('/graphql', handler)` of Express. A body that was read before is taken from
   * `request.body`, as `express.json()` leaves it: the limits of who read it hold.
   */
  (request: IncomingMessage, response: ServerResponse): void;
  /** For `server.on('upgrade', handler.upgrade)`: subscriptions over WebSocket. Takes whatever connection it is given. */
  readonly upgrade: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /**
   * Refuses what is still asked (503), waits up to the configured grace (`server.drain.grace`) for what is in flight, and then aborts it.
   * Resolves to false when something had to be aborted. Close your server first; the gateway itself stays open.
   */
  close(options?: { readonly force?: boolean }): Promise<boolean>;
}

/** How long operations that were aborted may take to say so. */
const ABORT_MS = 1_000;

/**
 * The graph as a handler for an HTTP server that exists already: the same limits, negotiation, CORS and protection against forged requests
 * as `createServer` has. What belongs to the server stays there: its time-outs, health, and the playground.
 */
export async function createHandler(gateway: GatewayHandle, options: HandlerOptions = {}): Promise<GraphHandler> {
  const { server: settings } = gateway.config;
  let closed: Promise<boolean> | undefined;
  const endpoint = await openGraphEndpoint(gateway, {
    plugins: options.plugins,
    logger: options.logger ?? SILENT,
    closing: () => closed !== undefined,
  });
  const inFlight = new InFlight();

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, preflightHeaders(settings.cors, request.headers)).end();
      return;
    }
    if (closed !== undefined) {
      sendAnswer(response, JSON_RESPONSE, refusalOf(new GatewayError('OVERLOADED', 'The server is shutting down.')));
      return;
    }
    inFlight.enter(response);
    endpoint.answer(request, response);
  };

  const upgrade: GraphHandler['upgrade'] = (request, connection, head) => {
    if (closed !== undefined) refuseUpgrade(connection, '503 Service Unavailable');
    else if (endpoint.sockets === undefined) refuseUpgrade(connection, '404 Not Found');
    else endpoint.sockets.upgrade(request, connection, head);
  };

  async function drain(force: boolean): Promise<boolean> {
    const sockets = endpoint.sockets?.close();
    const clean = await inFlight.idle(force ? 0 : settings.drain.graceMs);
    if (!clean) {
      endpoint.cancel();
      await inFlight.idle(ABORT_MS);
    }
    await sockets;
    await endpoint.stop();
    return clean;
  }

  const close: GraphHandler['close'] = ({ force = false } = {}) => {
    closed ??= drain(force);
    return closed;
  };
  return Object.assign(handle, {
    upgrade,
    close,
    async [Symbol.asyncDispose]() {
      await close({ force: true });
    },
  });
}
