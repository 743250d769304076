import { stat } from 'node:fs/promises';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { SourceIO } from '../../sources/source.ts';
import { Failure } from '../failure.ts';
import { adviceOn, type Detected, detectKind } from './detect-kind.ts';

export interface Read extends Detected {
  /** Undefined where nothing was read to find out. */
  readonly content: Uint8Array | undefined;
}

/** What a location describes. A named kind stands; the content then only tells the version. */
export async function detectLocation(
  location: string,
  { kind: named, header }: { readonly kind?: string; readonly header: Readonly<Record<string, string>> },
  io: SourceIO,
): Promise<Read> {
  if (named === undefined && (await isFolder(location))) return { kind: 'grpc', version: '', content: undefined };
  const content = await contentOf(location, header, io, named);
  const found = content === undefined ? undefined : detectKind(content, location);
  if (named !== undefined)
    return { kind: named as Detected['kind'], version: found?.kind === named ? found.version : '', content };
  if (found !== undefined) return { ...found, content };
  if (content === undefined) return { kind: 'grpc', version: 'reflection', content };
  const advice = adviceOn(content, undefined) ?? 'Say so: --kind openapi, soap, grpc or graphql.';
  throw new Failure([`${location}: it is not clear what this describes. ${advice}`]);
}

/** Only protos are described by a folder of files. */
async function isFolder(location: string): Promise<boolean> {
  const found = await stat(location).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Undefined for an address such as `catalog:50051`, which is asked, not read, and for what only its kind knows how to read. */
async function contentOf(
  location: string,
  headers: Readonly<Record<string, string>>,
  io: SourceIO,
  named: string | undefined,
): Promise<Uint8Array | undefined> {
  if (/^[\w.-]+:\d+$/.test(location) || /^grpcs?:\/\//.test(location)) return undefined;
  try {
    if (!isUrl(location)) return await io.readFile(location);
    const { status, body } = await io.fetch(new URL(location), { headers });
    if (status >= 200 && status <= 299) return body;
    if (named !== undefined) return undefined;
    throw new Failure([
      `${location} cannot be read: the server answered ${status}. Check the URL; if it needs credentials, give them by --header.`,
    ]);
  } catch (error) {
    if (named !== undefined && GatewayError.is(error)) return undefined;
    throw error;
  }
}

export const isUrl = (location: string): boolean =>
  /^[a-z][\w+.-]*:\/\//i.test(location) || /^[\w.-]+:\d+$/.test(location);
