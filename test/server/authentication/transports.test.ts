import { createServer as createHttpServer } from 'node:http';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { AuthenticationConfig } from '../../../src/config/authentication-config.ts';
import { createHandler } from '../../../src/server/create-handler.ts';
import { createServer } from '../../../src/server/create-server.ts';
import { listenOnLoopback } from '../../gateway/listen-on-loopback.ts';
import { type FakeGateway, type FakeGatewayOptions, fakeGateway } from '../fake-gateway.ts';
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

async function start(
  settings: Partial<AuthenticationConfig> = {},
  options: FakeGatewayOptions = {},
): Promise<{ url: string; gateway: FakeGateway }> {
  const authentication = await open({
    jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }],
    leeway: 0,
    ...settings,
  });
  cleanups.push(() => authentication[Symbol.dispose]());
  const gateway = fakeGateway({ ...options, authenticate: authentication.authenticate });
  const server = await createServer(gateway);
  cleanups.push(() => server.close({ force: true }));
  return { url: await server.listen(), gateway };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = (url: string, headers: Record<string, string> = {}, query = '{ subject }') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

interface Opened {
  readonly results: AsyncIterable<unknown>;
  /** Of the socket, once it is closed. */
  readonly closed: Promise<number>;
}

function overWebSocket(url: string, params: Record<string, unknown>, headers = {}, query = '{ subject }'): Opened {
  let closed: (code: number) => void = () => undefined;
  const code = new Promise<number>((resolve) => {
    closed = resolve;
  });
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers });
    }
  }
  const client = createWsClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: Socket,
    retryAttempts: 0,
    connectionParams: params,
    on: { closed: (event) => closed((event as { code: number }).code) },
  });
  cleanups.push(() => client.dispose());
  return { results: client.iterate({ query }), closed: code };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const EXPIRED = [
  {
    errors: [
      {
        message: 'The token has expired, and the subscription with it.',
        extensions: { code: 'SUBSCRIPTION_JWT_EXPIRED' },
      },
    ],
  },
];
/** NumericDate may have fractions (RFC 7519, section 2). */
const soon = () => Date.now() / 1000 + 1.2;

describe('a subscription ends with its token (A22)', () => {
  it('over WebSocket, after which the socket is closed with 4403', async () => {
    const { url, gateway } = await start();
    const token = await idp.token({ exp: soon() });
    const { results, closed } = overWebSocket(
      url,
      { Authorization: `Bearer ${token}` },
      {},
      'subscription { silence }',
    );
    expect(await collect(results)).toEqual(EXPIRED);
    expect(await closed).toBe(4403);
    expect(gateway.seen).toContain('cancelled SUBSCRIPTION_JWT_EXPIRED');
  });

  it('over server-sent events', async () => {
    const { url, gateway } = await start();
    const client = createSseClient({
      url,
      fetchFn: fetch,
      retryAttempts: 0,
      headers: bearer(await idp.token({ exp: soon() })),
    });
    cleanups.push(() => client.dispose());
    expect(await collect(client.iterate({ query: 'subscription { silence }' }))).toEqual(EXPIRED);
    expect(gateway.seen).toContain('cancelled SUBSCRIPTION_JWT_EXPIRED');
  });

  it('and an idle socket as well', async () => {
    const { url } = await start();
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', {
      headers: bearer(await idp.token({ exp: soon() })),
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4403);
  });

  it('one whose token expires in a hundred years goes on', async () => {
    const { url } = await start();
    const token = await idp.token({ exp: Math.floor(Date.now() / 1000) + 100 * 365 * 86_400 });
    const { results } = overWebSocket(url, bearer(token), {}, 'subscription { ticks(count: 2) }');
    expect(await collect(results)).toEqual([{ data: { ticks: 1 } }, { data: { ticks: 2 } }]);
  });
});

describe('a WebSocket', () => {
  it('has its token in connection_init, under whatever case, or in the headers of its upgrade', async () => {
    const { url } = await start();
    const token = await idp.token();
    const answer = [{ data: { subject: 'u-1' } }];
    expect(await collect(overWebSocket(url, { Authorization: `Bearer ${token}` }).results)).toEqual(answer);
    expect(await collect(overWebSocket(url, {}, bearer(token)).results)).toEqual(answer);
    expect(await collect(overWebSocket(url, { authorization: `Bearer ${token}` }, bearer(token)).results)).toEqual(
      answer,
    );
  });

  it.each([
    ['a bad one', async () => overWebSocket((await start()).url, bearer('nonsense'))],
    [
      'two that differ',
      async () =>
        overWebSocket(
          (await start()).url,
          bearer(await idp.token({ sub: 'a' })),
          bearer(await idp.token({ sub: 'b' })),
        ),
    ],
    [
      'two in connection_init',
      async () =>
        overWebSocket((await start()).url, {
          authorization: `Bearer ${await idp.token({ sub: 'a' })}`,
          Authorization: `Bearer ${await idp.token({ sub: 'b' })}`,
        }),
    ],
    ['none where one is required', async () => overWebSocket((await start({ required: true })).url, {})],
  ])('with %s is closed with 4403 before anything runs', async (_, opened) => {
    const { results, closed } = await opened();
    await expect(collect(results)).rejects.toMatchObject({ code: 4403 });
    expect(await closed).toBe(4403);
  });

  it("without one is nobody's, whatever else connection_init has", async () => {
    const { url } = await start();
    const params = {
      Host: 'evil',
      'Content-Length': '1',
      __proto__: { authorization: 'Bearer x' },
      authorization: ['Bearer x'],
    };
    expect(await collect(overWebSocket(url, params).results)).toEqual([{ data: { subject: null } }]);
  });
});

