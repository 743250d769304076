import { createHttpClient, type HttpClient } from '../shared/http-client.ts';
import type { Call, CallConnector, CallReport } from '../source.ts';
import { SoapCodec } from './codec.ts';
import { readResponse } from './incoming.ts';
import type { SoapOptions } from './options.ts';
import { addressOf, type SignEnvelope, writeRequest } from './outgoing.ts';
import { callersToken } from './security/callers-token.ts';
import type { SoapWire } from './wire.ts';

/** SOAP over HTTP. */
export function connect(options: SoapOptions): CallConnector<SoapWire> {
  return new SoapConnector(options);
}

/** What is made once for an operation. */
interface Prepared {
  readonly codec: SoapCodec;
  readonly address: string;
  readonly origin: string;
  readonly path: string;
}

/** Only for who signs: the library brings a parser and an XPath engine of its own. */
const loadSigner = async (): Promise<SignEnvelope> => (await import('./security/sign-envelope.ts')).signEnvelope;

class SoapConnector implements CallConnector<SoapWire> {
  readonly takes = 'calls';
  readonly #options: SoapOptions;
  readonly #prepared = new WeakMap<SoapWire, Prepared>();
  #client: HttpClient | undefined;

  constructor(options: SoapOptions) {
    this.#options = options;
  }

  async call(call: Call<SoapWire>, report?: CallReport): Promise<unknown> {
    const { wire } = call.operation;
    const { codec, address, origin, path } = this.#prepare(wire);
    const callers = callersToken(call.forwarded, this.#options.security?.tokenHeader);
    const sign = this.#options.security?.signature && (await loadSigner());
    const { headers, body } = writeRequest(codec, wire, call.args, this.#options, { address, ...callers }, sign);
    const response = await this.#connected().request({
      method: 'POST',
      origin,
      path,
      headers,
      body,
      signal: call.signal,
    });
    if (report !== undefined) report.status = String(response.status);
    return readResponse(codec, wire, response, call.selection);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]();
  }

  #connected(): HttpClient {
    this.#client ??= createHttpClient(this.#options);
    return this.#client;
  }

  #prepare(wire: SoapWire): Prepared {
    let prepared = this.#prepared.get(wire);
    if (prepared === undefined) {
      const url = addressOf(wire, this.#options);
      const codec = new SoapCodec(wire, this.#options);
      prepared = { codec, address: url.href, origin: url.origin, path: url.pathname + url.search };
      this.#prepared.set(wire, prepared);
    }
    return prepared;
  }
}
