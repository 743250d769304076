import { GatewayError } from '../../../errors/gateway-error.ts';
import type { CancelSignal } from '../../../utils/cancel-signal.ts';
import type { HttpClient } from '../../shared/http-client.ts';
import type { OAuthCredential } from '../options.ts';
import type { SecurityScheme } from '../translate/security-schemes.ts';

const FETCH_TIMEOUT_MS = 10_000;
const DEFAULT_LIFETIME_S = 300;
/** A token is replaced this long before it ends, or after nine tenths of a shorter life. */
const MARGIN_MS = 30_000;

interface Token {
  readonly value: string;
  /** On the clock of `performance.now()`. */
  readonly until: number;
}

/** One access token by client credentials or refresh token: fetched when needed, by one request for all that wait. */
export class TokenCache {
  readonly #name: string;
  readonly #scheme: SecurityScheme;
  readonly #credential: OAuthCredential;
  readonly #scopes: readonly string[];
  readonly #client: HttpClient;
  readonly #base: string | undefined;
  #refreshToken: string | undefined;
  #tokenUrl: string | undefined;
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;

  constructor(
    name: string,
    scheme: SecurityScheme,
    credential: OAuthCredential,
    scopes: readonly string[],
    client: HttpClient,
    base: string | undefined,
  ) {
    this.#base = base;
    this.#name = name;
    this.#scheme = scheme;
    this.#credential = credential;
    this.#scopes = scopes;
    this.#client = client;
    this.#refreshToken = credential.refreshToken;
    this.#tokenUrl = credential.tokenUrl ?? (scheme.kind === 'oauth2' ? scheme.tokenUrl : undefined);
  }

  /** Rejects with a `GatewayError`, or with the signal's reason; the fetch goes on for the others that wait for it. */
  async token(signal: CancelSignal): Promise<string> {
    if (this.#token !== undefined && performance.now() < this.#token.until) return this.#token.value;
    if (this.#pending === undefined) {
      this.#pending = this.#fetch().finally(() => {
        this.#pending = undefined;
      });
      this.#pending.then(
        (token) => {
          this.#token = token;
        },
        () => undefined,
      );
    }
    return (await orAborted(this.#pending, signal)).value;
  }

  /** The upstream did not accept `token`: the next call fetches another. */
  reject(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  async #fetch(): Promise<Token> {
    const asked = performance.now();
    const url = await this.#url();
    const form = new URLSearchParams({
      ...(this.#refreshToken === undefined
        ? { grant_type: 'client_credentials' }
        : { grant_type: 'refresh_token', refresh_token: this.#refreshToken }),
      ...(this.#scopes.length === 0 ? undefined : { scope: this.#scopes.join(' ') }),
      ...this.#credential.parameters,
    });
    const { clientId, clientSecret } = this.#credential;
    const how = this.#credential.clientAuthentication ?? (clientSecret === undefined ? 'none' : 'basic');
    if (how !== 'basic') form.set('client_id', clientId);
    if (how === 'body' && clientSecret !== undefined) form.set('client_secret', clientSecret);
    // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    const basic = Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret ?? '')}`).toString('base64');
    const answer = await this.#request(url, {
      method: 'POST',
      body: form.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(how === 'basic' ? { authorization: `Basic ${basic}` } : undefined),
      },
    });
    const value = answer.access_token;
    if (typeof value !== 'string' || value === '') throw this.#failed(`${url.origin} gave no access token`);
    if (typeof answer.refresh_token === 'string') this.#refreshToken = answer.refresh_token;
    const seconds = Number(answer.expires_in ?? DEFAULT_LIFETIME_S);
    const lifetime = (Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_LIFETIME_S) * 1000;
    return { value, until: asked + Math.max(lifetime - MARGIN_MS, lifetime * 0.9) };
  }

  async #url(): Promise<URL> {
    if (this.#tokenUrl === undefined && this.#scheme.kind === 'openId') {
      const { discoveryUrl } = this.#scheme;
      if (!URL.canParse(discoveryUrl, this.#base)) throw this.#failed(`its openIdConnectUrl ${discoveryUrl} is no URL`);
      const found = await this.#request(new URL(discoveryUrl, this.#base), { method: 'GET', headers: {} });
      if (typeof found.token_endpoint === 'string') this.#tokenUrl = found.token_endpoint;
    }
    const url = this.#tokenUrl;
    if (url === undefined || !URL.canParse(url, this.#base)) {
      throw this.#failed(`it has no token URL: set auth.${this.#name}.tokenUrl`);
    }
    return new URL(url, this.#base);
  }

  async #request(
    url: URL,
    request: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<Readonly<Record<string, unknown>>> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new GatewayError('UPSTREAM_TIMEOUT')), FETCH_TIMEOUT_MS);
    try {
      const response = await this.#client.request({
        ...request,
        origin: url.origin,
        path: url.pathname + url.search,
        headers: { accept: 'application/json', ...request.headers },
        signal: timeout.signal,
      });
      const text = response.body.toString('utf8');
      if (response.status !== 200) {
        throw this.#failed(`${url.origin} answered ${response.status}`, response.status, text);
      }
      const body: unknown = parse(text);
      if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
      throw this.#failed(`${url.origin} answered with something that is no JSON object`);
    } finally {
      clearTimeout(timer);
    }
  }

  #failed(reason: string, httpStatus?: number, text?: string): GatewayError {
    const transient = httpStatus !== undefined && (httpStatus >= 500 || httpStatus === 429);
    return new GatewayError('UPSTREAM_UNAUTHORIZED', `No token for the security scheme ${this.#name}: ${reason}.`, {
      transient,
      protocol: {
        ...(httpStatus === undefined ? undefined : { httpStatus }),
        ...(text === undefined ? undefined : { text }),
      },
    });
  }
}

const formEncode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function orAborted<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
