import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import CachePolicy from 'http-cache-semantics';
import type { Freshness, KeepRequest } from '../freshness.ts';
import type { Call, CallReport } from '../source.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.ts';

/** As long as a cache rule may say. */
const LONGEST_MS = 24 * 24 * 3_600_000;

/** What the policy of an answer is read from. */
const READ = ['age', 'cache-control', 'date', 'expires', 'pragma', 'set-cookie', 'vary'] as const;

/**
 * Sends a request whose answer will be kept, and notes how long it holds (RFC 9111, RFC 5861), or that an earlier answer still does (304).
 * An answer that is put together from several exchanges holds as long as the first of them to expire, and has no validator.
 */
export async function requestToKeep(
  client: HttpClient,
  request: HttpRequest,
  forwarded: Call['forwarded'],
  keep: KeepRequest,
  report: CallReport,
): Promise<HttpResponse> {
  const earlier = report.freshness;
  const resource = hash('sha256', `${request.method} ${request.origin}${request.path}`, 'base64url');
  const known = earlier === undefined ? keep.validators.find((each) => each.startsWith(`${resource}\n`)) : undefined;
  const response = await client.request(known === undefined ? request : conditional(request, known));
  const { status, headers } = response;
  const unchanged = known !== undefined && status === 304;
  const freshness = httpFreshness(
    { method: request.method, headers: forwarded },
    { status: unchanged ? 200 : status, headers },
    keep.shared,
  );
  const validator = unchanged ? known : validatorOf(resource, headers);
  report.freshness = earlier === undefined ? { ...freshness, validator, unchanged } : shorter(earlier, freshness);
  return response;
}

/** What an answer's header says. `shared`: it will be shown to others than who asked, which `private` and credentials forbid. */
export function httpFreshness(
  request: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  response: { readonly status: number; readonly headers: IncomingHttpHeaders },
  shared: boolean,
): Freshness {
  const headers: Record<string, string> = {};
  for (const name of READ) {
    const value = response.headers[name];
    // Directives may be written in any case, which the policy does not expect.
    if (value !== undefined) headers[name] = String(value).toLowerCase();
  }
  // Dates have their case: an unreadable one would count as expired.
  for (const name of ['date', 'expires'] as const) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const vary = (headers.vary ?? '').split(',').flatMap((name) => name.trim() || []);
  const policy = new CachePolicy(
    { url: '/', ...request },
    { status: response.status, headers },
    // A lifetime that is only guessed from `Last-Modified` is none: the rule has one.
    { shared, cacheHeuristic: 0 },
  );
  if (!policy.storable() || vary.includes('*')) return { keep: false, freshMs: 0, vary };
  const control = headers['cache-control'] ?? '';
  const says =
    headers.expires !== undefined ||
    headers['set-cookie'] !== undefined ||
    (headers['cache-control'] === undefined && headers.pragma !== undefined) ||
    has(control, 'max-age|no-cache|immutable') ||
    (shared && has(control, 's-maxage|proxy-revalidate'));
  const strict = has(control, 'no-cache|must-revalidate') || (shared && has(control, 'proxy-revalidate'));
  return {
    keep: true,
    freshMs: says ? milliseconds(policy.maxAge() - policy.age()) : undefined,
    staleWhileRevalidateMs: strict ? 0 : secondsOf(control, 'stale-while-revalidate'),
    staleIfErrorMs: strict ? 0 : secondsOf(control, 'stale-if-error'),
    vary,
  };
}

function has(control: string, names: string): boolean {
  return new RegExp(`(?:^|,)\\s*(?:${names})\\s*(?:[=,]|$)`).test(control);
}

function secondsOf(control: string, name: string): number | undefined {
  const found = new RegExp(`(?:^|,)\\s*${name}\\s*=\\s*"?(\\d+)`).exec(control)?.[1];
  return found === undefined ? undefined : milliseconds(Number(found));
}

function milliseconds(seconds: number): number {
  return Math.min(Math.max(0, seconds * 1000), LONGEST_MS);
}

/** Only of this very resource, which is named by a digest: its address may have a key in it. */
function validatorOf(resource: string, { etag, 'last-modified': modified }: IncomingHttpHeaders): string | undefined {
  return etag === undefined && modified === undefined ? undefined : `${resource}\n${etag ?? ''}\n${modified ?? ''}`;
}

function conditional(request: HttpRequest, validator: string): HttpRequest {
  const [, etag = '', modified = ''] = validator.split('\n');
  return {
    ...request,
    headers: {
      ...request.headers,
      ...(etag === '' ? undefined : { 'if-none-match': etag }),
      ...(modified === '' ? undefined : { 'if-modified-since': modified }),
    },
  };
}

function shorter(a: Freshness, b: Freshness): Freshness {
  return {
    keep: a.keep && b.keep,
    freshMs: least(a.freshMs, b.freshMs),
    staleWhileRevalidateMs: least(a.staleWhileRevalidateMs, b.staleWhileRevalidateMs),
    staleIfErrorMs: least(a.staleIfErrorMs, b.staleIfErrorMs),
    vary: [...a.vary, ...b.vary],
  };
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
