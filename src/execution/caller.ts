import type { JwtClaims } from '../config/jwt-claims.ts';

/** Who asks, as a verified token says. */
export interface Caller {
  readonly jwt: JwtClaims;
  /** When the token is no longer accepted, the leeway included: milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What came with a request, or at the beginning of a socket. */
export interface Presented {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn, as they came: `headers` may have left out what came twice. */
  readonly rawHeaders?: readonly string[];
  /** The payload of a socket's `connection_init`. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Undefined where there is no token and none is required. Throws or rejects with a `GatewayError` of `UNAUTHENTICATED` or
 * `AUTHENTICATION_UNAVAILABLE`. Answers later only where a signature has to be checked.
 */
export type Authenticate = (presented: Presented) => Caller | undefined | Promise<Caller | undefined>;
