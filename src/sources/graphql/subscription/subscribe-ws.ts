import { print } from 'graphql';
import { WebSocket } from 'ws';
import { GatewayError } from '../../../errors/gateway-error.ts';
import { fromNetworkError } from '../../shared/network-fault.ts';
import { tlsConnectOptions } from '../../shared/tls.ts';
import type { DocumentRequest, TlsOptions } from '../../source.ts';
import { parseJson } from '../codec/parse-json.ts';
import { fromStatus, malformed } from '../fault.ts';
import { EventQueue } from './event-queue.ts';
import type { SubscriptionTarget } from './subscribe-sse.ts';

const HANDSHAKE_TIMEOUT_MS = 5_000;
const MAX_UNREAD = 128;
const ID = '1';

/**
 * The payloads of a subscription by the `graphql-transport-ws` protocol, one socket for each. The headers go with the handshake and as
 * payload of `connection_init`, where servers look for credentials. Ending the iteration closes the socket.
 */
export async function* subscribeWs(
  target: SubscriptionTarget,
  tls: TlsOptions | undefined,
  request: DocumentRequest,
): AsyncGenerator<unknown> {
  request.signal.throwIfAborted();
  const queue = new EventQueue(
    MAX_UNREAD,
    () => new GatewayError('UPSTREAM_FAILED', `More than ${MAX_UNREAD} events wait to be read.`),
  );
  const socket = new WebSocket(target.url, 'graphql-transport-ws', {
    headers: { ...target.headers },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: target.maxBytes,
    perMessageDeflate: false,
    ...tlsConnectOptions(tls),
  });
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const onAbort = (): void => queue.end(request.signal.reason);
  request.signal.addEventListener('abort', onAbort, { once: true });
  socket.on('open', () => send({ type: 'connection_init', payload: target.headers }));
  socket.on('message', (bytes: Buffer) => receive(bytes.toString('utf8'), request, queue, send));
  socket.on('unexpected-response', (_, response) => {
    queue.end(fromStatus(response.statusCode ?? 0, response.headers['retry-after'], '', undefined, Date.now()));
    socket.terminate();
  });
  socket.on('error', (error) => queue.end(fromNetworkError(error)));
  socket.on('close', (code) => queue.end(closed(code)));
  try {
    yield* queue.events();
  } finally {
    request.signal.removeEventListener('abort', onAbort);
    if (socket.readyState === WebSocket.OPEN) {
      send({ id: ID, type: 'complete' });
      socket.close(1000);
    } else socket.terminate();
  }
}

function receive(text: string, request: DocumentRequest, queue: EventQueue, send: (message: object) => void): void {
  const message = parseJson(text)?.value;
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    queue.end(malformed('a message that is none of its protocol', 101, text));
    return;
  }
  const payload: unknown = 'payload' in message ? message.payload : undefined;
  switch (message.type) {
    case 'connection_ack': {
      const { document, variables, operationName } = request;
      send({ id: ID, type: 'subscribe', payload: { query: print(document), variables, operationName } });
      return;
    }
    case 'ping':
      send({ type: 'pong' });
      return;
    case 'next':
      queue.push(payload);
      return;
    case 'error':
      // The subscription could not begin: a list of errors stands for its only result.
      queue.push({ data: null, errors: payload });
      queue.end();
      return;
    case 'complete':
      queue.end();
  }
}

/** Close codes of the protocol: 4400 to 4499 say why; any other end without `complete` is a lost connection. */
function closed(code: number): GatewayError {
  if (code === 4401 || code === 4403)
    return new GatewayError('UPSTREAM_UNAUTHORIZED', undefined, { facts: { closeCode: code } });
  if (code === 4429) return new GatewayError('UPSTREAM_THROTTLED', undefined, { facts: { closeCode: code } });
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'The upstream service closed the connection.', {
    facts: { closeCode: code },
  });
}
