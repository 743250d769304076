import { GatewayError } from '../errors/gateway-error.ts';

/** A file whose bytes are read once, in pieces, as implementations of the multipart request specification give it. */
export interface StreamedFile {
  readonly filename?: string;
  /** Media type, as the client said it. */
  readonly mimetype?: string;
  /** The reader owns what this returns: it reads to the end or ends the iteration. Throws when the bytes are gone already. */
  createReadStream(): AsyncIterable<Uint8Array>;
}

/** A file that may still be on its way. */
export interface ArrivingFile {
  /** Says that the file is needed now; resolves when its bytes can be read. Rejects with a `GatewayError` when it never comes. */
  open(): Promise<StreamedFile>;
}

const hasMethod = (value: object, name: string): boolean =>
  name in value && typeof (value as Record<string, unknown>)[name] === 'function';

/**
 * True for what an `Upload` may be: a `Blob` or `File`, a streamed or arriving file, a promise of one, or what holds such a promise
 * (graphql-upload). Nothing that JSON can say is one.
 */
export function isUpload(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Blob || hasMethod(value, 'open') || hasMethod(value, 'createReadStream')) return true;
  return hasMethod(value, 'then') || ('promise' in value && value.promise instanceof Promise);
}

/** The file behind an `Upload` value. Rejects with `BAD_USER_INPUT` when it is none. */
export async function openUpload(value: unknown): Promise<StreamedFile> {
  let file: unknown = value;
  if (typeof file === 'object' && file !== null) {
    if (hasMethod(file, 'open')) file = (file as ArrivingFile).open();
    else if ('promise' in file) file = file.promise;
  }
  file = await file;
  if (file instanceof Blob) return fromBlob(file);
  if (typeof file === 'object' && file !== null && hasMethod(file, 'createReadStream')) return file as StreamedFile;
  throw noUpload();
}

export const noUpload = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    'An Upload must be a file, sent as the GraphQL multipart request specification says.',
  );

/** True where a file is somewhere in the arguments of a call. */
export function holdsUpload(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isUpload(value)) return true;
  return Array.isArray(value) ? value.some(holdsUpload) : Object.values(value).some(holdsUpload);
}

function fromBlob(blob: Blob): StreamedFile {
  return {
    ...('name' in blob && typeof blob.name === 'string' ? { filename: blob.name } : undefined),
    ...(blob.type === '' ? undefined : { mimetype: blob.type }),
    createReadStream: () => blob.stream() as AsyncIterable<Uint8Array>,
  };
}
