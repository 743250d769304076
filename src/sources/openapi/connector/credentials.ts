import type { CancelSignal } from '../../../utils/cancel-signal.ts';
import { createHttpClient } from '../../shared/http-client.ts';
import { assertHeaderValue } from '../../shared/url-text.ts';
import type { OpenApiCredential, OpenApiOptions } from '../options.ts';
import type { SecurityAlternative } from '../translate/operation-model.ts';
import { type SecurityScheme, satisfies } from '../translate/security-schemes.ts';
import { TokenCache } from './token-cache.ts';

/** What credentials add to a request. */
export interface AppliedCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly cookies: readonly string[];
  /** Forgets a token that the upstream did not accept. */
  readonly reject?: () => void;
}

const NOTHING: AppliedCredentials = { headers: {}, query: [], cookies: [] };

/** Chooses and applies the configured credentials. Tokens are fetched when first needed, and shared. */
export class Credentials implements AsyncDisposable {
  readonly #options: OpenApiOptions;
  readonly #base: string | undefined;
  readonly #schemes: ReadonlyMap<string, SecurityScheme>;
  readonly #fixed = new Map<string, AppliedCredentials>();
  readonly #tokens = new Map<string, TokenCache>();
  readonly #client;

  /** `base`: what relative URLs of the schemes are relative to. */
  constructor(options: OpenApiOptions, schemes: ReadonlyMap<string, SecurityScheme>, base: string | undefined) {
    this.#base = base;
    this.#options = options;
    this.#schemes = schemes;
    this.#client = createHttpClient({ connections: 4, maxResponseBytes: 1_000_000 });
  }

  /** Undefined where nothing is to be added or fetched: most sources, most calls. */
  for(
    security: readonly SecurityAlternative[] | undefined,
  ): ((signal: CancelSignal) => Promise<AppliedCredentials>) | undefined {
    const auth = this.#options.auth;
    if (auth === undefined) return undefined;
    const chosen =
      security === undefined ? this.#all(auth) : security.find((it) => it.size > 0 && this.#canSatisfy(it, auth));
    if (chosen === undefined || chosen.size === 0) return undefined;
    return async (signal) => {
      const parts = await Promise.all(
        [...chosen].map(([name, scopes]) => this.#apply(name, scopes, auth[name], signal)),
      );
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : merge(parts);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  #all(auth: Readonly<Record<string, OpenApiCredential>>): SecurityAlternative {
    return new Map(Object.keys(auth).map((name) => [name, []]));
  }

  #canSatisfy(alternative: SecurityAlternative, auth: Readonly<Record<string, OpenApiCredential>>): boolean {
    return [...alternative.keys()].every((name) => {
      const scheme = this.#schemes.get(name);
      if (scheme?.kind === 'mutualTls') return this.#options.tls?.cert !== undefined;
      const credential = auth[name];
      return scheme !== undefined && credential !== undefined && satisfies(credential, scheme);
    });
  }

  async #apply(
    name: string,
    scopes: readonly string[],
    credential: OpenApiCredential | undefined,
    signal: CancelSignal,
  ): Promise<AppliedCredentials> {
    const scheme = this.#schemes.get(name);
    // What is refused at start is not sent either.
    if (scheme === undefined || credential === undefined || !satisfies(credential, scheme)) return NOTHING;
    if (!('clientId' in credential)) {
      const known = this.#fixed.get(name) ?? fixedCredentials(name, scheme, credential);
      this.#fixed.set(name, known);
      return known;
    }
    const wanted = [...(credential.scopes ?? scopes)].sort();
    const key = `${name} ${wanted.join(' ')}`;
    const cache = this.#tokens.get(key) ?? new TokenCache(name, scheme, credential, wanted, this.#client, this.#base);
    this.#tokens.set(key, cache);
    const token = await cache.token(signal);
    return {
      headers: { authorization: `Bearer ${token}` },
      query: [],
      cookies: [],
      reject: () => cache.reject(token),
    };
  }
}

function fixedCredentials(name: string, scheme: SecurityScheme, credential: OpenApiCredential): AppliedCredentials {
  if ('token' in credential) {
    const kind = scheme.kind === 'token' ? scheme.scheme : 'Bearer';
    return { ...NOTHING, headers: { authorization: `${kind} ${assertHeaderValue(`auth.${name}`, credential.token)}` } };
  }
  if ('username' in credential) {
    const pair = Buffer.from(`${credential.username}:${credential.password}`, 'utf8').toString('base64');
    return { ...NOTHING, headers: { authorization: `Basic ${pair}` } };
  }
  if (!('apiKey' in credential) || scheme.kind !== 'apiKey') return NOTHING;
  const pair = `${encodeURIComponent(scheme.name)}=${encodeURIComponent(credential.apiKey)}`;
  switch (scheme.in) {
    case 'header':
      return {
        ...NOTHING,
        headers: { [scheme.name.toLowerCase()]: assertHeaderValue(`auth.${name}`, credential.apiKey) },
      };
    case 'query':
      return { ...NOTHING, query: [pair] };
    case 'cookie':
      return { ...NOTHING, cookies: [pair] };
  }
}

const merge = (parts: readonly AppliedCredentials[]): AppliedCredentials => ({
  headers: Object.assign({}, ...parts.map((it) => it.headers)),
  query: parts.flatMap((it) => it.query),
  cookies: parts.flatMap((it) => it.cookies),
  reject: () => {
    for (const part of parts) part.reject?.();
  },
});
