import { decodeJwt, decodeProtectedHeader, errors, importJWK, type JWTPayload, jwtVerify } from 'jose';
import type { JwtClaims } from '../../config/jwt-claims.ts';
import type { ResolvedIssuer } from '../../config/resolved-config.ts';
import type { Caller } from '../../execution/caller.ts';
import type { Keys } from './key-holder.ts';
import { keysFor, type PublicKey } from './read-key-set.ts';
import { type RefusalFacts, type TokenCheck, TokenRefusal } from './token-refusal.ts';

/** A token as it says itself: nothing of it has been verified. */
export interface UnverifiedToken {
  readonly text: string;
  readonly iss: string;
  readonly alg: string;
  readonly kid: string | undefined;
}

/** Signatures that are tried for a token that names no key. */
const MAX_TRIES = 4;
const MAX_CLAIM_DEPTH = 16;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Takes a token apart. Throws a `TokenRefusal` for what is none: an encrypted one (JWE) among them. */
export function readToken(text: string): UnverifiedToken {
  if (!COMPACT.test(text)) throw new TokenRefusal('form');
  try {
    const { alg, kid } = decodeProtectedHeader(text);
    const { iss } = decodeJwt(text);
    if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) throw new TokenRefusal('form');
    if (typeof iss !== 'string') throw new TokenRefusal('iss', { alg: short(alg) });
    return { text, iss, alg, kid };
  } catch (error) {
    throw error instanceof TokenRefusal ? error : new TokenRefusal('form');
  }
}

/** What the log may say of it. */
export function factsOf({ iss, alg, kid }: UnverifiedToken): RefusalFacts {
  return { iss: short(iss), alg: short(alg), ...(kid !== undefined && { kid: short(kid) }) };
}

/**
 * The caller that a token of this issuer speaks of. Rejects with a `TokenRefusal` that names the check which it did not pass; 'key' says
 * that newer keys may have the one that is missing.
 */
export async function verifyToken(
  token: UnverifiedToken,
  issuer: ResolvedIssuer,
  keys: Keys,
  leewayMs: number,
): Promise<Caller> {
  const refuse = (check: TokenCheck, reason?: string): TokenRefusal =>
    new TokenRefusal(check, { ...factsOf(token), ...(reason !== undefined && { reason }) });
  if (!(issuer.algorithms as readonly string[]).includes(token.alg)) throw refuse('alg');
  const candidates = candidatesFor(keys, token);
  if (candidates.length === 0) throw refuse('key');
  const options = {
    algorithms: [...issuer.algorithms],
    issuer: issuer.issuer,
    audience: [...issuer.audience],
    clockTolerance: leewayMs / 1000,
    requiredClaims: ['exp'],
    ...(issuer.type !== undefined && { typ: issuer.type }),
  };
  for (const candidate of candidates.slice(0, MAX_TRIES)) {
    try {
      const key = candidate instanceof Uint8Array ? candidate : await imported(candidate, token.alg);
      const { payload } = await jwtVerify(token.text, key, options);
      return callerOf(payload, leewayMs) ?? Promise.reject(refuse('claims'));
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      throw refusalOf(error, refuse);
    }
  }
  throw refuse('signature');
}

function candidatesFor(keys: Keys, token: UnverifiedToken): readonly (PublicKey | Uint8Array)[] {
  const isSecret = (key: PublicKey | Uint8Array): key is Uint8Array => key instanceof Uint8Array;
  const all: readonly (PublicKey | Uint8Array)[] = keys;
  // A secret has no name that a token could be held to.
  return all.every(isSecret) ? all : keysFor(keys as readonly PublicKey[], token);
}

const importedKeys = new WeakMap<PublicKey, Map<string, ReturnType<typeof importJWK>>>();

/** A key is bound to its algorithm when it is imported: once for each. */
function imported(key: PublicKey, alg: string): ReturnType<typeof importJWK> {
  const byAlg = importedKeys.get(key) ?? new Map<string, ReturnType<typeof importJWK>>();
  importedKeys.set(key, byAlg);
  const known = byAlg.get(alg) ?? importJWK(key.jwk, alg);
  byAlg.set(alg, known);
  return known;
}

function refusalOf(error: unknown, refuse: (check: TokenCheck, reason?: string) => TokenRefusal): TokenRefusal {
  if (error instanceof TokenRefusal) return error;
  if (error instanceof errors.JWTExpired) return refuse('exp');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    return refuse(
      claim === 'iss' || claim === 'aud' || claim === 'exp' || claim === 'nbf' || claim === 'typ' ? claim : 'claims',
    );
  }
  // An unknown `crit`, a key that cannot be imported: what jose says names no value of the token.
  return refuse('header', error instanceof errors.JOSEError ? error.code : 'the key cannot be used');
}

function callerOf(payload: JWTPayload, leewayMs: number): Caller | undefined {
  const { exp, sub } = payload;
  // Viewers are told apart by it: what is no text, or empty, names nobody.
  if (sub !== undefined && (typeof sub !== 'string' || sub === '')) return undefined;
  if (exp === undefined || !frozen(payload, MAX_CLAIM_DEPTH)) return undefined;
  return { jwt: payload as JwtClaims, expiresAt: exp * 1000 + leewayMs };
}

/** Freezes all the way down; false where that is too far. */
function frozen(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  Object.freeze(value);
  return Object.values(value).every((member) => frozen(member, depth - 1));
}

function short(text: string): string {
  return text.length > 128 ? `${text.slice(0, 128)}…` : text;
}
