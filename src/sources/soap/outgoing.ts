import { randomBytes, randomUUID } from 'node:crypto';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { SoapCodec } from './codec.ts';
import { type Attachment, writeMultipart } from './mime/write-multipart.ts';
import type { SoapOptions } from './options.ts';
import { addressingHeaders } from './security/addressing.ts';
import { basicAuthorization } from './security/basic-authorization.ts';
import { signEnvelope } from './security/sign-envelope.ts';
import { IDS, securityHeader } from './security/ws-security.ts';
import type { SoapWire } from './wire.ts';
import { WSU, XOP } from './xml/namespaces.ts';

/** A request as HTTP sends it. */
export interface Outgoing {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Writes the request of one call. Throws `BAD_USER_INPUT`, or `CONFIG_INVALID` for a key that cannot be used. */
export function writeRequest(
  codec: SoapCodec,
  wire: SoapWire,
  args: Readonly<Record<string, unknown>>,
  options: SoapOptions,
  address: string,
): Outgoing {
  const { security } = options;
  const attachments: Attachment[] = partsOf(wire, args);
  // A signature covers the text of a value, so a signed message keeps its values inline.
  const xop = options.mtom === true && security?.signature === undefined;
  const boundary = `part-${randomUUID()}`;
  const headers =
    (security === undefined ? '' : securityHeader(security, { now: new Date(), nonce: randomBytes(16) })) +
    (isAddressed(wire, options) ? addressingHeaders(address, wire.addressing.action, `urn:uuid:${randomUUID()}`) : '') +
    codec.headers(args, options.soapHeaders);
  const attach = (base64: string): string => {
    const id = `${attachments.length}.${boundary}@interlace`;
    attachments.push({ id, type: 'application/octet-stream', body: Buffer.from(base64, 'base64') });
    return `<xop:Include xmlns:xop="${XOP}" href="cid:${id}"/>`;
  };
  const signed = security?.signature !== undefined;
  const plain = codec.encode(
    args,
    { headers, ...(signed ? { bodyAttributes: ` xmlns:wsu="${WSU}" wsu:Id="${IDS.body}"` } : undefined) },
    xop ? { attach } : {},
  );
  const envelope = signed ? signEnvelope(plain, security) : plain;
  const { version, action } = wire;
  const common = { ...httpHeaders(wire, options), ...lowerCase(options.headers) };
  if (attachments.length === 0) return { headers: { 'content-type': plainType(wire), ...common }, body: envelope };
  const { contentType, body } = writeMultipart(envelope, attachments, { version, action, xop, boundary });
  return { headers: { 'content-type': contentType, ...common }, body };
}

/** Parts that the binding puts into MIME parts of their own (WSDL 1.1, 5.11; named as WS-I Attachments Profile 1.0 says). */
function partsOf(wire: SoapWire, args: Readonly<Record<string, unknown>>): Attachment[] {
  return wire.request.attachments.flatMap(({ name, part, type }): Attachment[] => {
    const value = args[name];
    if (typeof value !== 'string') return [];
    return [{ id: `${part}=${randomUUID()}@interlace`, type, body: Buffer.from(value, 'base64') }];
  });
}

function plainType(wire: SoapWire): string {
  if (wire.version === '1.1') return 'text/xml; charset=utf-8';
  return `application/soap+xml; charset=utf-8${wire.action === '' ? '' : `; action="${wire.action}"`}`;
}

function httpHeaders(wire: SoapWire, { basic }: SoapOptions): Record<string, string> {
  return {
    accept: 'text/xml, application/soap+xml, multipart/related',
    'accept-encoding': 'gzip, deflate, br',
    ...(wire.version === '1.1' ? { soapaction: `"${wire.action}"` } : undefined),
    ...(basic === undefined ? undefined : { authorization: basicAuthorization(basic) }),
  };
}

const isAddressed = (wire: SoapWire, options: SoapOptions): boolean => options.addressing ?? wire.addressing.required;

/** Where an operation is called. Throws `CONFIG_INVALID` when nothing says so. */
export function addressOf(wire: SoapWire, options: SoapOptions): URL {
  const address = options.endpoint ?? wire.address;
  if (address === undefined) {
    throw new GatewayError('CONFIG_INVALID', `"${wire.name}" has no address: the WSDL has none, so set endpoint.`);
  }
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new GatewayError('CONFIG_INVALID', `The address "${address}" is no HTTP URL: set endpoint.`);
  }
  return new URL(address);
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
