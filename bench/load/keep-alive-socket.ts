import { connect, type Socket } from 'node:net';
import { readChunks } from '../scene/raw-http-server.ts';

const HEAD_END = Buffer.from('\r\n\r\n');

export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
  /** The server takes no further request on this connection. */
  readonly last: boolean;
}

/** One keep-alive connection that has one request under way at most, opened again where the server ends it: the cheapest HTTP client there is. */
export class KeepAliveSocket {
  readonly #port: number;
  #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #resolve: ((response: RawResponse) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(port: number) {
    this.#port = port;
    this.#socket = this.#open();
  }

  /** Sends a whole request, head included, and resolves to its answer. */
  send(request: Buffer | string): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      // A server ends connections that rest too long.
      if (this.#socket.destroyed) this.#socket = this.#open();
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  #open(): Socket {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(socket, error));
    socket.on('close', () => this.#fail(socket, new Error('the connection was closed')));
    return socket;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const response = parseResponse(bytes);
    if (response === undefined) {
      this.#pending = bytes;
      return;
    }
    this.#pending = Buffer.alloc(0);
    if (response.last) {
      this.#socket.destroy();
      this.#socket = this.#open();
    }
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#reject = undefined;
    resolve?.(response);
  }

  #fail(socket: Socket, error: Error): void {
    if (socket !== this.#socket) return;
    const reject = this.#reject;
    this.#resolve = undefined;
    this.#reject = undefined;
    reject?.(error);
  }
}

/** The response in `bytes`, or undefined when it is not complete. */
function parseResponse(bytes: Buffer): RawResponse | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const last = /\r\nconnection:\s*close/i.test(head);
  const start = headEnd + 4;
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1];
  if (length === undefined) {
    const chunks = readChunks(bytes, start);
    return chunks === undefined ? undefined : { status, body: chunks.bytes, last };
  }
  const end = start + Number(length);
  return bytes.length < end ? undefined : { status, body: bytes.subarray(start, end), last };
}

/** A GraphQL request as bytes. */
export function postRequest(path: string, query: string, variables: Readonly<Record<string, unknown>>): Buffer {
  const body = JSON.stringify({ query, variables });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
