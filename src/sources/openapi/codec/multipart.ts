import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { GatewayError } from '../../../errors/gateway-error.ts';

export interface MultipartPart {
  readonly name: string;
  readonly mediaType: string | undefined;
  /** Text, or an `Upload`: a file or a promise of one. */
  readonly value: unknown;
}

/** A file as the multipart request specification's implementations give it. */
interface StreamedFile {
  readonly filename?: string;
  readonly mimetype?: string;
  createReadStream(): AsyncIterable<Uint8Array>;
}

export interface OpenedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

const DEFAULT_TYPE = 'application/octet-stream';

/** The file behind an `Upload` value. Rejects with `BAD_USER_INPUT` when it is none. */
export async function openFile(value: unknown): Promise<OpenedFile> {
  const file: unknown = await value;
  if (file instanceof Blob) {
    return {
      name: 'name' in file && typeof file.name === 'string' ? file.name : 'file',
      mediaType: file.type === '' ? DEFAULT_TYPE : file.type,
      content: file.stream() as AsyncIterable<Uint8Array>,
    };
  }
  if (isStreamed(file)) {
    return {
      name: file.filename ?? 'file',
      mediaType: file.mimetype ?? DEFAULT_TYPE,
      content: file.createReadStream(),
    };
  }
  throw new GatewayError(
    'BAD_USER_INPUT',
    'An Upload must be a file, sent as the GraphQL multipart request specification says.',
  );
}

const isStreamed = (value: unknown): value is StreamedFile =>
  typeof value === 'object' &&
  value !== null &&
  'createReadStream' in value &&
  typeof value.createReadStream === 'function';

/** A `multipart/form-data` body (RFC 7578) as a stream: files are passed on as they come and never held as a whole. */
export function multipartBody(
  mediaType: string,
  parts: readonly MultipartPart[],
): { contentType: string; body: Readable } {
  const boundary = `interlace-${randomUUID()}`;
  return { contentType: `${mediaType}; boundary=${boundary}`, body: Readable.from(writeParts(boundary, parts)) };
}

async function* writeParts(boundary: string, parts: readonly MultipartPart[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (typeof part.value !== 'object' || part.value === null) {
      yield head(boundary, part.name, undefined, part.mediaType);
      yield Buffer.from(String(part.value));
    } else {
      const file = await openFile(part.value);
      yield head(boundary, part.name, file.name, concrete(part.mediaType) ?? file.mediaType);
      yield* file.content;
    }
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

/** `image/png`, but not `image/*`. */
const concrete = (mediaType: string | undefined): string | undefined =>
  mediaType === undefined || mediaType.includes('*') ? undefined : mediaType;

function head(boundary: string, name: string, filename: string | undefined, mediaType: string | undefined): Uint8Array {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  const type = mediaType === undefined ? '' : `content-type: ${mediaType.replace(/[^\x20-\x7e]/g, '')}\r\n`;
  return Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"${file}\r\n${type}\r\n`);
}

/** As browsers write it (HTML, multipart/form-data encoding algorithm): what could end the value or the line is percent-encoded. */
const quoted = (text: string): string =>
  text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22').replaceAll('\0', '%00');
