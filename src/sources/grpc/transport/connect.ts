import { gzipSync } from 'node:zlib';
import { isRecord } from '../../../utils/is-record.ts';
import type { HttpStreamResponse } from '../../shared/http-client.ts';
import { Writer } from '../codec/writer.ts';
import { INTERNAL, OK, type RpcStatus, UNKNOWN } from './exchange.ts';
import { FrameReader, frame, gunzipMessage, gzipFrame, tooLarge, unknownFrame } from './frames.ts';
import type { WebDialectOptions } from './grpc-web.ts';
import { plainStatus, statusOfHttp } from './status.ts';
import type { WebDialect } from './web-transport.ts';

/** The codes of Connect in the order of gRPC's numbers, from 1. */
const CODES = [
  'canceled',
  'unknown',
  'invalid_argument',
  'deadline_exceeded',
  'not_found',
  'already_exists',
  'permission_denied',
  'resource_exhausted',
  'failed_precondition',
  'aborted',
  'out_of_range',
  'unimplemented',
  'internal',
  'unavailable',
  'data_loss',
  'unauthenticated',
];

const PREFIX = 5;
const END_OF_STREAM = 2;
const DONE = plainStatus(OK, '');

/** The Connect protocol: a unary call is a plain exchange, a stream is a body of frames with a JSON frame at its end. */
export function connectProtocol({ maxReceiveBytes, gzipFrom, userAgent }: WebDialectOptions): WebDialect {
  const isPacked = (message: Buffer): boolean => gzipFrom !== undefined && message.length >= gzipFrom;
  return {
    request: ({ metadata, messages, deadline, streaming }) => {
      const [first = Buffer.alloc(PREFIX)] = messages;
      const packed = !streaming && isPacked(first);
      const plain = packed ? gzipSync(first.subarray(PREFIX)) : first.subarray(PREFIX);
      return {
        headers: {
          ...(metadata as Record<string, string>),
          'content-type': streaming ? 'application/connect+proto' : 'application/proto',
          'connect-protocol-version': '1',
          'user-agent': userAgent,
          ...(deadline < Number.POSITIVE_INFINITY
            ? {
                'connect-timeout-ms': String(
                  Math.max(1, Math.min(9_999_999_999, Math.ceil(deadline - performance.now()))),
                ),
              }
            : undefined),
          ...(packed ? { 'content-encoding': 'gzip' } : undefined),
          ...(streaming && gzipFrom !== undefined ? { 'connect-content-encoding': 'gzip' } : undefined),
        },
        body: streaming
          ? Buffer.concat(messages.map((message) => (isPacked(message) ? gzipFrame(message) : frame(message))))
          : plain,
      };
    },
    read: async (request, response, sink, ready) => {
      const contentType = String(response.headers['content-type'] ?? '');
      if (!request.streaming || response.status !== 200) {
        const body = await collect(response, maxReceiveBytes);
        if (response.status === 200 && contentType.startsWith('application/proto')) {
          sink.message(body);
          return DONE;
        }
        return (
          (contentType.startsWith('application/json') ? statusOfError(parse(body), response.status) : undefined) ??
          statusOfHttp(response.status, contentType)
        );
      }
      if (!contentType.startsWith('application/connect+proto')) return statusOfHttp(response.status, contentType);
      const gzip = response.headers['connect-content-encoding'] === 'gzip';
      let status: RpcStatus | undefined;
      const reader = new FrameReader(maxReceiveBytes, (flags, message) => {
        if ((flags & ~(END_OF_STREAM | 1)) !== 0 || ((flags & 1) === 1 && !gzip)) throw unknownFrame();
        const plain = (flags & 1) === 1 ? gunzipMessage(message, maxReceiveBytes) : message;
        if ((flags & END_OF_STREAM) === 0) sink.message(plain);
        else status = endOfStream(parse(plain));
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

async function collect(response: HttpStreamResponse, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, length);
  return response.headers['content-encoding'] === 'gzip' ? gunzipMessage(body, maxBytes) : body;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function endOfStream(end: unknown): RpcStatus {
  if (!isRecord(end)) return plainStatus(INTERNAL, 'the end of the stream is not JSON');
  return end.error === undefined ? DONE : (statusOfError(end.error, 200) ?? plainStatus(UNKNOWN, ''));
}

/** `{ code, message, details }`; undefined where it is something else. */
function statusOfError(error: unknown, httpStatus: number): RpcStatus | undefined {
  if (!isRecord(error)) return undefined;
  const number = CODES.indexOf(String(error.code)) + 1;
  const code = number === 0 ? statusOfHttp(httpStatus, '').code : number;
  const details = Array.isArray(error.details) ? error.details.filter(isRecord) : [];
  return {
    code,
    message: typeof error.message === 'string' ? error.message : '',
    details: details.length === 0 ? undefined : statusMessage(details),
    pushbackMs: undefined,
  };
}

/** The details as the `google.rpc.Status` that gRPC would have sent. */
function statusMessage(details: readonly Readonly<Record<string, unknown>>[]): Buffer {
  const writer = new Writer();
  for (const { type, value } of details) {
    writer.uint32(26);
    const start = writer.begin();
    writer.uint32(10);
    writer.string(`type.googleapis.com/${String(type)}`);
    writer.uint32(18);
    writer.bytes(Buffer.from(String(value), 'base64'));
    writer.finish(start);
  }
  return writer.done();
}
