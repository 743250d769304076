import { GatewayError } from '../../../errors/gateway-error.ts';
import { endpointOf } from '../location.ts';
import type { GrpcOptions } from '../options.ts';
import { parseTarget } from './address.ts';
import { Channel } from './channel.ts';
import type { Transport } from './exchange.ts';
import { Http2Transport } from './http2-transport.ts';

const DEFAULT_MAX_RECEIVE = 10_000_000;

/** The transport that the options ask for. Opens nothing yet. Throws `CONFIG_INVALID`. */
export function createTransport(options: GrpcOptions, endpoint = endpointOf(options)): Transport {
  if (endpoint === undefined) {
    throw new GatewayError('CONFIG_INVALID', 'A gRPC source needs an `endpoint`, such as catalog:50051.');
  }
  const target = parseTarget(endpoint);
  const secure = options.secure ?? target.secure ?? (options.tls !== undefined || target.addresses[0]?.port === 443);
  const channel = new Channel(target, {
    secure,
    tls: options.tls,
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
    keepaliveMs: options.keepaliveMs ?? 30_000,
    keepaliveTimeoutMs: options.keepaliveTimeoutMs ?? 10_000,
  });
  return new Http2Transport(channel, {
    authority: target.authority,
    secure,
    waitForReady: options.waitForReady ?? false,
    maxReceiveBytes: options.maxResponseBytes ?? DEFAULT_MAX_RECEIVE,
    gzipFrom: options.gzipFrom,
    userAgent: 'interlace',
  });
}
