import { INTERNAL } from './exchange.ts';
import { FrameReader, frame, gunzipMessage, gzipFrame, unknownFrame } from './frames.ts';
import { grpcTimeout, plainStatus, statusOf, statusOfHttp } from './status.ts';
import type { WebDialect } from './web-transport.ts';

export interface WebDialectOptions {
  readonly maxReceiveBytes: number;
  readonly gzipFrom: number | undefined;
  readonly userAgent: string;
}

const TRAILERS = 0x80;

/** gRPC-Web: the frames of gRPC, with the trailers in a last frame. */
export function grpcWeb({ maxReceiveBytes, gzipFrom, userAgent }: WebDialectOptions): WebDialect {
  return {
    request: ({ metadata, messages, deadline }) => ({
      headers: {
        ...(metadata as Record<string, string>),
        'content-type': 'application/grpc-web+proto',
        accept: 'application/grpc-web+proto',
        'x-grpc-web': '1',
        'x-user-agent': userAgent,
        'grpc-accept-encoding': 'identity,gzip',
        ...(deadline < Number.POSITIVE_INFINITY
          ? { 'grpc-timeout': grpcTimeout(deadline - performance.now()) }
          : undefined),
        ...(gzipFrom === undefined ? undefined : { 'grpc-encoding': 'gzip' }),
      },
      body: Buffer.concat(
        messages.map((message) =>
          gzipFrom !== undefined && message.length >= gzipFrom ? gzipFrame(message) : frame(message),
        ),
      ),
    }),
    read: async (_, response, sink, ready) => {
      const contentType = String(response.headers['content-type'] ?? '');
      let status = statusOf(response.headers);
      if (status === undefined && (response.status !== 200 || !contentType.startsWith('application/grpc-web'))) {
        return statusOfHttp(response.status, contentType);
      }
      const gzip = response.headers['grpc-encoding'] === 'gzip';
      const reader = new FrameReader(maxReceiveBytes, (flags, message) => {
        if ((flags & ~(TRAILERS | 1)) !== 0 || ((flags & 1) === 1 && !gzip)) throw unknownFrame();
        const plain = (flags & 1) === 1 ? gunzipMessage(message, maxReceiveBytes) : message;
        if ((flags & TRAILERS) === 0) sink.message(plain);
        else status = statusOf(parseTrailers(plain.toString('latin1')));
      });
      for await (const chunk of response.body) {
        reader.push(chunk);
        await ready();
      }
      if (!reader.complete) return plainStatus(INTERNAL, 'the answer ends inside a message');
      return status ?? plainStatus(INTERNAL, 'the answer ended without a status');
    },
  };
}

function parseTrailers(text: string): Record<string, string> {
  const trailers: Record<string, string> = Object.create(null);
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}
