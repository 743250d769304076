import type { Duration, TlsOptions } from '../sources/source.ts';
import type { ByteSize, Limit } from './gateway-config.ts';

/** The signature algorithms that tokens may have (RFC 7518, RFC 8037, RFC 9864). 'none' is none of them. */
export type JwtAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'
  | 'HS256'
  | 'HS384'
  | 'HS512';

/** Who the callers are: their JSON Web Tokens (RFC 7519) are verified, and the claims are `context.jwt`. */
export interface AuthenticationConfig {
  /** Whose tokens are taken. The token's own `iss` says which of them is asked; an unknown one is refused. */
  readonly jwt: readonly JwtIssuerConfig[];
  /** Whether a request without a token is refused with 401. Default false: it is answered as nobody's. */
  readonly required?: boolean;
  /** The request header that has the token. In 'authorization' it stands behind `Bearer`; in another alone. Default 'authorization'. */
  readonly header?: string;
  /** A cookie that may have the token instead. A request that has both must have the same in both. Default: none is read. */
  readonly cookie?: string;
  /** How far clocks may be apart when `exp` and `nbf` are checked; five minutes at most. Default '60s'. */
  readonly leeway?: Duration;
  /** Length of a token. A longer one is refused unread. Default '8kb'. */
  readonly tokenSize?: ByteSize;
  /** Verified tokens whose claims are remembered until they expire, so that a signature is checked once; 16 mb at most. Default 10000. */
  readonly remembered?: Limit;
  /** How keys are kept that are read from a URL. */
  readonly keys?: KeySetConfig;
}

/** One issuer of tokens: either `jwks` or `secret` says how its signatures are checked. */
export interface JwtIssuerConfig {
  /** The `iss` of its tokens, exactly as they have it. */
  readonly issuer: string;
  /** Who the tokens are meant for: one of these must be in `aud`. */
  readonly audience: string | readonly string[];
  /** Its JSON Web Key Set (RFC 7517): a URL, a path, or the set itself. Over http:// only in development, or from this machine. */
  readonly jwks?: string | { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** The secret that its tokens are signed with (HS256 …), or several while one replaces another. At least as long as the hash: 32 bytes. */
  readonly secret?: string | readonly string[];
  /** Default: with `jwks` every RS, PS, ES and Ed algorithm whose kind of key is in the set; with `secret` 'HS256'. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /** What the token's header must have as `typ`, such as 'at+jwt' (RFC 9068). Default: anything. */
  readonly type?: string;
  /** Which certificates are trusted when the set is fetched. Default: what the system trusts. */
  readonly tls?: TlsOptions;
}

export interface KeySetConfig {
  /** How often a set is read anew in the background. Default '5m'. */
  readonly refresh?: Duration;
  /** How long after one attempt the next may be made: because a key is unknown, or because the last one failed. Default '30s'. */
  readonly cooldown?: Duration;
  /** How long one attempt may take; a request waits for it one second at most. Default '2s'. */
  readonly timeout?: Duration;
  /** How long the last good set is used when no newer one can be had. Default '24h'. */
  readonly stale?: Duration;
}
