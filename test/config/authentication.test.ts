import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { Mode } from '../../src/config/resolved-config.ts';
import { formatIssue } from '../../src/errors/issue.ts';

const SECRET = 'too-short-a-secret';
const sources = { none: { kind: 'none', options: {}, open: () => Promise.reject(new Error('not opened here')) } };
const issuer = { issuer: 'https://id.test/', audience: 'shop', jwks: 'https://id.test/jwks.json' };
const secret = { issuer: 'urn:jobs', audience: 'shop', secret: 'x'.repeat(32) };

const resolve = (authentication: unknown, mode: Mode = 'production') =>
  resolveConfig({ sources, authentication } as never, { env: {}, baseDir: '/', mode });
const problems = (authentication: unknown, mode?: Mode) => resolve(authentication, mode).issues.map(formatIssue);

it('one issuer is enough', () => {
  const { config, issues } = resolve({ jwt: [issuer] });
  expect(issues).toEqual([]);
  expect(config?.authentication).toMatchObject({
    required: false,
    header: 'authorization',
    cookie: undefined,
    leewayMs: 60_000,
    tokenBytes: 8192,
    remembered: 10_000,
    keySets: { refreshMs: 300_000, cooldownMs: 30_000, timeoutMs: 2_000, staleMs: 86_400_000 },
    issuers: [
      { issuer: 'https://id.test/', audience: ['shop'], keys: { kind: 'url', url: 'https://id.test/jwks.json' } },
    ],
  });
  const algorithms = config?.authentication?.issuers[0]?.algorithms ?? [];
  expect(algorithms.filter((name) => /^HS|none/.test(name))).toEqual([]);
});

it('with a secret only HS256, unless more is asked for', () => {
  expect(resolve({ jwt: [secret] }).config?.authentication?.issuers[0]?.algorithms).toEqual(['HS256']);
});

describe('what does not go together is an error, with its place and without the secret', () => {
  it.each([
    [{}, 'authentication.jwt: error: "authentication.jwt" is missing: expected a list of issuers.'],
    [
      { jwt: [] },
      `authentication.jwt: error: "authentication.jwt" is a list: expected at least one issuer: { issuer: 'https://…', audience: '…', jwks: 'https://…' }.`,
    ],
    [
      { jwt: [{ issuer: 'a', audience: 'b' }] },
      `authentication.jwt[0]: error: "authentication.jwt[0]" has neither "jwks" nor "secret": name the URL of the issuer's key set, as its discovery document says.`,
    ],
    [
      { jwt: [{ ...issuer, secret: 'x'.repeat(32) }] },
      'authentication.jwt[0]: error: "authentication.jwt[0]" has a "jwks" and a "secret": whoever knows the public key could sign with it. Keep one of them.',
    ],
    [
      { jwt: [{ ...secret, secret: SECRET }] },
      'authentication.jwt[0].secret: error: "authentication.jwt[0].secret" has 18 bytes: HS256 needs 32 or more.',
    ],
    [
      { jwt: [{ ...secret, secret: ['x'.repeat(64), 'x'.repeat(63)], algorithms: ['HS512'] }] },
      'authentication.jwt[0].secret[1]: error: "authentication.jwt[0].secret[1]" has 63 bytes: HS512 needs 64 or more.',
    ],
    [
      { jwt: [{ ...issuer, algorithms: ['none'] }] },
      /^authentication\.jwt\[0\]\.algorithms\[0\]: error: "authentication\.jwt\[0\]\.algorithms\[0\]" is "none": expected one of 'RS256'/,
    ],
    [
      { jwt: [{ ...issuer, algorithms: ['ES256', 'HS256'] }] },
      /^authentication\.jwt\[0\]\.algorithms\[1\]: error: .* is 'HS256', which a key set does not do: it does RS256/,
    ],
    [
      { jwt: [{ ...secret, algorithms: ['RS256'] }] },
      /^authentication\.jwt\[0\]\.algorithms\[0\]: error: .* is 'RS256', which a secret does not do: it does HS256, HS384, HS512\.$/,
    ],
    [
      { jwt: [{ ...issuer, jwks: 'http://id.test/jwks.json' }] },
      /^authentication\.jwt\[0\]\.jwks: error: .* Use https:\/\/\.$/,
    ],
    [
      { jwt: [{ ...issuer, jwks: 'ftp://id.test/k' }] },
      /^authentication\.jwt\[0\]\.jwks: error: .* expected a path or an https:\/\/ URL\.$/,
    ],
    [
      { jwt: [issuer, secret, issuer] },
      'authentication.jwt[2].issuer: error: "authentication.jwt[2].issuer" is "https://id.test/" a second time: name each issuer once.',
    ],
    [{ jwt: [issuer], leeway: '1d' }, /^authentication\.leeway: error: .* expected a duration of '5m' at most/],
    [{ jwt: [issuer], header: 'a b' }, /^authentication\.header: error: .* expected the name of a header\.$/],
    [{ jwt: [issuer], keys: { refresh: 0 } }, /^authentication\.keys\.refresh: error: /],
    [
      { jwt: [{ ...issuer, jkws: 'x' }] },
      /^authentication\.jwt\[0\]\.jkws: error: Unknown key "jkws" in "authentication\.jwt\[0\]"\. Did you mean "jwks"\?/,
    ],
  ])('%j', (authentication, message) => {
    const found = problems(authentication);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(found[0]).not.toContain(SECRET);
  });
});

it('all of it is reported at once', () => {
  const found = problems({
    jwt: [
      { ...issuer, jwks: 'http://id.test/' },
      { ...secret, secret: SECRET },
      { issuer: 'c', audience: 'd' },
    ],
  });
  expect(found).toHaveLength(3);
});

it('http:// is for development, and for a proxy on this machine', () => {
  const at = (jwks: string) => ({ jwt: [{ ...issuer, jwks }] });
  expect(problems(at('http://id.test/jwks.json'), 'development')).toEqual([]);
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:1'])
    expect(problems(at(`http://${host}/jwks.json`))).toEqual([]);
  expect(problems(at('http://127.0.0.1.evil.test/jwks.json'))).toHaveLength(1);
});
