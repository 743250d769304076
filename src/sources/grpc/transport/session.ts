import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tlsConnectOptions } from '../../shared/tls.ts';
import type { TlsOptions } from '../../source.ts';
import type { Address } from './address.ts';

export interface SessionOptions {
  readonly secure: boolean;
  readonly tls: TlsOptions | undefined;
  readonly connectTimeoutMs: number;
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
}

/** Room for the answers of many calls at once: the protocol's own 64 KB would make every larger answer wait for a round trip. */
const STREAM_WINDOW = 1024 * 1024;
const CONNECTION_WINDOW = 16 * 1024 * 1024;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 30_000;

/** The one connection to one address: opened by the first call, opened again after it has gone, never faster than the backoff allows. */
export class Connection {
  readonly address: Address;
  readonly #options: SessionOptions;
  readonly #onLost: () => void;
  #session: ClientHttp2Session | undefined;
  #opening: Promise<ClientHttp2Session> | undefined;
  #failures = 0;
  #notBefore = 0;
  #lastError: unknown;
  #closed = false;
  /** Of the attempt under way. A session that waits for it does not end before it does, whatever is done to the session. */
  #connecting: Socket | undefined;
  readonly #draining = new Set<ClientHttp2Session>();

  constructor(address: Address, options: SessionOptions, onLost: () => void) {
    this.address = address;
    this.#options = options;
    this.#onLost = onLost;
  }

  /** The open session, if there is one. */
  get session(): ClientHttp2Session | undefined {
    return this.#session;
  }

  /** Milliseconds until another attempt is allowed; 0: now. */
  get backoffMs(): number {
    return Math.max(0, this.#notBefore - performance.now());
  }

  get lastError(): unknown {
    return this.#lastError;
  }

  /** Joins the attempt that is under way, or begins one. Rejects with the network's error. */
  open(): Promise<ClientHttp2Session> {
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  #connect(): Promise<ClientHttp2Session> {
    const { host, port } = this.address;
    const { secure, connectTimeoutMs } = this.#options;
    const authority = `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      const socket = this.#openSocket();
      this.#connecting = socket;
      const session = connect(authority, {
        createConnection: () => socket,
        settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
        maxSessionMemory: 64,
      });
      const timer = setTimeout(
        () => socket.destroy(Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' })),
        connectTimeoutMs,
      );
      let failure: unknown;
      let connected = false;
      session.on('error', (error) => {
        failure = error;
      });
      session.once('connect', () => {
        clearTimeout(timer);
        this.#connecting = undefined;
        connected = true;
        if (this.#closed) {
          session.destroy();
          return;
        }
        session.setLocalWindowSize(CONNECTION_WINDOW);
        this.#failures = 0;
        this.#notBefore = 0;
        this.#session = session;
        this.#keepAlive(session);
        resolve(session);
      });
      session.once('goaway', () => this.#retire(session));
      session.once('close', () => {
        clearTimeout(timer);
        this.#draining.delete(session);
        if (this.#session === session) this.#session = undefined;
        if (!connected) this.#failed(failure);
        reject(failure ?? Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
        if (!this.#closed) this.#onLost();
      });
    });
  }

  /** New calls need another connection; those under way may end on this one. */
  #retire(session: ClientHttp2Session): void {
    if (this.#session === session) this.#session = undefined;
    if (session.closed || session.destroyed) return;
    this.#draining.add(session);
    session.close();
  }

  #openSocket(): Socket {
    const { host, port, path } = this.address;
    const { secure, tls } = this.#options;
    const plain = path === undefined ? undefined : connectSocket(path);
    if (!secure) return plain ?? connectSocket(port, host);
    return connectTls({
      ...(plain === undefined ? { host, port } : { socket: plain }),
      ...(isIP(host) === 0 && { servername: host }),
      ...tlsConnectOptions(tls),
      ...serverName(this.address, tls),
      ALPNProtocols: ['h2'],
    });
  }

  #failed(error: unknown): void {
    this.#lastError = error;
    const wait = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 1.6 ** this.#failures);
    this.#failures += 1;
    // Jitter, so that many gateways do not come back to a restarted service in the same instant.
    this.#notBefore = performance.now() + wait * (0.8 + Math.random() * 0.4);
  }

  /** Asks for a sign of life while calls wait on the connection; without one it is given up. */
  #keepAlive(session: ClientHttp2Session): void {
    const { keepaliveMs, keepaliveTimeoutMs } = this.#options;
    if (keepaliveMs === 0) return;
    const interval = setInterval(() => {
      if (session.destroyed || this.calls === 0) return;
      const dead = setTimeout(() => {
        session.destroy(Object.assign(new Error('no answer to a keepalive ping'), { code: 'ETIMEDOUT' }));
      }, keepaliveTimeoutMs);
      dead.unref();
      session.ping(() => clearTimeout(dead));
    }, keepaliveMs);
    interval.unref();
    session.once('close', () => clearInterval(interval));
  }

  /** Calls under way, counted by the channel. */
  calls = 0;

  async close(): Promise<void> {
    this.#closed = true;
    const sessions = [...this.#draining, ...(this.#session === undefined ? [] : [this.#session])];
    this.#session = undefined;
    for (const session of sessions) session.destroy();
    this.#connecting?.destroy();
    await this.#opening?.catch(() => undefined);
  }
}

function serverName(address: Address, tls: TlsOptions | undefined): { servername?: string } {
  if (tls?.serverName !== undefined) return {};
  return address.serverName === undefined ? {} : { servername: address.serverName };
}
