import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { BodyProgress } from '../../execution/execution-context.ts';
import { HttpProblem } from '../http/request-guard.ts';
import { CLIENT_GONE } from '../operation-scope.ts';

export interface IntakeLimits {
  /** Of the whole body. */
  readonly maxBytes: number;
  /** How long a client may send next to nothing while more is asked for. */
  readonly idleMs: number;
}

/** Slower than this is idle. */
const MIN_BYTES_PER_SECOND = 1024;
/** What is still read of a body that nobody needs, so that its sender gets the answer instead of a reset connection. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 2000;

/** A request's body on demand: what is not asked for stays with the client. Ends clients that send next to nothing. */
export class BodyIntake implements BodyProgress {
  readonly #request: IncomingMessage;
  readonly #limits: IntakeLimits;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #complete = false;
  #stopped: GatewayError | undefined;
  #giveUp: ((reason: GatewayError) => void) | undefined;
  /** When the question that is open was asked. */
  #askedAt: number | undefined;
  /** Of the current period: milliseconds that the client let us wait, and bytes that had come before it. */
  #waited = 0;
  #bytesBefore = 0;

  /** `fail` learns when the client is idle. */
  constructor(request: IncomingMessage, limits: IntakeLimits, fail: (error: GatewayError) => void) {
    this.#request = request;
    this.#limits = limits;
    this.#chunks = request[Symbol.asyncIterator]();
    this.#timer = setInterval(() => this.#check(fail), limits.idleMs).unref();
    // A client that breaks off is nothing to report; without a listener it would end the process.
    request.on('error', () => undefined);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True once the whole body has come. */
  get complete(): boolean {
    return this.#complete;
  }

  get awaitsClient(): boolean {
    return this.#askedAt !== undefined;
  }

  /** The next bytes, undefined at the end. Rejects when the client goes away or sends too much, and once it was stopped. */
  pull(): Promise<Buffer | undefined> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      this.#take().then((chunk) => {
        if (this.#bytes > this.#limits.maxBytes) reject(tooLarge(this.#limits.maxBytes));
        else resolve(chunk);
      }, reject);
    });
  }

  /** Throws where the client says beforehand that it sends too much. */
  checkLength(): void {
    if (Number(this.#request.headers['content-length']) > this.#limits.maxBytes) throw tooLarge(this.#limits.maxBytes);
  }

  stop(reason: GatewayError): void {
    this.#stopped ??= reason;
    this.#giveUp?.(reason);
    clearInterval(this.#timer);
  }

  /** True where so little is still to come that it is worth waiting for, to keep the connection. */
  get nearlyComplete(): boolean {
    return this.#complete || Number(this.#request.headers['content-length']) - this.#bytes <= LINGER_BYTES;
  }

  /** Reads what is left, within bounds. Resolves to whether it came to the end. */
  async drain(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<true>((resolve) => {
      timer = setTimeout(resolve, LINGER_MS, true);
    });
    const most = this.#bytes + LINGER_BYTES;
    try {
      while (!this.#complete && this.#bytes <= most) {
        if ((await Promise.race([this.#take(), late])) === true) return false;
      }
      return this.#complete;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async #take(): Promise<Buffer | undefined> {
    if (this.#complete) return undefined;
    this.#askedAt = performance.now();
    try {
      const { done, value } = await this.#chunks.next();
      if (done === true) {
        this.#complete = true;
        clearInterval(this.#timer);
        return undefined;
      }
      this.#bytes += value.length;
      return value;
    } catch {
      throw new GatewayError('CANCELLED', CLIENT_GONE);
    } finally {
      this.#waited += performance.now() - (this.#askedAt ?? 0);
      this.#askedAt = undefined;
    }
  }

  #check(fail: (error: GatewayError) => void): void {
    const now = performance.now();
    if (this.#askedAt !== undefined) {
      this.#waited += now - this.#askedAt;
      this.#askedAt = now;
    }
    const { idleMs } = this.#limits;
    const came = this.#bytes - this.#bytesBefore;
    // A client is not to blame for the time in which nothing was asked of it.
    if (this.#waited >= idleMs * 0.9 && came < (MIN_BYTES_PER_SECOND * idleMs) / 1000) {
      fail(new HttpProblem(408, `The client sent next to nothing for ${idleMs} ms while its files were waited for.`));
    }
    this.#waited = 0;
    this.#bytesBefore = this.#bytes;
  }
}

const tooLarge = (maxBytes: number): GatewayError =>
  new HttpProblem(413, `The body is larger than the ${maxBytes} bytes that operation and files may have.`);
