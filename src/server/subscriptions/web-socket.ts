import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ResolvedSubscriptions } from '../../config/resolved-config.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { OperationMeter } from '../admin/operation-meter.ts';
import type { Admission } from '../admission.ts';
import type { AddressOf } from '../client-address.ts';
import type { GatewayHandle, PreparedOperation } from '../gateway-handle.ts';
import { CLIENT_GONE, flatHeaders, OperationScope } from '../operation-scope.ts';
import { openEvents } from './open-events.ts';
import { completedId, withQuery } from './socket-messages.ts';
import { SocketToken } from './socket-token.ts';
import { superviseSocket } from './supervise-socket.ts';

export interface WebSocketOptions {
  readonly gateway: GatewayHandle;
  readonly admission: Admission;
  readonly meter: OperationMeter | undefined;
  readonly settings: ResolvedSubscriptions;
  readonly logger: Logger;
  /** True where a page of this origin may open a socket: a browser asks nobody before it does. */
  readonly allowsOrigin: (origin: string, host: string | undefined) => boolean;
  readonly addressOf: AddressOf;
}

export interface WebSocketEndpoint {
  readonly sockets: number;
  /** Operations on all of them. */
  readonly operations: number;
  /** For the `upgrade` event of a server. Takes the connection in any case. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Closes every socket with 1001 after completing its operations; resolves when all are gone. */
  close(): Promise<void>;
}

interface Extra {
  readonly request: IncomingMessage;
  readonly ip: string;
  /** Ends one operation by its id. */
  readonly cancels: Map<string, () => void>;
  readonly token: SocketToken;
}

/** GraphQL over WebSocket (the `graphql-transport-ws` protocol). */
export function createWebSockets(options: WebSocketOptions): WebSocketEndpoint {
  const { settings, logger } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: settings.messageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const perAddress = new Map<string, number>();
  const open = new Set<Extra>();
  const protocol = createProtocol(options);

  function begin(socket: WebSocket, request: IncomingMessage, ip: string): void {
    perAddress.set(ip, (perAddress.get(ip) ?? 0) + 1);
    const cancels = new Map<string, () => void>();
    const token = new SocketToken({
      authenticate: options.gateway.authenticate,
      request,
      running: () => cancels.size,
      close: (code, reason) => socket.close(code, reason),
    });
    const extra: Extra = { request, ip, cancels, token };
    open.add(extra);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => superviseSocket.send(socket, data, settings.buffer),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) => {
          socket.on('message', (data) => {
            const text = String(data);
            // The protocol cancels by asking the iterator to return, which one that waits for an event does not hear.
            const finished = completedId(text);
            if (finished !== undefined) extra.cancels.get(finished)?.();
            receive(withQuery(text)).catch((error: unknown) => {
              logger.error('a WebSocket message failed', { error });
              socket.close(4500, 'Internal server error');
            });
          });
        },
      },
      extra,
    );
    const release = superviseSocket.keepAlive(socket, settings.lifetimeMs);
    socket.on('error', (error) => logger.debug('a WebSocket broke', { error }));
    socket.once('close', (code, reason) => {
      release();
      token[Symbol.dispose]();
      open.delete(extra);
      for (const cancel of extra.cancels.values()) cancel();
      const left = (perAddress.get(ip) ?? 1) - 1;
      if (left > 0) perAddress.set(ip, left);
      else perAddress.delete(ip);
      closed(code, String(reason)).catch((error: unknown) =>
        logger.error('a WebSocket did not end cleanly', { error }),
      );
    });
  }

  return {
    get sockets() {
      return sockets.clients.size;
    },
    get operations() {
      return [...open].reduce((sum, { cancels }) => sum + cancels.size, 0);
    },
    upgrade(request, connection, head) {
      const ip = options.addressOf(request);
      const { origin, host } = request.headers;
      if (origin !== undefined && !options.allowsOrigin(origin, host))
        return refuseUpgrade(connection, '403 Forbidden');
      if ((perAddress.get(ip) ?? 0) >= settings.socketsPerAddress)
        return refuseUpgrade(connection, '429 Too Many Requests');
      sockets.handleUpgrade(request, connection, head, (socket) => begin(socket, request, ip));
    },
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'The server is shutting down');
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

