/** What `alg` and the kind of a key say of each other (RFC 7518, section 3.1; RFC 8037). */
const KIND_OF: Readonly<Record<string, string>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  PS256: 'RSA',
  PS384: 'RSA',
  PS512: 'RSA',
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
};
const KINDS: ReadonlySet<string> = new Set(Object.values(KIND_OF));

const MAX_KEYS = 100;
/** A larger modulus or exponent makes a check as expensive as whoever publishes the key likes. */
const RSA_BITS = { least: 2048, most: 8192 };
const RSA_EXPONENT_CHARACTERS = 6;

/** A public key that signatures may be checked with, and nothing else of what the set says about it. */
export interface PublicKey {
  readonly kid: string | undefined;
  readonly alg: string | undefined;
  /** `RSA`, or the curve. */
  readonly kind: string;
  readonly jwk: Readonly<Record<string, string>>;
}

export interface ReadKeySet {
  readonly keys: readonly PublicKey[];
  /** Why others of the set were left out, by their place: `keys[2] …`. */
  readonly leftOut: readonly string[];
}

/** The usable keys of a JSON Web Key Set (RFC 7517, section 5); a text says why there is none. */
export function readKeySet(value: unknown): ReadKeySet | string {
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys)) {
    return 'it is no key set: an object with a list "keys" was expected';
  }
  if (value.keys.length > MAX_KEYS) return `it has ${value.keys.length} keys, more than ${MAX_KEYS}`;
  const keys: PublicKey[] = [];
  const leftOut: string[] = [];
  value.keys.forEach((entry: unknown, index) => {
    const key = readKey(entry);
    if (typeof key === 'string') leftOut.push(`keys[${index}] ${key}`);
    else keys.push(key);
  });
  if (keys.length > 0) return { keys, leftOut };
  return leftOut.length === 0 ? 'it has no keys' : `it has no key that can be used: ${leftOut.slice(0, 5).join(', ')}`;
}

/** The keys that a token with this header may have been signed with. */
export function keysFor(
  keys: readonly PublicKey[],
  { alg, kid }: { readonly alg: string; readonly kid?: string | undefined },
): readonly PublicKey[] {
  return keys.filter(
    (key) =>
      (kid === undefined || key.kid === kid) && key.kind === KIND_OF[alg] && (key.alg === undefined || key.alg === alg),
  );
}

function readKey(entry: unknown): PublicKey | string {
  if (typeof entry !== 'object' || entry === null) return 'is no object';
  const member = (name: string): string | undefined => {
    const value: unknown = Object.hasOwn(entry, name) ? entry[name as keyof typeof entry] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const kty = member('kty');
  const use = member('use');
  if (kty === 'oct') return 'is a secret, which does not belong into a set that is published';
  if (use !== undefined && use !== 'sig') return `is for "${use.slice(0, 20)}", not for signatures`;
  const operations: unknown = 'key_ops' in entry ? entry.key_ops : undefined;
  if (Array.isArray(operations) && !operations.includes('verify')) return 'is not for checking signatures ("key_ops")';
  const kind = kty === 'RSA' ? 'RSA' : member('crv');
  if (kind === undefined || !KINDS.has(kind))
    return `is of a kind that is not used here, "${(kind ?? kty ?? '').slice(0, 20)}"`;
  // Whatever else the entry has, a private key for one, stays behind.
  const parts = kind === 'RSA' ? ['n', 'e'] : kind === 'Ed25519' ? ['x'] : ['x', 'y'];
  const jwk: Record<string, string> = { kty: kty ?? '', ...(kind !== 'RSA' && { crv: kind }) };
  for (const part of parts) {
    const value = member(part);
    if (value === undefined || !/^[\w-]+$/.test(value)) return `has no "${part}" that can be read`;
    jwk[part] = value;
  }
  if (kind === 'RSA') {
    const bits = Math.floor(((jwk.n?.length ?? 0) * 6) / 8) * 8;
    if (bits < RSA_BITS.least || bits > RSA_BITS.most)
      return `has ${bits} bits: from ${RSA_BITS.least} to ${RSA_BITS.most} are taken`;
    if ((jwk.e?.length ?? 0) > RSA_EXPONENT_CHARACTERS) return 'has an exponent that is too large';
  }
  return { kid: member('kid'), alg: member('alg'), kind, jwk };
}
