import type { WebSocket } from 'ws';

const PING_MS = 12_000;
const MISSED_PONGS = 2;
/** Bytes that may wait for a slow client. */
const MAX_WAITING_BYTES = 1024 ** 2;

/** Pings a socket and ends it when it is silent or too old; returns how to stop. */
function keepAlive(socket: WebSocket, lifetimeMs: number): () => void {
  let missed = 0;
  socket.on('pong', () => {
    missed = 0;
  });
  const ping = setInterval(() => {
    if (missed >= MISSED_PONGS) return socket.terminate();
    missed++;
    socket.ping();
  }, PING_MS);
  const end = setTimeout(() => socket.close(1001, 'The socket has reached its lifetime'), lifetimeMs);
  return () => {
    clearInterval(ping);
    clearTimeout(end);
  };
}

const waiting = new WeakMap<WebSocket, number>();

/** Resolves when the message is written. A client that lets more than `maxMessages` or a megabyte wait is cut off with 4008. */
function send(socket: WebSocket, data: string, maxMessages: number): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  const queued = waiting.get(socket) ?? 0;
  if (queued >= maxMessages || socket.bufferedAmount > MAX_WAITING_BYTES) {
    socket.close(4008, 'The client reads too slowly');
    setTimeout(() => socket.terminate(), 1000).unref();
    return Promise.resolve();
  }
  waiting.set(socket, queued + 1);
  return new Promise((resolve) => {
    socket.send(data, () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      resolve();
    });
  });
}

export const superviseSocket = { keepAlive, send };
