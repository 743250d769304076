import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Authenticate } from '../../execution/caller.ts';
import { atTime } from '../../utils/at-time.ts';

type Params = Readonly<Record<string, unknown>> | undefined;

export interface SocketTokenOptions {
  readonly authenticate: Authenticate | undefined;
  readonly request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>;
  /** Operations that are under way. */
  readonly running: () => number;
  readonly close: (code: number, reason: string) => void;
}

/** The token that a socket was opened with, in the headers of its upgrade or in `connection_init`: the socket ends with it. */
export class SocketToken implements Disposable {
  readonly #options: SocketTokenOptions;
  #stop: (() => void) | undefined;
  #expired = false;
  #disposed = false;

  constructor(options: SocketTokenOptions) {
    this.#options = options;
  }

  /** False where the socket has to be closed as forbidden (4403), unless it is already. */
  async admit(params: Params): Promise<boolean> {
    try {
      const caller = await this.caller(params);
      if (caller === undefined || this.#disposed) return true;
      this.#stop = atTime(caller.expiresAt, () => {
        this.#expired = true;
        this.operationEnded();
      });
      return true;
    } catch (thrown) {
      const { code, message } = GatewayError.from(thrown);
      if (code !== 'UNAUTHENTICATED') this.#options.close(1013, message);
      return false;
    }
  }

  /** Asked for each operation: an issuer may have withdrawn its key, and a socket lives for long. */
  caller(params: Params): ReturnType<Authenticate> {
    const { headers, rawHeaders } = this.#options.request;
    return this.#options.authenticate?.({ headers, rawHeaders, params });
  }

  /** With the last operation that an expired token has, once its last message is sent: that is after it is told here. */
  operationEnded(): void {
    const { running, close } = this.#options;
    if (this.#expired && running() === 0) setImmediate(() => close(4403, 'The token has expired'));
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#stop?.();
  }
}
