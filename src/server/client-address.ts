import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';

/** The address of the caller: of the socket's other end or, behind trusted proxies, what the first one that is not trusted reports. */
export type AddressOf = (request: IncomingMessage) => string;

/** `trusted`: addresses and networks (`10.0.0.0/8`, `loopback`) whose `X-Forwarded-For` is believed. Throws on what is none. */
export function clientAddress(trusted: readonly string[]): AddressOf {
  if (trusted.length === 0) return (request) => request.socket.remoteAddress ?? 'unknown';
  const trust = proxyAddress.compile([...trusted]);
  return (request) => proxyAddress(request, trust);
}
