import { gunzipSync, gzipSync } from 'node:zlib';
import { GatewayError } from '../../../errors/gateway-error.ts';

const HEADER = 5;

/** Fills in the prefix of a message that has five bytes free in front of it. */
export function frame(message: Buffer): Buffer {
  message[0] = 0;
  message.writeUInt32BE(message.length - HEADER, 1);
  return message;
}

/** The same, compressed. */
export function gzipFrame(message: Buffer): Buffer {
  const packed = gzipSync(message.subarray(HEADER));
  const framed = Buffer.allocUnsafe(HEADER + packed.length);
  framed[0] = 1;
  framed.writeUInt32BE(packed.length, 1);
  packed.copy(framed, HEADER);
  return framed;
}

function refused(reason: string): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', undefined, { protocol: { text: reason } });
}

/** The error of an answer over the limit. */
export function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', `The upstream service answered with more than ${maxBytes} bytes.`);
}

/** Cuts a stream of bytes into messages. Throws `UPSTREAM_MALFORMED`. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #onFrame: (flags: number, message: Buffer) => void;
  #chunks: Buffer[] = [];
  #have = 0;
  #need = HEADER;

  constructor(maxBytes: number, onFrame: (flags: number, message: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    if (this.#have === 0) {
      this.#cut(chunk);
      return;
    }
    this.#chunks.push(chunk);
    this.#have += chunk.length;
    if (this.#have < this.#need) return;
    const all = Buffer.concat(this.#chunks, this.#have);
    this.#chunks = [];
    this.#have = 0;
    this.#cut(all);
  }

  /** True when the stream ends between two messages. */
  get complete(): boolean {
    return this.#have === 0;
  }

  #cut(bytes: Buffer): void {
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const length = bytes.readUInt32BE(at + 1);
      if (length > this.#maxBytes) {
        throw tooLarge(this.#maxBytes);
      }
      if (bytes.length - at < HEADER + length) break;
      this.#onFrame(bytes[at] ?? 0, bytes.subarray(at + HEADER, at + HEADER + length));
      at += HEADER + length;
    }
    if (at === bytes.length) return;
    const rest = at === 0 ? bytes : bytes.subarray(at);
    this.#chunks.push(rest);
    this.#have = rest.length;
    this.#need = rest.length < HEADER ? HEADER : HEADER + rest.readUInt32BE(1);
  }
}

/** The message of a compressed frame, never more than `maxBytes` of it. */
export function gunzipMessage(message: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(message, { maxOutputLength: maxBytes });
  } catch (error) {
    const isBomb = error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw isBomb ? tooLarge(maxBytes) : refused('A message is not valid gzip.');
  }
}

/** The error of a frame whose flags or encoding are not understood. */
export function unknownFrame(): GatewayError {
  return refused('A message has an unknown compression.');
}
