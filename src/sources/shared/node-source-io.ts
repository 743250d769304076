import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { FetchRequest, SourceIO, TlsOptions } from '../source.ts';
import { createHttpClient } from './http-client.ts';

const MAX_DESCRIPTION_BYTES = 64_000_000;
const FETCH_TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

/** `SourceIO` on this machine's files and network. `onRead` hears of every file and folder that is looked at, whether it is there or not. */
export function createNodeSourceIO(
  baseDir: string,
  tls?: TlsOptions,
  onRead: (path: string) => void = () => undefined,
): SourceIO {
  const inBase = (path: string): string => (isAbsolute(path) ? path : resolve(baseDir, path));
  return {
    baseDir,
    async readFile(path) {
      onRead(inBase(path));
      try {
        return await readFile(inBase(path));
      } catch (error) {
        throw unreadable(path, reasonOf(error), error);
      }
    },
    async listFiles(directory, suffix) {
      onRead(inBase(directory));
      try {
        const entries = await readdir(inBase(directory), { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
          .map((entry) => join(directory, relative(inBase(directory), join(entry.parentPath, entry.name))))
          .sort();
      } catch (error) {
        throw unreadable(directory, reasonOf(error), error);
      }
    },
    fetch: (url, request = {}) => fetchBounded(url, request, tls),
  };
}

function unreadable(place: string, reason: string, cause?: unknown): GatewayError {
  return new GatewayError('DESCRIPTION_UNREADABLE', `${place} cannot be read: ${reason}.`, { cause });
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENOTDIR') return 'it is no folder, or something in its path is none';
  if (code === 'EACCES' || code === 'EPERM') return 'this process may not read it';
  if (!GatewayError.is(error)) return code || 'unknown error';
  return error.message.replace(/^The /, 'the ').replace(/\.$/, '');
}

async function fetchBounded(
  start: URL,
  request: FetchRequest,
  tls: TlsOptions | undefined,
): Promise<Awaited<ReturnType<SourceIO['fetch']>>> {
  await using client = createHttpClient({
    maxResponseBytes: request.maxBytes ?? MAX_DESCRIPTION_BYTES,
    ...(tls === undefined ? undefined : { tls }),
  });
  const timeout = new AbortController();
  const onAbort = (): void => timeout.abort(request.signal?.reason);
  request.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => timeout.abort(new GatewayError('UPSTREAM_TIMEOUT')), FETCH_TIMEOUT_MS);
  try {
    let url = start;
    for (let hops = 0; ; hops += 1) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw unreadable(url.href, `${url.protocol} is not supported, use http: or https:`);
      }
      const response = await client
        .request({
          method: request.method ?? 'GET',
          origin: url.origin,
          path: url.pathname + url.search,
          headers: { 'user-agent': 'interlace', accept: '*/*', ...request.headers },
          ...(request.body === undefined ? undefined : { body: request.body }),
          signal: timeout.signal,
        })
        .catch((error: unknown) => {
          throw unreadable(url.href, reasonOf(error), error);
        });
      const location = response.headers.location;
      if (response.status >= 300 && response.status < 400 && location !== undefined) {
        if (!URL.canParse(location, url.href)) throw unreadable(url.href, 'it redirects to something that is no URL');
        const next = new URL(location, url);
        // Credentials meant for one origin must not reach another.
        if (next.origin !== start.origin)
          throw unreadable(url.href, `it redirects to another origin, ${next.origin}; use that URL if you trust it`);
        if (hops >= MAX_REDIRECTS) throw unreadable(start.href, 'it redirects too often');
        url = next;
        continue;
      }
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
      }
      return { url, status: response.status, headers, body: response.body };
    }
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', onAbort);
  }
}
