import { createHash } from 'node:crypto';
import type { SoapSecurityOptions } from '../options.ts';
import { WSSE, WSU } from '../xml/namespaces.ts';
import { escapeText } from '../xml/xml-text.ts';

const TOKEN_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
export const X509_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0';
export const MESSAGE_SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0';

/** Identifiers that a signature refers to. */
export const IDS = { body: 'Body', timestamp: 'Timestamp', token: 'UsernameToken', certificate: 'X509' } as const;

export interface SecurityMoment {
  readonly now: Date;
  readonly nonce: Uint8Array;
}

/** The `wsse:Security` header (WS-Security 1.1, Username Token Profile 1.1) without its signature; '' where it would be empty. `token` is XML. */
export function securityHeader(
  options: SoapSecurityOptions,
  moment: SecurityMoment,
  token = options.token ?? '',
): string {
  const created = `${moment.now.toISOString().slice(0, 19)}Z`;
  const mustUnderstand = options.mustUnderstand === false ? '' : ' soap:mustUnderstand="1"';
  const content = [
    certificate(options),
    timestamp(options, moment.now, created),
    usernameToken(options, moment, created),
    token,
  ].join('');
  if (content === '') return '';
  return `<wsse:Security xmlns:wsse="${WSSE}" xmlns:wsu="${WSU}"${mustUnderstand}>${content}</wsse:Security>`;
}

export const hasTimestamp = (options: SoapSecurityOptions): boolean =>
  options.timestamp !== undefined ? options.timestamp !== false : options.signature !== undefined;

function timestamp(options: SoapSecurityOptions, now: Date, created: string): string {
  if (!hasTimestamp(options)) return '';
  const seconds = typeof options.timestamp === 'number' ? options.timestamp : 300;
  const expires = `${new Date(now.getTime() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  return `<wsu:Timestamp wsu:Id="${IDS.timestamp}"><wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires></wsu:Timestamp>`;
}

function usernameToken(options: SoapSecurityOptions, moment: SecurityMoment, created: string): string {
  const token = options.usernameToken;
  if (token === undefined) return '';
  const isDigest = token.type === 'digest';
  const nonce = Buffer.from(moment.nonce).toString('base64');
  const password = isDigest ? passwordDigest(moment.nonce, created, token.password) : escapeText(token.password);
  const once = isDigest || token.nonce === true;
  const freshness =
    (once ? `<wsse:Nonce EncodingType="${MESSAGE_SECURITY}#Base64Binary">${nonce}</wsse:Nonce>` : '') +
    (once || token.created === true ? `<wsu:Created>${created}</wsu:Created>` : '');
  return (
    `<wsse:UsernameToken wsu:Id="${IDS.token}"><wsse:Username>${escapeText(token.username)}</wsse:Username>` +
    `<wsse:Password Type="${TOKEN_PROFILE}#${isDigest ? 'PasswordDigest' : 'PasswordText'}">${password}</wsse:Password>` +
    `${freshness}</wsse:UsernameToken>`
  );
}

/** `Base64(SHA-1(nonce + created + password))`: SHA-1 is what the profile says. */
function passwordDigest(nonce: Uint8Array, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created, 'utf8').update(password, 'utf8').digest('base64');
}

/** The certificate in the header, where the signature refers to it there. */
function certificate({ signature }: SoapSecurityOptions): string {
  if (signature === undefined || (signature.keyInfo ?? 'certificate') !== 'certificate') return '';
  const der = signature.cert.replace(/-----[^-]+-----|\s/g, '');
  return `<wsse:BinarySecurityToken wsu:Id="${IDS.certificate}" EncodingType="${MESSAGE_SECURITY}#Base64Binary" ValueType="${X509_PROFILE}#X509v3">${der}</wsse:BinarySecurityToken>`;
}
