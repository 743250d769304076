import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeKeyPair } from '../soap/key-pair.ts';
import { describing, open, startUpstream, type Upstream } from './harness.ts';

const secured = (scheme: unknown, scopes: string[] = []): Record<string, unknown> => {
  const document = describing({ security: [{ main: scopes }] });
  return { ...document, components: { securitySchemes: { main: scheme } } };
};

/** A token endpoint beside the API: answers t1, t2, … and counts. */
async function startBoth(
  accepts: (token: string) => boolean = () => true,
): Promise<Upstream & { tokens: () => number }> {
  let tokens = 0;
  const upstream = await startUpstream(({ url, headers }) => {
    if (url === '/token') {
      tokens += 1;
      return { body: JSON.stringify({ access_token: `t${tokens}`, expires_in: 3600, refresh_token: 'r2' }) };
    }
    if (url === '/discovery') return { body: JSON.stringify({ token_endpoint: `http://${headers.host}/token` }) };
    return accepts(headers.authorization ?? '') ? { body: '"ok"' } : { status: 401, body: '{}' };
  });
  return Object.assign(upstream, { tokens: () => tokens });
}

describe('credentials', () => {
  it.each([
    [{ type: 'apiKey', in: 'header', name: 'X-Key' }, { apiKey: 'k' }, { 'x-key': 'k' }, '/test'],
    [{ type: 'apiKey', in: 'query', name: 'key' }, { apiKey: 'a&b' }, {}, '/test?key=a%26b'],
    [{ type: 'apiKey', in: 'cookie', name: 'sid' }, { apiKey: 'a;b' }, { cookie: 'sid=a%3Bb' }, '/test'],
    [
      { type: 'http', scheme: 'basic' },
      { username: 'u', password: 'p:ü' },
      { authorization: `Basic ${Buffer.from('u:p:ü').toString('base64')}` },
      '/test',
    ],
    [{ type: 'http', scheme: 'bearer' }, { token: 't' }, { authorization: 'Bearer t' }, '/test'],
    [{ type: 'http', scheme: 'BEARER' }, { token: 't' }, { authorization: 'Bearer t' }, '/test'],
    [{ type: 'http', scheme: 'GenieKey' }, { token: 't' }, { authorization: 'GenieKey t' }, '/test'],
  ])('%j', async (scheme, credential, headers, url) => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, auth: { main: credential } },
      { 'd.json': secured(scheme) },
    );
    await source.call('Query.test');
    expect(upstream.received[0]).toMatchObject({ url, headers });
    expect(source.subschema.issues).toEqual([]);
  });

  it('names the ones that are missing, unknown and of the wrong sort', async () => {
    const document = secured({ type: 'http', scheme: 'bearer' });
    await using missing = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(missing.subschema.issues.map((it) => it.message)).toEqual([
      "1 operation asks for the security scheme main, and there are no credentials for it: set auth.main to { token }, or forward the caller's.",
    ]);
    await using wrong = await open(
      'd.json',
      { endpoint: 'http://x', auth: { main: { apiKey: 'k' }, other: { token: 't' } } },
      { 'd.json': document },
    );
    expect(wrong.subschema.issues.map((it) => it.message)).toEqual([
      'auth.main must be { token }: the scheme is of the kind bearer.',
      'auth.other: the description has no such security scheme. It has: main.',
    ]);
    await using forwarding = await open(
      'd.json',
      { endpoint: 'http://x', forward: ['Authorization'] },
      { 'd.json': document },
    );
    expect(forwarding.subschema.issues).toEqual([]);
  });

  describe.each(['Digest', 'hoba', 'Mutual', 'negotiate', 'SCRAM-SHA-256', 'aws4-hmac-sha256', 'two words', 'a\r\nb'])(
    'of the HTTP scheme %j',
    (scheme) => {
      const document = secured({ type: 'http', scheme });
      const said = `the HTTP scheme ${JSON.stringify(scheme)}, which is not supported`;
      const todo = 'put a proxy that authenticates before the service, or set or forward the header Authorization';

      it('are said to be unsupported, with what to do', async () => {
        await using missing = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
        expect(missing.subschema.issues).toMatchObject([
          {
            severity: 'warning',
            message: `1 operation asks for the security scheme main, and there are no credentials for it: it is ${said}; ${todo}.`,
          },
        ]);
      });

      it('are refused, and never sent as those of another scheme', async () => {
        await using upstream = await startUpstream(() => ({ body: '"ok"' }));
        for (const security of [document, { ...document, ...{ paths: describing({}).paths } }]) {
          const options = { endpoint: upstream.url, auth: { main: { token: 't' } } };
          await using source = await open('d.json', options, { 'd.json': security });
          expect(source.subschema.issues).toMatchObject([
            { severity: 'error', message: `auth.main is for ${said}: ${todo}.` },
          ]);
          await source.call('Query.test');
        }
        expect(upstream.received.map((it) => it.headers.authorization)).toEqual([undefined, undefined]);
      });

      it('may be a header of the configuration, or of the caller', async () => {
        await using upstream = await startUpstream(() => ({ body: '"ok"' }));
        const options = { endpoint: upstream.url, headers: { authorization: 'Custom x' } };
        await using source = await open('d.json', options, { 'd.json': document });
        expect(source.subschema.issues).toEqual([]);
        await source.call('Query.test');
        expect(upstream.received[0]?.headers.authorization).toBe('Custom x');
      });
    },
  );

  it('of a token are sent as the scheme wants them, and no other', async () => {
    const document = secured({ type: 'http', scheme: 'GenieKey' });
    const auth = { main: { clientId: 'c', clientSecret: 's' } };
    await using source = await open('d.json', { endpoint: 'http://x', auth }, { 'd.json': document });
    expect(source.subschema.issues).toMatchObject([
      { severity: 'error', message: 'auth.main must be { token }: the scheme is of the kind GenieKey.' },
    ]);
  });

  it('asks for none that only an operation needs that is left out', async () => {
    const document = secured({ type: 'http', scheme: 'bearer' });
    await using source = await open('d.json', { endpoint: 'http://x', exclude: ['test'] }, { 'd.json': document });
    expect(source.subschema.issues).toEqual([]);
  });

  it('asks for all that one alternative needs', async () => {
    const key = { type: 'apiKey', in: 'header' };
    const document = {
      ...describing({ security: [{ email: [], key: [] }] }),
      components: { securitySchemes: { email: { ...key, name: 'x-email' }, key: { ...key, name: 'x-key' } } },
    };
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(source.subschema.issues.map((it) => it.message)).toEqual([
      expect.stringContaining('set auth.email to { apiKey }'),
      expect.stringContaining('set auth.key to { apiKey }'),
    ]);
  });

  it('asks for a scheme that is described, where one would do', async () => {
    const document = {
      ...describing({ security: [{ unknown: [] }, { main: [] }] }),
      components: { securitySchemes: { main: { type: 'http', scheme: 'bearer' } } },
    };
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(source.subschema.issues.map((it) => it.message)).toEqual([expect.stringContaining('set auth.main to')]);
  });

  it('sends none where the operation asks for none', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const document = {
      ...secured({ type: 'http', scheme: 'bearer' }),
      ...{ paths: describing({ security: [] }).paths },
    };
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, auth: { main: { token: 't' } } },
      { 'd.json': document },
    );
    await source.call('Query.test');
    expect(upstream.received[0]?.headers.authorization).toBeUndefined();
  });

  it('fetches one token for all calls that wait for it, and keeps it', async () => {
    await using upstream = await startBoth();
    const scheme = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${upstream.url}/token`, scopes: {} } } };
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, auth: { main: { clientId: 'c d', clientSecret: 's' } } },
      { 'd.json': secured(scheme, ['read']) },
    );
    await Promise.all(Array.from({ length: 10 }, () => source.call('Query.test')));
    await source.call('Query.test');
    expect(upstream.tokens()).toBe(1);
    const asked = upstream.received.find((it) => it.url === '/token');
    expect(String(asked?.body)).toBe('grant_type=client_credentials&scope=read');
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('c+d:s').toString('base64')}`);
    expect(
      upstream.received.filter((it) => it.url === '/test').every((it) => it.headers.authorization === 'Bearer t1'),
    ).toBe(true);
  });

  it.each([
    { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/token', scopes: {} } } },
    { type: 'openIdConnect', openIdConnectUrl: '../discovery' },
  ])('finds relative URLs beside the service: %j', async (scheme) => {
    await using upstream = await startBoth();
    const options = { endpoint: `${upstream.url}/v1`, auth: { main: { clientId: 'c', clientSecret: 's' } } };
    await using source = await open('d.json', options, { 'd.json': secured(scheme) });
    await source.call('Query.test');
    expect(upstream.received.at(-1)).toMatchObject({ url: '/v1/test', headers: { authorization: 'Bearer t1' } });
  });

  it('is the certificate of mutual TLS, which is asked for where it is missing', async () => {
    const { key, cert } = makeKeyPair('ec');
    const seen: unknown[] = [];
    const server = createServer(
      { key, cert, ca: cert, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        seen.push((request.socket as TLSSocket).getPeerCertificate().subject.CN);
        response.setHeader('content-type', 'application/json').end('"ok"');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const document = secured({ type: 'mutualTLS' });
    try {
      const tls = { ca: cert, serverName: 'test' };
      await using source = await open('d.json', { endpoint, tls: { ...tls, cert, key } }, { 'd.json': document });
      expect(source.subschema.issues).toEqual([]);
      expect(await source.call('Query.test')).toBe('ok');
      expect(seen).toEqual(['test']);
      await using without = await open('d.json', { endpoint, tls }, { 'd.json': document });
      expect(without.subschema.issues.map((it) => it.message)).toEqual([
        expect.stringContaining('set tls.cert and tls.key'),
      ]);
      await expect(without.call('Query.test')).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('fetches another after a 401, by the newest refresh token', async () => {
    await using upstream = await startBoth((header) => header === 'Bearer t2');
    const scheme = { type: 'openIdConnect', openIdConnectUrl: `${upstream.url}/discovery` };
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, auth: { main: { clientId: 'c', refreshToken: 'r1' } } },
      { 'd.json': secured(scheme) },
    );
    await expect(source.call('Query.test')).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
    expect(await source.call('Query.test')).toBe('ok');
    expect(upstream.received.filter((it) => it.url === '/token').map((it) => String(it.body))).toEqual([
      'grant_type=refresh_token&refresh_token=r1&client_id=c',
      'grant_type=refresh_token&refresh_token=r2&client_id=c',
    ]);
  });

  it('says when there is no token', async () => {
    await using upstream = await startUpstream(() => ({ status: 400, body: '{"error":"invalid_client"}' }));
    const scheme = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${upstream.url}/token`, scopes: {} } } };
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, auth: { main: { clientId: 'c', clientSecret: 's' } } },
      { 'd.json': secured(scheme) },
    );
    await expect(source.call('Query.test')).rejects.toMatchObject({
      code: 'UPSTREAM_UNAUTHORIZED',
      message: expect.stringContaining('answered 400'),
      transient: false,
    });
  });
});
