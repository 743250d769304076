import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JwtAlgorithm } from '../../../src/config/authentication-config.ts';
import type { Authentication } from '../../../src/server/authentication/open-authentication.ts';
import { open } from '../../server/authentication/open.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const python = '/usr/bin/python3';
const present = spawnSync(python, ['-c', 'import jwt, cryptography']).status === 0;
const ISSUER = 'https://python.test/realms/shop';
const SECRET = 'a secret with "quotes", umlauts (äöü) and more than sixty-four bytes in all';
const KEYED: readonly JwtAlgorithm[] = [
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
];
const SHARED: readonly JwtAlgorithm[] = ['HS256', 'HS384', 'HS512'];

interface Issued {
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  readonly tokens: Readonly<Record<string, string>>;
}

describe.skipIf(!present)(`PyJWT${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let issued: Issued;
  let authentication: Authentication;

  beforeAll(async () => {
    issued = JSON.parse(execFileSync(python, [`${here}issue.py`, ISSUER, SECRET], { encoding: 'utf8' }));
    authentication = await open({
      jwt: [
        { issuer: ISSUER, audience: 'shop', jwks: issued.jwks },
        {
          issuer: `${ISSUER}secret`,
          audience: 'shop',
          secret: ['another secret, '.repeat(4), SECRET],
          algorithms: SHARED,
        },
      ],
    });
  }, 30_000);
  afterAll(() => authentication[Symbol.dispose]());

  const callerOf = async (token = '') => authentication.authenticate({ headers: { authorization: `Bearer ${token}` } });

  test.each([...KEYED, ...SHARED])('%s', async (algorithm) => {
    expect(await callerOf(issued.tokens[algorithm])).toMatchObject({
      jwt: { sub: `of-${algorithm}`, realm_access: { roles: ['grüße 漢 🙂'] } },
    });
  });

  test('its tokens are refused with a signature of each other', async () => {
    for (const algorithm of KEYED) {
      const [header, , signature] = (issued.tokens[algorithm] ?? '').split('.');
      const [, payload] = (issued.tokens[algorithm === 'RS256' ? 'RS512' : 'RS256'] ?? '').split('.');
      await expect(callerOf(`${header}.${payload}.${signature}`)).rejects.toMatchObject({ check: 'signature' });
    }
  });
});