/** Answers an upgrade that is not made, and ends its connection. */
export function refuseUpgrade(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function createProtocol({ gateway, admission, meter, settings, logger }: WebSocketOptions) {
  const { limits, server, context: userContext } = gateway.config;
  const running = new WeakMap<
    object,
    { readonly prepared: PreparedOperation; readonly start: () => Promise<unknown> }
  >();
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: 3000,
    onConnect: ({ extra, connectionParams }) => extra.token.admit(connectionParams),
    async onSubscribe({ extra, subscriptions, connectionParams }, id, payload) {
      if (Object.keys(subscriptions).length > settings.operationsPerSocket) {
        return refuse(
          new GatewayError('LIMIT_EXCEEDED', `More than ${settings.operationsPerSocket} operations on one socket.`),
        );
      }
      if (payload.query === '' && payload.extensions?.persistedQuery !== undefined) {
        return refuse(new GatewayError('PERSISTED_QUERY_NOT_SUPPORTED'));
      }
      const prepared = gateway.prepare(payload.query, payload.operationName ?? undefined);
      if ('errors' in prepared) {
        meter?.count('websocket', String(prepared.errors[0]?.extensions?.code), 0);
        return prepared.errors.map((error) => new GraphQLError(error.message, { extensions: error.extensions ?? {} }));
      }
      const scope = new OperationScope(
        prepared.kind === 'subscription' ? Number.POSITIVE_INFINITY : limits.deadlineMs,
        userContext,
      );
      const cancel = (): void => {
        scope.cancel(CLIENT_GONE);
        scope[Symbol.dispose]();
      };
      extra.cancels.set(id, cancel);
      const args = { schema: gateway.schema, document: prepared.document, operationName: prepared.operationName };
      running.set(args, {
        prepared,
        async start() {
          const caller = await extra.token.caller(connectionParams);
          if (prepared.kind === 'subscription') scope.endWith(caller);
          const headers = headersOf(extra.request, connectionParams);
          const traced = server.trace && payload.extensions?.['interlace-trace'] === 1;
          const context = await scope.context(
            headers,
            traced,
            () => ({
              headers,
              ip: extra.ip,
              transport: 'websocket',
              ...(connectionParams === undefined ? undefined : { connectionParams }),
            }),
            caller,
          );
          return openEvents(gateway, prepared, payload.variables ?? undefined, context, {
            admission,
            meter,
            lane: 'websocket',
          });
        },
      });
      return args;
    },
    execute: (args) => begin(args),
    subscribe: (args) => begin(args),
    // Results are formatted already: they have no toJSON of their own.
    onNext: (_, __, ___, ____, { errors, data, extensions }) => ({ errors, data, extensions }) as never,
    onError: (_, __, ___, errors) => errors.map(({ message, extensions }) => ({ message, extensions })) as never,
    onComplete: ({ extra }, id) => {
      extra.cancels.get(id)?.();
      extra.cancels.delete(id);
      extra.token.operationEnded();
    },
  });

  function refuse(error: GatewayError): readonly GraphQLError[] {
    meter?.count('websocket', error.code, 0);
    return [new GraphQLError(error.message, { extensions: error.extensions })];
  }

  async function begin(args: object): Promise<never> {
    const operation = running.get(args);
    try {
      return (await operation?.start()) as never;
    } catch (thrown) {
      const error = GatewayError.from(thrown);
      meter?.count('websocket', error.code, 0);
      if (!GatewayError.is(thrown)) logger.error('an operation failed', { error: thrown });
      return { errors: [{ message: error.message, extensions: error.extensions }] } as never;
    }
  }
}

/** The headers of the upgrade, and what `connection_init` may add to them: a browser cannot set headers on a WebSocket. */
function headersOf(
  request: IncomingMessage,
  params: Readonly<Record<string, unknown>> | undefined,
): Record<string, string> {
  const headers = flatHeaders(request.headers);
  for (const [name, value] of Object.entries(params ?? {})) {
    if (name.toLowerCase() === 'authorization' && typeof value === 'string') headers.authorization = value;
  }
  return headers;
}
