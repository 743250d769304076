import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface SignedWith {
  readonly kid?: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
}

export interface TokenOptions {
  readonly key?: SignedWith;
  /** Header members besides `alg` and `kid`. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** An issuer of tokens that publishes its keys over HTTP, which can rotate, fail and be counted. */
export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The newest key. */
  readonly key: SignedWith;
  /** Public keys that are published. */
  published: JWK[];
  fetches: number;
  /** Answers in place of the set. */
  fault: ((response: ServerResponse) => void) | undefined;
  /** A new key, published beside the old ones; or instead of them. */
  rotate(options?: { readonly alg?: string; readonly replace?: boolean }): Promise<SignedWith>;
  /** A token of this issuer for 'shop', of 'u-1', valid for five minutes unless the claims say otherwise; undefined leaves a claim out. */
  token(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let keys = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/jwks.json') return response.writeHead(404).end();
    provider.fetches += 1;
    if (provider.fault !== undefined) return provider.fault(response);
    response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
    return response.end(JSON.stringify({ keys: provider.published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let newest: SignedWith | undefined;
  const provider: IdentityProvider = {
    issuer: `${origin}/`,
    jwksUrl: `${origin}/jwks.json`,
    get key() {
      if (newest === undefined) throw new Error('no key yet');
      return newest;
    },
    published: [],
    fetches: 0,
    fault: undefined,
    async rotate({ alg = 'ES256', replace = false } = {}) {
      keys += 1;
      const kid = `k-${keys}`;
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      newest = { kid, alg, privateKey };
      const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
      provider.published = replace ? [jwk] : [...provider.published, jwk];
      return newest;
    },
    async token(claims = {}, { key = provider.key, header = {} } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: provider.issuer, aud: 'shop', sub: 'u-1', iat: now, exp: now + 300, ...claims };
      return new SignJWT(all as JWTPayload)
        .setProtectedHeader({ alg: key.alg, ...(key.kid !== undefined && { kid: key.kid }), ...header })
        .sign(key.privateKey);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await provider.rotate();
  return provider;
}

/** A token made by hand: whatever it says. */
export function unsigned(header: object, payload: object | string, signature = ''): string {
  const part = (value: object | string) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}
