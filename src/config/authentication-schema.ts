import { z } from 'zod';
import { boolean, byteSize, choice, duration, limit, section, text, texts } from './leaves.ts';
import { tlsSchema } from './source-options-schema.ts';

export const KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const;

const MAX_LEEWAY_MS = 300_000;

const leeway = duration({ zero: true }).refine((milliseconds) => milliseconds <= MAX_LEEWAY_MS, {
  error: "a duration of '5m' at most: a longer one would bring expired tokens back",
});

const issuer = section({
  issuer: text("the 'iss' of the tokens"),
  audience: z.union([text(), texts().min(1)], { error: "the 'aud' of the tokens, or a list of them" }),
  jwks: z
    .union([text(), z.looseObject({ keys: z.array(z.looseObject({})) })], {
      error: 'the URL or path of a key set, or { keys: […] }',
    })
    .optional(),
  secret: z.union([text(), texts().min(1)], { error: 'a text, or a list of texts' }).optional(),
  algorithms: z
    .array(choice([...KEY_ALGORITHMS, ...SECRET_ALGORITHMS]), { error: "a list such as ['RS256']" })
    .min(1, { error: "a list such as ['RS256'] that is not empty" })
    .optional(),
  type: text("a 'typ' such as 'at+jwt'").optional(),
  tls: tlsSchema.optional(),
});

/** A header or cookie name (RFC 9110, RFC 6265). */
const name = (what: string) =>
  z.string({ error: `the name of a ${what}` }).regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: `the name of a ${what}` });

export const authenticationSchema = section({
  jwt: z
    .array(issuer, { error: 'a list of issuers' })
    .min(1, { error: "at least one issuer: { issuer: 'https://…', audience: '…', jwks: 'https://…' }" }),
  required: boolean().default(false),
  header: name('header').default('authorization'),
  cookie: name('cookie').optional(),
  leeway: leeway.default(60_000),
  tokenSize: byteSize().default(8 * 1024),
  remembered: limit().default(10_000),
  keys: section({
    refresh: duration().default(300_000),
    cooldown: duration().default(30_000),
    timeout: duration().default(2_000),
    stale: duration().default(86_400_000),
  }).prefault({}),
});
