import { lookup } from 'node:dns/promises';
import type { ClientHttp2Session } from 'node:http2';
import type { CancelSignal } from '../../../utils/cancel-signal.ts';
import type { Address, Target } from './address.ts';
import { Connection, type SessionOptions } from './session.ts';

const RESOLVE_EVERY_MS = 30_000;

/** The connections to all addresses of one endpoint; calls go round them. */
export class Channel implements AsyncDisposable {
  readonly #target: Target;
  readonly #options: SessionOptions;
  #connections: Connection[];
  #next = 0;
  #resolving: Promise<void> | undefined;
  #resolvedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(target: Target, options: SessionOptions) {
    this.#target = target;
    this.#options = options;
    this.#connections = target.resolve ? [] : target.addresses.map((address) => this.#connection(address));
  }

  /** A connection that is open now; undefined when one must be opened first. */
  ready(): Connection | undefined {
    if (this.#target.resolve && performance.now() - this.#resolvedAt > RESOLVE_EVERY_MS) void this.#resolve();
    const { length } = this.#connections;
    for (let step = 0; step < length; step += 1) {
      this.#next = (this.#next + 1) % length;
      const connection = this.#connections[this.#next];
      if (connection === undefined) continue;
      const { session } = connection;
      if (session !== undefined && !session.closed && !session.destroyed) return connection;
      // The others are opened beside the calls, so that they get their share once they are there.
      if (connection.backoffMs === 0 && this.#anyOpen()) connection.open().catch(() => undefined);
    }
    return undefined;
  }

  /** Opens a connection, the first that succeeds; waits for backoffs too when `patient`. Rejects with the network's error. */
  async open(signal: CancelSignal, patient: boolean): Promise<Connection> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#target.resolve && this.#connections.length === 0) await this.#resolve();
      let failure: unknown;
      for (const connection of this.#rotation()) {
        if (connection.backoffMs > 0) {
          failure = connection.lastError;
          continue;
        }
        try {
          await untilAborted(connection.open(), signal);
          return connection;
        } catch (error) {
          signal.throwIfAborted();
          failure = error;
        }
      }
      if (!patient || this.#closed) throw failure ?? new Error('the channel has no address');
      const wait = Math.max(5, Math.min(...this.#connections.map((connection) => connection.backoffMs), 1000));
      await untilAborted(new Promise((resolve) => setTimeout(resolve, wait).unref()), signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #rotation(): Connection[] {
    this.#next = (this.#next + 1) % Math.max(1, this.#connections.length);
    return [...this.#connections.slice(this.#next), ...this.#connections.slice(0, this.#next)];
  }

  #anyOpen(): boolean {
    return this.#connections.some(({ session }) => session !== undefined);
  }

  #connection(address: Address): Connection {
    return new Connection(address, this.#options, () => {
      // A lost connection may mean that the name has moved.
      if (this.#target.resolve) void this.#resolve();
    });
  }

  #resolve(): Promise<void> {
    this.#resolving ??= this.#lookUp().finally(() => {
      this.#resolving = undefined;
    });
    return this.#resolving;
  }

  async #lookUp(): Promise<void> {
    const found: Address[] = [];
    for (const { host, port } of this.#target.addresses) {
      try {
        const records = await lookup(host, { all: true });
        found.push(...records.map(({ address }) => ({ host: address, port, serverName: host })));
      } catch (error) {
        if (this.#connections.length === 0) throw error;
      }
    }
    if (found.length === 0 || this.#closed) return;
    this.#resolvedAt = performance.now();
    const keyOf = ({ host, port }: Address): string => `${host} ${port}`;
    const old = new Map(this.#connections.map((connection) => [keyOf(connection.address), connection]));
    const wanted = new Set(found.map(keyOf));
    this.#connections = found.map((address) => old.get(keyOf(address)) ?? this.#connection(address));
    for (const [key, connection] of old) if (!wanted.has(key)) retire(connection);
  }
}

/** Lets an address that is no longer named finish what it does. */
function retire(connection: Connection): void {
  const session: ClientHttp2Session | undefined = connection.session;
  if (session === undefined) void connection.close();
  else session.close();
}

/** The promise, or the rejection with the signal's reason when that comes first. */
async function untilAborted<Value>(promise: Promise<Value>, signal: CancelSignal): Promise<Value> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
