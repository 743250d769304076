import { GatewayError } from '../../../errors/gateway-error.ts';
import { endpointOf } from '../location.ts';
import type { GrpcOptions } from '../options.ts';
import { parseTarget } from './address.ts';
import { Channel } from './channel.ts';
import { connectProtocol } from './connect.ts';
import type { Transport } from './exchange.ts';
import { grpcWeb } from './grpc-web.ts';
import { Http2Transport } from './http2-transport.ts';
import { WebTransport } from './web-transport.ts';

const DEFAULT_MAX_RECEIVE = 10_000_000;
const USER_AGENT = 'interlace';

/** The transport that the options ask for. Opens nothing yet. Throws `CONFIG_INVALID`. */
export function createTransport(options: GrpcOptions, endpoint = endpointOf(options)): Transport {
  if (endpoint === undefined) {
    throw new GatewayError('CONFIG_INVALID', 'A gRPC source needs an `endpoint`, such as catalog:50051.');
  }
  const target = parseTarget(endpoint);
  const { tls, gzipFrom, connectTimeoutMs = 2_000, maxResponseBytes: maxReceiveBytes = DEFAULT_MAX_RECEIVE } = options;
  const secure = options.secure ?? target.secure ?? (tls !== undefined || target.addresses[0]?.port === 443);
  if (options.protocol === 'grpc-web' || options.protocol === 'connect') {
    const dialect = options.protocol === 'connect' ? connectProtocol : grpcWeb;
    return new WebTransport({
      target,
      secure,
      tls,
      connectTimeoutMs,
      dialect: dialect({ maxReceiveBytes, gzipFrom, userAgent: USER_AGENT }),
    });
  }
  const channel = new Channel(target, {
    secure,
    tls,
    connectTimeoutMs,
    keepaliveMs: options.keepaliveMs ?? 30_000,
    keepaliveTimeoutMs: options.keepaliveTimeoutMs ?? 10_000,
  });
  return new Http2Transport(channel, {
    authority: target.authority,
    secure,
    waitForReady: options.waitForReady ?? false,
    maxReceiveBytes,
    gzipFrom,
    userAgent: USER_AGENT,
  });
}
