import { GatewayError } from '../../errors/gateway-error.ts';
import { createHttpClient, type HttpClient, type HttpResponse } from '../shared/http-client.ts';
import type { Call, CallConnector, CallReport, Operation, SourceIO } from '../source.ts';
import { SoapCodec } from './codec.ts';
import { basicAuthorization, type SoapDescription } from './describe.ts';
import { fromHttpStatus, fromSoapFault, malformed } from './fault.ts';
import type { SoapOptions } from './options.ts';
import type { SoapWire } from './wire.ts';
import { XmlError } from './xml/xml-error.ts';
import { decodeXmlBytes } from './xml/xml-text.ts';

/** SOAP over HTTP. */
export function connect(options: SoapOptions, _description: SoapDescription, _io: SourceIO): CallConnector<SoapWire> {
  return new SoapConnector(options);
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

class SoapConnector implements CallConnector<SoapWire> {
  readonly takes = 'calls';
  readonly #options: SoapOptions;
  readonly #codecs = new WeakMap<SoapWire, SoapCodec>();
  readonly #targets = new Map<string, Target>();
  #client: HttpClient | undefined;

  constructor(options: SoapOptions) {
    this.#options = options;
  }

  async call(call: Call<SoapWire>, report?: CallReport): Promise<unknown> {
    const { operation, args } = call;
    const { wire } = operation;
    const codec = this.#codec(wire);
    const target = this.#target(operation);
    const headers = codec.headers(args, this.#options.soapHeaders);
    const body = codec.encode(args, { headers });
    this.#client ??= createHttpClient({
      ...(this.#options.tls === undefined ? undefined : { tls: this.#options.tls }),
      ...(this.#options.maxResponseBytes === undefined
        ? undefined
        : { maxResponseBytes: this.#options.maxResponseBytes }),
    });
    const response = await this.#client.request({
      method: 'POST',
      ...target,
      headers: { ...call.forwarded, ...this.#headers(wire) },
      body,
      signal: call.signal,
    });
    if (report !== undefined) report.status = String(response.status);
    return this.#answer(call, codec, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]();
  }

  #headers(wire: SoapWire): Record<string, string> {
    const { basic, headers } = this.#options;
    const type =
      wire.version === '1.2'
        ? `application/soap+xml; charset=utf-8${wire.action === '' ? '' : `; action="${wire.action}"`}`
        : 'text/xml; charset=utf-8';
    return {
      'content-type': type,
      accept: 'text/xml, application/soap+xml, multipart/related',
      'accept-encoding': 'gzip, deflate, br',
      ...(wire.version === '1.1' ? { soapaction: `"${wire.action}"` } : undefined),
      ...(basic === undefined ? undefined : { authorization: basicAuthorization(basic) }),
      ...lowerCase(headers),
    };
  }

  #answer(call: Call<SoapWire>, codec: SoapCodec, response: HttpResponse): unknown {
    const { status, headers, body } = response;
    const { wire } = call.operation;
    const type = headers['content-type'] ?? '';
    if (wire.response === undefined && status >= 200 && status < 300 && body.length === 0) return true;
    const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1];
    let text = '';
    try {
      text = decodeXmlBytes(body, charset);
      const decoded = codec.decode(text, call.selection);
      if (decoded.kind === 'fault') throw fromSoapFault(decoded.fault, status);
      const refused = status >= 400 ? fromHttpStatus(status, text, headers['retry-after']) : undefined;
      if (refused !== undefined) throw refused;
      if (decoded.kind === 'value') return decoded.value;
      if (wire.response === undefined || wire.response.mapping.kind === 'nothing') return true;
      throw malformed(status, text, 'its body is empty.');
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const byStatus = fromHttpStatus(status, text, headers['retry-after']);
      if (byStatus !== undefined) throw byStatus;
      throw malformed(status, text, body.length === 0 ? 'it is empty.' : error.message, error);
    }
  }

  #codec(wire: SoapWire): SoapCodec {
    let codec = this.#codecs.get(wire);
    if (codec === undefined) {
      codec = new SoapCodec(wire, this.#options);
      this.#codecs.set(wire, codec);
    }
    return codec;
  }

  #target(operation: Operation<SoapWire>): Target {
    const address = this.#options.endpoint ?? operation.wire.address;
    if (address === undefined) {
      throw new GatewayError(
        'CONFIG_INVALID',
        `"${operation.label}" has no address: the WSDL has none, so set endpoint.`,
      );
    }
    let target = this.#targets.get(address);
    if (target === undefined) {
      if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
        throw new GatewayError('CONFIG_INVALID', `The address "${address}" is no HTTP URL: set endpoint.`);
      }
      const url = new URL(address);
      target = { origin: url.origin, path: url.pathname + url.search };
      this.#targets.set(address, target);
    }
    return target;
  }
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