describe('required', () => {
  it('a request without a token is told to have one, before its body is read; over every way in', async () => {
    const { url, gateway } = await start({ required: true });
    const accepts = ['application/json', 'text/event-stream', 'application/graphql-response+json'];
    for (const accept of accepts) {
      const response = await ask(url, { accept }, 'no document');
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toEqual({
        errors: [{ message: 'A token is required.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    const get = await fetch(`${url}?query={hello}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(get.status).toBe(401);
    expect(gateway.seen).toEqual([]);
    expect((await ask(url, bearer(await idp.token()))).status).toBe(200);
  });

  it('the playground and health are there all the same', async () => {
    const { url } = await start({ required: true });
    for (const path of ['/', '/health/live', '/health/ready'])
      expect((await fetch(new URL(path, url))).status).toBe(200);
  });
});

it('a handler in a server of yours asks as well', async () => {
  const { gateway } = await start({ required: true });
  const handler = await createHandler(gateway);
  cleanups.push(() => handler.close({ force: true }));
  const closers: (() => Promise<unknown>)[] = [];
  const url = await listenOnLoopback(createHttpServer(handler), closers);
  cleanups.push(() => closers[0]?.());
  expect((await ask(url)).status).toBe(401);
  expect(await (await ask(url, bearer(await idp.token()))).json()).toEqual({ data: { subject: 'u-1' } });
});

it('the token may be in a header of its own', async () => {
  const { url } = await start({ header: 'X-Access-Token' });
  const token = await idp.token();
  expect(await (await ask(url, { 'x-access-token': token })).json()).toEqual({ data: { subject: 'u-1' } });
  expect(await (await ask(url, bearer('not looked at'))).json()).toEqual({ data: { subject: null } });
  expect((await ask(url, { 'x-access-token': 'nonsense' })).status).toBe(401);
});

it("the user's own context function has the claims", async () => {
  const { url } = await start({}, { context: ({ jwt }) => ({ tenant: jwt?.tenant }) });
  const response = await ask(url, bearer(await idp.token({ tenant: 't-1' })), '{ user }');
  expect(await response.json()).toEqual({ data: { user: '{"tenant":"t-1"}' } });
});

it('claims are frozen all the way down', async () => {
  const { authenticate } = await open({ jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }] });
  const caller = await authenticate({ headers: bearer(await idp.token({ org: { roles: ['a'] } })) });
  const org = caller?.jwt.org as { roles: string[] };
  expect(() => org.roles.push('root')).toThrow(TypeError);
  expect([caller?.jwt, org, org.roles].every(Object.isFrozen)).toBe(true);
});

it('equal tokens that come at the same time are verified once', async () => {
  const { authenticate } = await open({ jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }] });
  const headers = bearer(await idp.token());
  const [one, other] = await Promise.all([authenticate({ headers }), authenticate({ headers })]);
  expect(one).toMatchObject({ jwt: { sub: 'u-1' } });
  expect(other).toBe(one);
});

it('a remembered token is refused once it has expired', async () => {
  const { authenticate } = await open({
    jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }],
    leeway: 0,
  });
  const headers = bearer(await idp.token({ exp: soon() }));
  const check = async () => {
    try {
      return (await authenticate({ headers }))?.jwt.sub;
    } catch (error) {
      return (error as { check: string }).check;
    }
  };
  expect(await check()).toBe('u-1');
  await expect.poll(check, { timeout: 5000 }).toBe('exp');
});

it('a remembered token is answered at once, and not beyond its time, nor beyond how many are remembered', async () => {
  const { authenticate } = await open({
    jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: idp.jwksUrl }],
    remembered: 2,
    leeway: 0,
  });
  const [a, b, c] = (await Promise.all(['a', 'b', 'c'].map((sub) => idp.token({ sub })))) as [string, string, string];
  for (const token of [a, b, c]) expect(authenticate({ headers: bearer(token) })).toBeInstanceOf(Promise);
  for (const token of [a, b, c]) await authenticate({ headers: bearer(token) });
  expect(authenticate({ headers: bearer(c) })).toMatchObject({ jwt: { sub: 'c' } });
  expect(authenticate({ headers: {} })).toBeUndefined();
  const forgotten = [a, b, c].filter((token) => authenticate({ headers: bearer(token) }) instanceof Promise);
  expect(forgotten.length).toBeGreaterThan(0);
});
