import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { openUpload, type StreamedFile } from '../../utils/uploaded-file.ts';

export interface MultipartPart {
  readonly name: string;
  readonly mediaType: string | undefined;
  /** Text, or an `Upload`. */
  readonly value: unknown;
}

interface FilePart extends MultipartPart {
  readonly file: StreamedFile;
}

const DEFAULT_TYPE = 'application/octet-stream';

/**
 * A `multipart/form-data` body (RFC 7578) as a stream: files are passed on as they come and never held as a whole. Texts come first, then
 * the files in the order in which they arrive, because one that waits for another could wait for itself; those of one name keep theirs.
 */
export function multipartBody(
  mediaType: string,
  parts: readonly MultipartPart[],
): { contentType: string; body: Readable } {
  const boundary = `interlace-${randomUUID()}`;
  return { contentType: `${mediaType}; boundary=${boundary}`, body: Readable.from(writeParts(boundary, parts)) };
}

/** One file as the whole body. */
export async function fileBody(value: unknown): Promise<{ contentType: string; body: Readable }> {
  const file = await openUpload(value);
  return { contentType: typeOf(file), body: Readable.from(new FileContent(file)) };
}

async function* writeParts(boundary: string, parts: readonly MultipartPart[]): AsyncGenerator<Uint8Array> {
  const waiting = new Map<string, MultipartPart[]>();
  for (const part of parts) {
    if (typeof part.value === 'object' && part.value !== null) {
      waiting.set(part.name, [...(waiting.get(part.name) ?? []), part]);
      continue;
    }
    yield head(boundary, part.name, undefined, part.mediaType);
    yield Buffer.from(`${String(part.value)}\r\n`);
  }
  const opening = new Map<string, Promise<FilePart>>();
  const openNext = (name: string): void => {
    const part = waiting.get(name)?.shift();
    if (part === undefined) opening.delete(name);
    else opening.set(name, openPart(part));
  };
  for (const name of waiting.keys()) openNext(name);
  while (opening.size > 0) {
    const { name, mediaType, file } = await Promise.race(opening.values());
    const content = new FileContent(file);
    try {
      yield head(boundary, name, file.filename ?? 'file', concrete(mediaType) ?? typeOf(file));
      yield* content;
    } finally {
      // Also where the body is given up before the first byte.
      await content.return();
    }
    yield Buffer.from('\r\n');
    openNext(name);
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

function openPart(part: MultipartPart): Promise<FilePart> {
  const opened = openUpload(part.value).then((file) => ({ ...part, file }));
  // The first one that fails ends the body, and nobody waits for the others.
  opened.catch(() => undefined);
  return opened;
}

/** The bytes of a file, claimed at once: who made this has to end the iteration. */
class FileContent implements AsyncIterableIterator<Uint8Array> {
  readonly #bytes: AsyncIterator<Uint8Array>;

  constructor(file: StreamedFile) {
    this.#bytes = file.createReadStream()[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return this.#bytes.next();
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#bytes.return?.();
    return { done: true, value: undefined };
  }
}

const typeOf = (file: StreamedFile): string => file.mimetype ?? DEFAULT_TYPE;

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
