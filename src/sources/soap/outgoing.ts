import { randomBytes, randomUUID } from 'node:crypto';
import { GatewayError } from '../../errors/gateway-error.ts';
import { lowerCaseNames } from '../../utils/lower-case-names.ts';
import { withoutForwarded } from '../shared/without-forwarded.ts';
import type { SoapCodec } from './codec.ts';
import { AttachedValues } from './mime/attached-values.ts';
import { type Attachment, writeMultipart } from './mime/write-multipart.ts';
import type { SoapOptions, SoapSecurityOptions } from './options.ts';
import { addressingHeaders } from './security/addressing.ts';
import { basicAuthorization } from './security/basic-authorization.ts';
import { IDS, securityHeader } from './security/ws-security.ts';
import type { SoapWire } from './wire.ts';
import { WSU } from './xml/namespaces.ts';

/** A request as HTTP sends it. */
export interface Outgoing {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Where a call goes, and what the caller has for it. */
export interface Addressee {
  readonly address: string;
  /** XML for the security header, in place of the configured one. */
  readonly token?: string;
  /** Headers, lower-case names. */
  readonly forwarded: Readonly<Record<string, string>>;
}

/** Puts a signature into an envelope, as `sign-envelope.ts` does. */
export type SignEnvelope = (envelope: string, options: SoapSecurityOptions, isAddressed: boolean) => string;

/** Writes the request of one call, signed where there is who signs. Throws `BAD_USER_INPUT`, or `CONFIG_INVALID` for a key that cannot be used. */
export function writeRequest(
  codec: SoapCodec,
  wire: SoapWire,
  args: Readonly<Record<string, unknown>>,
  options: SoapOptions,
  { address, token, forwarded }: Addressee,
  sign?: SignEnvelope,
): Outgoing {
  const { security, mtom: xop = false } = options;
  const boundary = `part-${randomUUID()}`;
  const signed = security !== undefined && sign !== undefined;
  const values = new AttachedValues(partsOf(wire, args), boundary, signed);
  const addressed = isAddressed(wire, options);
  const headers =
    (security === undefined ? '' : securityHeader(security, { now: new Date(), nonce: randomBytes(16) }, token)) +
    (addressed ? addressingHeaders(address, wire.addressing.action, `urn:uuid:${randomUUID()}`) : '') +
    codec.headers(args, options.soapHeaders);
  const plain = codec.encode(
    args,
    { headers, ...(signed ? { bodyAttributes: ` xmlns:wsu="${WSU}" wsu:Id="${IDS.body}"` } : undefined) },
    xop ? { attach: (base64) => values.attach(base64) } : {},
  );
  const envelope = signed ? values.refer(sign(plain, security, addressed)) : plain;
  const { version, action } = wire;
  const common = { ...forwarded, ...httpHeaders(wire) };
  const configured = withoutForwarded({ ...basicHeaders(options), ...lowerCaseNames(options.headers) }, forwarded);
  if (values.parts.length === 0)
    return { headers: { ...common, 'content-type': plainType(wire), ...configured }, body: envelope };
  const { contentType, body } = writeMultipart(envelope, values.parts, { version, action, xop, boundary });
  return { headers: { ...common, 'content-type': contentType, ...configured }, body };
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

function httpHeaders(wire: SoapWire): Record<string, string> {
  return {
    accept: 'text/xml, application/soap+xml, multipart/related',
    'accept-encoding': 'gzip, deflate, br',
    ...(wire.version === '1.1' ? { soapaction: `"${wire.action}"` } : undefined),
  };
}

const basicHeaders = ({ basic }: SoapOptions): Record<string, string> =>
  basic === undefined ? {} : { authorization: basicAuthorization(basic) };

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
