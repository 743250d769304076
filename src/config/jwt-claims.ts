/**
 * The claims of a verified token (RFC 7519), frozen all the way down. What the gateway itself verified always has `iss`, `aud` and `exp`;
 * claims that are handed in by code have what the code says.
 */
export interface JwtClaims {
  /** Who issued the token. */
  readonly iss?: string | undefined;
  /** Whom the token is about. */
  readonly sub?: string | undefined;
  readonly aud?: string | readonly string[] | undefined;
  /** Seconds since 1970. */
  readonly exp?: number | undefined;
  readonly nbf?: number | undefined;
  readonly iat?: number | undefined;
  readonly jti?: string | undefined;
  readonly [claim: string]: unknown;
}
