import { GatewayError } from '../../errors/gateway-error.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import type { SoapFault } from './codec.ts';

/** A SOAP fault as an error: whoever is to blame by its code (SOAP 1.1, 4.4.1; SOAP 1.2, 5.4.6) decides what it is. */
export function fromSoapFault(fault: SoapFault, httpStatus: number): GatewayError {
  const protocol = {
    httpStatus,
    soapFault: {
      code: fault.code,
      ...(fault.subcodes.length === 0 ? undefined : { subcodes: fault.subcodes }),
      reason: fault.reason,
      ...(fault.actor === undefined ? undefined : { actor: fault.actor }),
      ...(fault.detail === undefined ? undefined : { detail: fault.detail }),
      ...(fault.otherDetail === undefined ? undefined : { otherDetail: fault.otherDetail }),
    },
  };
  // The name of a declared fault is the description's, not the service's, so a client may see it.
  const options = { protocol, ...(fault.name === undefined ? undefined : { facts: { fault: fault.name } }) };
  if (isAuthentication(fault)) return new GatewayError('UPSTREAM_UNAUTHORIZED', undefined, options);
  const [head] = fault.code.split('.');
  if (head === 'Client' || head === 'Sender') return new GatewayError('UPSTREAM_REJECTED', undefined, options);
  if (head === 'MustUnderstand' || head === 'VersionMismatch' || head === 'DataEncodingUnknown') {
    return new GatewayError('UPSTREAM_REJECTED', 'The upstream service does not understand the message.', options);
  }
  // A fault that is declared is an answer to this request: the same request will get it again.
  const transient = fault.name === undefined && fault.detail === undefined;
  return new GatewayError('UPSTREAM_FAILED', undefined, { ...options, transient });
}

/** Fault codes of WS-Security 1.1 (12). */
const SECURITY_CODES = new Set([
  'FailedAuthentication',
  'InvalidSecurityToken',
  'SecurityTokenUnavailable',
  'FailedCheck',
  'InvalidSecurity',
]);

const isAuthentication = (fault: SoapFault): boolean =>
  [fault.code, ...fault.subcodes].some((code) => SECURITY_CODES.has(code.split('.').at(-1) ?? ''));

/** An answer that is no SOAP message, by its HTTP status. */
export function fromHttpStatus(status: number, text: string, retryAfter: string | undefined): GatewayError | undefined {
  const protocol = { httpStatus: status, text: text.slice(0, 8192) };
  const wait = retryAfterMs(retryAfter);
  const options = { protocol, ...(wait !== undefined && { retryAfterMs: wait }) };
  if (status === 401 || status === 403 || status === 407)
    return new GatewayError('UPSTREAM_UNAUTHORIZED', undefined, { protocol });
  if (status === 429) return new GatewayError('UPSTREAM_THROTTLED', undefined, options);
  if (status === 502 || status === 503) return new GatewayError('UPSTREAM_UNAVAILABLE', undefined, options);
  if (status === 408 || status === 504) return new GatewayError('UPSTREAM_TIMEOUT', undefined, options);
  return undefined;
}

/** An answer that is no SOAP message, or not the one that the description promises. */
export function malformed(httpStatus: number, text: string, reason: string, cause?: unknown): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', `The upstream service's answer cannot be understood: ${reason}`, {
    protocol: { httpStatus, text: text.slice(0, 8192) },
    ...(cause === undefined ? undefined : { cause }),
  });
}
