import { GatewayError } from '../../errors/gateway-error.ts';

const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'closed the connection'],
  ['EPIPE', 'closed the connection'],
  ['UND_ERR_SOCKET', 'closed the connection'],
  ['UND_ERR_CLOSED', 'is being disconnected'],
  ['UND_ERR_DESTROYED', 'is being disconnected'],
  ['UND_ERR_CONNECT_TIMEOUT', 'did not accept a connection in time'],
  ['ETIMEDOUT', 'did not accept a connection in time'],
  ['EHOSTUNREACH', 'is not reachable'],
  ['ENETUNREACH', 'is not reachable'],
  ['ENOENT', 'has no socket at its path'],
  ['ENOTFOUND', 'has a host name that does not resolve'],
  ['EAI_AGAIN', 'has a host name that does not resolve at the moment'],
  ['EMFILE', 'could not be connected: this process has too many open files'],
]);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}

/** What the operator has to do differs, and Node's codes tell it. */
const TLS_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'its certificate is signed by itself; trust it by tls.ca'],
  [
    /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT(?:_LOCALLY)?|VERIFY_LEAF_SIGNATURE))$/,
    'the authority of its certificate is not known; trust it by tls.ca',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another host name; see tls.serverName'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet'],
  [/WRONG_VERSION_NUMBER|^ERR_SSL_PACKET_LENGTH_TOO_LONG$/, 'it answers without TLS'],
  [/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/, 'it does not accept the client certificate; see tls.cert'],
];

function tlsFailure(code: string): string {
  const [, reason] = TLS_REASONS.find(([pattern]) => pattern.test(code)) ?? [];
  return `The TLS connection to the upstream service failed${reason === undefined ? '' : `: ${reason}`}.`;
}

const isTls = (code: string): boolean =>
  code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || /CERT|SIGNED|ISSUER|CRL/.test(code);

/** An error of Node's network layer or of undici as a `GatewayError`; one of ours passes through. */
export function fromNetworkError(error: unknown): GatewayError {
  const known = GatewayError.find(error);
  if (known !== undefined) return known;
  const code = codeOf(error);
  const reason = UNREACHABLE.get(code);
  if (reason !== undefined) {
    return new GatewayError('UPSTREAM_UNAVAILABLE', `The upstream service ${reason}.`, { cause: error });
  }
  if (isTls(code)) {
    return new GatewayError('UPSTREAM_UNAVAILABLE', tlsFailure(code), {
      cause: error,
      transient: false,
    });
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new GatewayError('UPSTREAM_TIMEOUT', undefined, { cause: error });
  }
  if (
    (error instanceof Error && error.name === 'HTTPParserError') ||
    code.startsWith('HPE_') ||
    // Undici asserts that nobody answers 101 unasked.
    code === 'ERR_ASSERTION' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  ) {
    return new GatewayError('UPSTREAM_MALFORMED', 'The upstream service answered with malformed HTTP.', {
      cause: error,
    });
  }
  return new GatewayError('INTERNAL_SERVER_ERROR', undefined, { cause: error });
}
