import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeySetConfig } from '../../../src/config/authentication-config.ts';
import { RemoteKeys } from '../../../src/server/authentication/remote-keys.ts';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.ts';
import { open } from './open.ts';

const cleanups: (() => unknown)[] = [];
let idp: IdentityProvider;
beforeEach(async () => {
  idp = await startIdentityProvider();
  cleanups.push(async () => idp[Symbol.asyncDispose]());
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const said: unknown[] = [];
async function opened(keys: KeySetConfig = {}, jwks = idp.jwksUrl) {
  said.length = 0;
  const note = (message: string, fields?: unknown): void => {
    said.push([message, fields]);
  };
  const authentication = await open(
    { jwt: [{ issuer: idp.issuer, audience: 'shop', jwks }], keys },
    { debug() {}, info: note, warn: note, error: note },
  );
  cleanups.push(() => authentication[Symbol.dispose]());
  return async (token: string) => authentication.authenticate({ headers: { authorization: `Bearer ${token}` } });
}

const FAULTS: readonly (readonly [string, IdentityProvider['fault']])[] = [
  ['an error page', (response) => void response.writeHead(500, { 'content-type': 'text/html' }).end('<html>')],
  ['HTML with 200', (response) => void response.end('<html>sign in</html>')],
  ['10 MB', (response) => void response.end(`{"keys":[${' '.repeat(10_000_000)}]}`)],
  ['100,000 keys', (response) => void response.end(JSON.stringify({ keys: Array(100_000).fill(1) }))],
  ['101 keys', (response) => void response.end(JSON.stringify({ keys: Array(101).fill({}) }))],
  ['no keys', (response) => void response.end('{"keys":[]}')],
  ['only secrets', (response) => void response.end('{"keys":[{"kty":"oct","k":"AAAA"}]}')],
  [
    'a redirect to another place',
    (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  ],
  ['a connection that breaks', (response) => void response.destroy()],
  ['nothing', () => undefined],
];

describe.each(FAULTS)('an issuer that answers %s (A08)', (_, fault) => {
  it('does not keep the gateway from starting; tokens wait for it, with 503, and are taken once it is back', async () => {
    idp.fault = fault;
    const authenticate = await opened({ timeout: '300ms', cooldown: 1 });
    expect(said[0]).toMatchObject(['a key set cannot be read', { issuer: idp.issuer, url: idp.jwksUrl }]);
    await expect(authenticate(await idp.token())).rejects.toMatchObject({
      code: 'AUTHENTICATION_UNAVAILABLE',
      retryAfterMs: 1000,
    });
    idp.fault = undefined;
    await expect
      .poll(async () => authenticate(await idp.token()).catch(() => undefined))
      .toMatchObject({ jwt: { sub: 'u-1' } });
    expect(said.at(-1)).toMatchObject(['a key set can be read again', {}]);
  });

  it('later does not touch who has a known key', async () => {
    const authenticate = await opened({ timeout: '300ms', cooldown: 1 });
    idp.fault = fault;
    await expect(authenticate(await idp.token({}, { header: { kid: 'new' } }))).rejects.toMatchObject({ check: 'key' });
    expect(await authenticate(await idp.token({ sub: 'u-2' }))).toMatchObject({ jwt: { sub: 'u-2' } });
  });
});

it('a set that cannot be read at the start is a warning of the configuration, with its place', async () => {
  idp.fault = (response) => void response.writeHead(503).end();
  using authentication = await open({ jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }] });
  expect(authentication.issues).toEqual([
    {
      severity: 'warning',
      code: 'UNRESOLVED',
      message: `The key set cannot be read: The status is 503. Tokens of ${idp.issuer} are answered with 503 until it can.`,
      at: 'authentication.jwt[0].jwks',
    },
  ]);
});

it.each([
  [
    'that is missing',
    '/does/not/exist.json',
    /cannot be used: \/does\/not\/exist\.json cannot be read: there is no such file\.$/,
  ],
  [
    'without a usable key',
    { keys: [{ kty: 'oct', k: 'AAAA' }] },
    /cannot be used: it has no key that can be used: keys\[0\] is a secret/,
  ],
])('a set of the configuration %s is an error', async (_, jwks, message) => {
  using authentication = await open({ jwt: [{ issuer: 'a', audience: 'shop', jwks }] });
  expect(authentication.issues).toMatchObject([
    { severity: 'error', message: expect.stringMatching(message), at: 'authentication.jwt[0].jwks' },
  ]);
});

it('an issuer that hangs keeps a request waiting for a second at most', async () => {
  const authenticate = await opened({ cooldown: 1, timeout: '30s' });
  idp.fault = () => undefined;
  const began = performance.now();
  await expect(authenticate(await idp.token({}, { header: { kid: 'new' } }))).rejects.toMatchObject({ check: 'key' });
  expect(performance.now() - began).toBeLessThan(1800);
});

it('unknown keys are looked for once within the cooldown, however many tokens name them', async () => {
  const authenticate = await opened({ cooldown: '1h' });
  for (const kid of ['a', 'b', 'c'])
    await expect(authenticate(await idp.token({}, { header: { kid } }))).rejects.toMatchObject({ check: 'key' });
  expect(idp.fetches).toBe(1);
});

it('a token that names no key is tried with those of its kind', async () => {
  const key = { ...idp.key };
  await idp.rotate();
  await idp.rotate({ alg: 'RS256' });
  const authenticate = await opened();
  const { kid: _, ...nameless } = key;
  expect(await authenticate(await idp.token({}, { key: nameless }))).toMatchObject({ jwt: { sub: 'u-1' } });
});

it('a set is read anew in the background, and a key that is gone is no longer taken', async () => {
  const authenticate = await opened({ refresh: '20ms' });
  const token = await idp.token();
  expect(await authenticate(token)).toBeDefined();
  await idp.rotate({ replace: true });
  await expect.poll(() => authenticate(token).catch(({ check }) => check)).toBe('key');
});

it('what is the same as before is the same object: what was verified with it stays verified', async () => {
  let now = 0;
  const settings = { refreshMs: 10, cooldownMs: 10, timeoutMs: 10, staleMs: 1000 };
  const problems: unknown[] = [];
  let text = JSON.stringify({ keys: idp.published });
  let works = true;
  using keys = new RemoteKeys({
    fetchText: () => (works ? Promise.resolve(text) : Promise.reject(new Error('down'))),
    settings,
    onProblem: (problem) => problems.push(problem),
    clock: () => now,
  });
  const first = await keys.newest();
  expect(first).toHaveLength(1);
  now = 10;
  expect(await keys.newest()).toBe(first);
  works = false;
  now = 1009;
  expect(await keys.newest()).toBe(first);
  now = 1010;
  expect([keys.current(), await keys.newest()]).toEqual([undefined, undefined]);
  works = true;
  now = 1020;
  expect(await keys.newest()).toBe(first);
  await idp.rotate();
  text = JSON.stringify({ keys: idp.published });
  now = 1030;
  expect(await keys.newest()).toHaveLength(2);
  expect(problems.at(-1)).toBeUndefined();
});

it('no request is made to what a token names (jku, x5u)', async () => {
  let asked = 0;
  const evil = createServer((_, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: idp.published }));
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => evil.close());
  const address = evil.address();
  const jku = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const authenticate = await opened({ cooldown: 1 });
  await expect(authenticate(await idp.token({}, { header: { kid: 'x', jku, x5u: jku } }))).rejects.toMatchObject({
    check: 'key',
  });
  expect(asked).toBe(0);
});
