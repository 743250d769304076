import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { CompactEncrypt, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { readKeySet } from '../../src/server/authentication/read-key-set.ts';
import { createServer as createGatewayServer } from '../../src/server/create-server.ts';
import { rest } from '../../src/sources/rest/index.ts';
import { type IdentityProvider, startIdentityProvider, unsigned } from '../server/authentication/identity-provider.ts';
import { rawRequest } from '../server/raw-request.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-bytes';
const close: (() => Promise<unknown>)[] = [];
const log: { level: string; message: string; fields: unknown }[] = [];
const logger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (message: string, fields?: unknown) => void log.push({ level, message, fields }),
  ]),
) as never;

let idp: IdentityProvider;
let gateway: Gateway;
let url: string;
let apolloLane: string;
/** Paths that were asked upstream. */
let asked: string[] = [];

const SDL = `
  type Query {
    orders(of: ID): [Order!]! @rest(get: "/orders?of={args.of}")
    customer(id: ID!): Customer @rest(get: "/customers/{args.id}")
  }
  type Mutation { keep(file: Upload!): Order @rest(post: "/files", body: "{args.file}") }
  scalar Upload
  type Order { id: ID! customerId: ID! }
  type Customer { id: ID! name: String email: String }
`;
const GRAPH = `
  extend type Order { viewer: Customer @link(from: "customer", args: { id: "{context.jwt.sub}" }) }
  extend type Customer { email: String @allow(if: "isSelf or isSupport") }
`;

const isSelf = (parent: unknown, _: unknown, { jwt }: { jwt?: { sub?: string } }): boolean =>
  (parent as { id?: string }).id === jwt?.sub;

beforeAll(async () => {
  idp = await startIdentityProvider();
  close.push(async () => idp[Symbol.asyncDispose]());
  const upstream = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path === '/files') {
      request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{"id":"f-1"}'));
      return;
    }
    const id = /^\/customers\/([^?]*)/.exec(path)?.[1];
    const body =
      id === undefined ? [{ id: 'o-1', customerId: 'u-1' }] : { id, name: `name of ${id}`, email: `${id}@x` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const endpoint = await listenOnLoopback(upstream, close);
  gateway = await createGateway(
    {
      sources: { shop: rest(SDL, { endpoint }) },
      graph: GRAPH,
      permissions: {
        unlisted: 'allow',
        rules: {
          isSelf,
          isSupport: (_: unknown, __: unknown, { jwt }: { jwt?: { role?: string } }) => jwt?.role === 'support',
        },
      },
      cache: { 'Query.customer': { ttl: '1m', scope: 'private' }, 'Query.orders': { ttl: '1m', scope: 'public' } },
      authentication: {
        jwt: [
          { issuer: idp.issuer, audience: ['shop', 'other'], jwks: idp.jwksUrl },
          { issuer: 'urn:internal', audience: 'shop', secret: SECRET },
        ],
        cookie: 'session',
        keys: { cooldown: 1 },
      },
    },
    { mode: 'production', logger },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  for (const plugins of [[], [{}]]) {
    const server = await createGatewayServer(gateway, { port: 0, host: '127.0.0.1', plugins, logger });
    close.push(() => server.close({ force: true }));
    const listening = await server.listen();
    if (plugins.length === 0) url = listening;
    else apolloLane = listening;
  }
});
afterAll(async () => {
  for (const end of close.reverse()) await end();
});
beforeEach(() => {
  asked = [];
  log.length = 0;
});

const post = (to: string, headers: Record<string, string>, query: string, init: RequestInit = {}) =>
  fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    ...init,
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const LANES = [
  ['the fast lane', () => url],
  ["Apollo Server's pipeline", () => apolloLane],
] as const;

describe.each(LANES)('in %s', (_, to) => {
  it('claims are the context of rules and of templates', async () => {
    const query = '{ orders { viewer { name email } } }';
    const ask = async (token?: string) => (await post(to(), token === undefined ? {} : bearer(token), query)).json();
    expect(await ask(await idp.token({ sub: 'u-7' }))).toEqual({
      data: { orders: [{ viewer: { name: 'name of u-7', email: 'u-7@x' } }] },
    });
    expect(await ask()).toEqual({ data: { orders: [{ viewer: null }] } });
  });

  it('a rule that says no to a role asks nobody for the field, and its siblings stay', async () => {
    const query = '{ customer(id: "u-9") { name email } }';
    const support = await post(to(), bearer(await idp.token({ role: 'support' })), query);
    expect(await support.json()).toEqual({ data: { customer: { name: 'name of u-9', email: 'u-9@x' } } });
    const other = await post(to(), bearer(await idp.token({ sub: 'u-2' })), query);
    expect(other.status).toBe(200);
    expect(await other.json()).toMatchObject({
      data: { customer: { name: 'name of u-9', email: null } },
      errors: [{ path: ['customer', 'email'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('a token that is not accepted is refused as RFC 6750 says, before the document is read', async () => {
    const refused = await post(to(), bearer(`${await idp.token()}x`), 'this is no document');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token", error_description="The token is not accepted."',
    );
    expect(await refused.json()).toEqual({
      errors: [{ message: 'The token is not accepted.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(asked).toEqual([]);
  });
});

const now = () => Math.floor(Date.now() / 1000);
const hs = (key: string | Uint8Array, input: string) => createHmac('sha256', key).update(input).digest('base64url');
/** The ids are those of the battery; each gives a token, and the check that the operator reads of. */
const ATTACKS: readonly (readonly [id: string, check: string, make: () => string | Promise<string>])[] = [
  ['A01 expired', 'exp', () => idp.token({ exp: now() - 61 })],
  ['A01 never expires', 'exp', () => idp.token({ exp: undefined })],
  ['A01 an expiry that is a text', 'exp', () => idp.token({ exp: '9999999999' })],
  ['A01 not yet valid', 'nbf', () => idp.token({ nbf: now() + 120 })],
  ['A02 alg none', 'alg', () => unsigned({ alg: 'none' }, { iss: idp.issuer, aud: 'shop', exp: now() + 60 })],
  [
    'A02 alg NONE with a signature',
    'alg',
    () => unsigned({ alg: 'nOnE' }, { iss: idp.issuer, aud: 'shop', exp: now() + 60 }, 'AA'),
  ],
  [
    'A02 the public key as a secret (PEM)',
    'alg',
    async () => {
      const jwk = idp.published.at(-1) ?? {};
      const pem = await exportSPKI((await importJWK({ ...jwk, ext: true }, 'ES256')) as CryptoKey);
      const input = unsigned({ alg: 'HS256', kid: jwk.kid }, { iss: idp.issuer, aud: 'shop', exp: now() + 60 }).slice(
        0,
        -1,
      );
      return `${input}.${hs(pem, input)}`;
    },
  ],
  [
    'A02 another algorithm of the same kind of key',
    'key',
    async () => {
      const { kid } = idp.key;
      return idp.token({}, { key: { ...(await generated('ES384')), ...(kid !== undefined && { kid }) } });
    },
  ],
  [
    'A03 signed by somebody else under a known key id',
    'signature',
    async () => idp.token({}, { key: { ...(await generated('ES256')), kid: idp.key.kid as string } }),
  ],
  ['A03 one character of the claims changed', 'signature', async () => tampered(await idp.token({ role: 'user' }))],
  ['A04 another issuer', 'iss', () => idp.token({ iss: 'https://evil.test/' })],
  ['A04 no issuer', 'iss', () => idp.token({ iss: undefined })],
  ['A04 an issuer that is nearly it', 'iss', () => idp.token({ iss: idp.issuer.slice(0, -1) })],
  ['A04 another audience', 'aud', () => idp.token({ aud: 'bank' })],
  ['A04 no audience', 'aud', () => idp.token({ aud: undefined })],
  ['A04 an audience list without ours', 'aud', () => idp.token({ aud: ['bank', 'shopping'] })],
  ['A05 a key id that is a path', 'key', () => idp.token({}, { header: { kid: '../../../../dev/null' } })],
  ['A05 a key id that is SQL', 'key', () => idp.token({}, { header: { kid: "' UNION SELECT 'secret" } })],
  ['A05 a key id that is of Object', 'key', () => idp.token({}, { header: { kid: '__proto__' } })],
  [
    'A06 its own key in the header (jwk)',
    'key',
    async () => {
      const key = await generated('ES256');
      return idp.token({}, { key, header: { kid: 'own', jwk: key.publicJwk } });
    },
  ],
  [
    'A06 jku and x5u',
    'key',
    async () =>
      idp.token(
        {},
        { key: await generated('ES256'), header: { kid: 'own', jku: `${idp.jwksUrl}?evil`, x5u: idp.jwksUrl } },
      ),
  ],
  ['A06 a critical extension that nobody knows', 'header', async () => critical()],
  ['A09 a token of 16 KB', 'size', () => idp.token({ filling: 'x'.repeat(9000) })],
  [
    'A09 1,000 nested claims',
    'claims',
    () => idp.token({ deep: JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`) }),
  ],
  ['A09 an encrypted token', 'form', async () => encrypted()],
  ['A09 an encrypted token that unfolds', 'form', async () => encrypted({ zip: 'DEF' })],
  ['A10 a comma behind it', 'form', async () => `${await idp.token()},`],
  ['A10 two in one header', 'form', async () => `${await idp.token()}, Bearer ${await idp.token()}`],
  ['A10 nothing behind the scheme', 'form', () => ''],
  ['no token at all', 'form', () => 'opaque-session-id'],
  ['a subject that is no text', 'claims', () => idp.token({ sub: { $ne: null } })],
  ['an empty subject', 'claims', () => idp.token({ sub: '' })],
  [
    "another issuer's secret",
    'alg',
    async () =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(idp.issuer)
        .setAudience('shop')
        .setExpirationTime('1m')
        .sign(new TextEncoder().encode(SECRET)),
  ],
  ['a payload that is no JSON', 'form', () => unsigned({ alg: 'ES256' }, 'nonsense', 'AA')],
];

interface Generated {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: unknown;
}
async function generated(alg: string): Promise<Generated> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicJwk: await exportJWK(publicKey) };
}
function tampered(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = Buffer.from(payload, 'base64url').toString().replace('"user"', '"root"');
  return `${header}.${Buffer.from(claims).toString('base64url')}.${signature}`;
}
async function critical(): Promise<string> {
  const claims = { iss: idp.issuer, aud: 'shop', exp: now() + 60 };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: idp.key.alg, kid: idp.key.kid as string, crit: ['exp'], exp: 1 })
    .sign(idp.key.privateKey, { crit: { exp: true } });
}
async function encrypted(header: object = {}): Promise<string> {
  const { publicKey } = await generateKeyPair('RSA-OAEP-256');
  const token = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ iss: idp.issuer })))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey);
  const [first = '', ...rest] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(first, 'base64url').toString()), ...header };
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

describe('what a token must not get away with', () => {
  it.each(ATTACKS)('%s', async (_, check, make) => {
    const token = await make();
    const began = process.cpuUsage();
    const response = await post(url, bearer(token), '{ orders { id } }');
    const { user, system } = process.cpuUsage(began);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(/^The token (?:is not accepted|has expired)\.$/),
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(asked).toEqual([]);
    expect((user + system) / 1000).toBeLessThan(250);
    const seen = JSON.stringify(log);
    for (const part of token.split('.').filter((text) => text.length > 20)) expect(seen).not.toContain(part);
    expect(seen).not.toContain(SECRET);
    const refused = (async () => gateway.authenticate?.({ headers: bearer(token) }))();
    await expect(refused).rejects.toMatchObject({ check });
  });

  it('names the check, the issuer, the algorithm and the key to the operator, each check once, and never the token', async () => {
    const quiet: typeof log = [];
    await using other = await createGateway(
      {
        sources: { shop: rest(SDL, { endpoint: 'http://127.0.0.1:9' }) },
        authentication: { jwt: [{ issuer: idp.issuer, audience: 'shop', jwks: { keys: idp.published } as never }] },
      },
      {
        logger: {
          ...(logger as object),
          warn: (message: string, fields: unknown) => quiet.push({ level: 'warn', message, fields }),
        } as never,
      },
    );
    for (const [, , make] of ATTACKS) {
      const { errors } = await other.request({ query: '{ orders { id } }', headers: bearer(await make()) });
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    const checks = quiet.map(({ fields }) => (fields as { check: string }).check);
    expect(new Set(checks)).toEqual(new Set(ATTACKS.map(([, check]) => check)));
    expect(checks.length).toBe(new Set(checks).size);
    expect(quiet.find(({ fields }) => (fields as { check: string }).check === 'exp')?.fields).toEqual({
      check: 'exp',
      iss: idp.issuer,
      alg: 'ES256',
      kid: idp.key.kid,
      refused: 1,
    });
  });

  it('A10 two authorization headers, whatever they are', async () => {
    const token = await idp.token();
    const body = '{"query":"{ orders { id } }"}';
    const send = (...headers: string[]) => {
      const lines = ['host: x', 'content-type: application/json', `content-length: ${body.length}`, ...headers];
      return rawRequest(url, `POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
    };
    expect(await send(`authorization: Bearer ${token}`)).toMatch(/^HTTP\/1.1 200/);
    asked = [];
    expect(await send(`authorization: Bearer ${token}`, 'Authorization: Bearer x')).toMatch(/^HTTP\/1.1 401/);
    expect(await send('authorization: Basic eA==', `AUTHORIZATION: bearer ${token}`)).toMatch(/^HTTP\/1.1 401/);
    expect(asked).toEqual([]);
  });

  it('A10 a cookie that says another than the header; one that says the same is no second token', async () => {
    const [one, two] = await Promise.all([idp.token(), idp.token({ sub: 'u-2' })]);
    const send = (cookie: string) => post(url, { ...bearer(one), cookie }, '{ orders { id } }');
    expect((await send(`session=${two}`)).status).toBe(401);
    expect((await send(`session=${one}; session=${two}`)).status).toBe(401);
    expect((await send(`a=b; session="${one}"`)).status).toBe(200);
  });

  it('A08 RSA keys that are too large or too small are not taken from the set', async () => {
    const rsa = (bytes: number) => ({
      kty: 'RSA',
      kid: `${bytes}`,
      e: 'AQAB',
      n: Buffer.alloc(bytes, 0xff).toString('base64url'),
    });
    expect(readKeySet({ keys: [rsa(2048), rsa(128), rsa(256)] })).toMatchObject({
      keys: [{ kid: '256' }],
      leftOut: [
        'keys[0] has 16384 bits: from 2048 to 8192 are taken',
        'keys[1] has 1024 bits: from 2048 to 8192 are taken',
      ],
    });
  });
});

describe('what a token gets', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('the scheme may be written %s', async (scheme) => {
    const response = await post(url, { authorization: `${scheme} ${await idp.token()}` }, '{ orders { id } }');
    expect(response.status).toBe(200);
  });

  it("another scheme is no token: the request is nobody's", async () => {
    const response = await post(url, { authorization: 'Basic dTpw' }, '{ orders { viewer { name } } }');
    expect(await response.json()).toEqual({ data: { orders: [{ viewer: null }] } });
  });

  it.each(['RS256', 'RS512', 'PS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA'])('%s', async (alg) => {
    const key = await idp.rotate({ alg });
    const token = await idp.token({ sub: `of-${alg}` }, { key });
    const response = await post(url, bearer(token), '{ orders { viewer { name } } }');
    expect(await response.json()).toEqual({ data: { orders: [{ viewer: { name: `name of of-${alg}` } }] } });
  });

  it('a secret, where one is configured, from a cookie, with a minute of leeway', async () => {
    const token = await new SignJWT({ sub: 'svc' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('urn:internal')
      .setAudience(['x', 'shop'])
      .setExpirationTime(now() - 50)
      .sign(new TextEncoder().encode(SECRET));
    const response = await post(url, { cookie: `session=${token}` }, '{ orders { viewer { name } } }');
    expect(await response.json()).toEqual({ data: { orders: [{ viewer: { name: 'name of svc' } }] } });
  });

  it('a request with files as well; one that is refused sends none of them on', async () => {
    const send = (token: string) => {
      const form = new FormData();
      const query = 'mutation ($file: Upload!) { keep(file: $file) { id } }';
      form.set('operations', JSON.stringify({ query, variables: { file: null } }));
      form.set('map', '{"0":["variables.file"]}');
      form.set('0', new Blob(['content']));
      return fetch(url, { method: 'POST', body: form, headers: { 'apollo-require-preflight': '1', ...bearer(token) } });
    };
    expect((await send('nonsense')).status).toBe(401);
    expect(asked).toEqual([]);
    expect(await (await send(await idp.token())).json()).toEqual({ data: { keep: { id: 'f-1' } } });
  });

  it('health asks for none, and a bad one does not disturb it', async () => {
    const health = new URL('/health/ready', url);
    expect((await fetch(health, { headers: bearer('nonsense') })).status).toBe(200);
  });
});

describe('private values', () => {
  it('are one for each subject of each issuer, and nobody without one has them', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await post(url, headers, '{ customer(id: "u-50") { name } }')).json();
    const tokens = await Promise.all([
      idp.token({ sub: 'a' }),
      idp.token({ sub: 'b' }),
      idp.token({ sub: 'a', role: 'other claims, the same viewer' }),
      idp.token({ sub: undefined }),
    ]);
    const [a, b, again, noSubject] = tokens.map(bearer) as [object, object, object, object] as Record<string, string>[];
    const answer = { data: { customer: { name: 'name of u-50' } } };
    for (const [headers, calls] of [
      [a, 1],
      [b, 2],
      [again, 2],
      [a, 2],
      [noSubject, 3],
      [noSubject, 4],
      [{}, 5],
      [{}, 6],
    ] as const) {
      expect(await ask(headers ?? {})).toEqual(answer);
      expect(asked.length).toBe(calls);
    }
  });

  it('a claim in the arguments of a public value is part of what it is kept by', async () => {
    const ask = async (sub: string) => {
      const response = await post(url, bearer(await idp.token({ sub })), '{ orders { viewer { name } } }');
      return [await response.json(), response.headers.get('cache-control'), response.headers.get('vary')];
    };
    for (const sub of ['x-1', 'x-2', 'x-1']) {
      const [body, cacheControl] = await ask(sub);
      expect(body).toEqual({ data: { orders: [{ viewer: { name: `name of ${sub}` } }] } });
      expect(cacheControl).not.toContain('public');
    }
  });
});

describe('keys', () => {
  it('a token is verified once, and a new key is fetched once however many ask for it', async () => {
    await idp.rotate();
    const token = await idp.token();
    const before = idp.fetches;
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(url, bearer(token), '{ orders { id } }')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(idp.fetches).toBe(before + 1);
  });

  it('A07 a new key is taken at once, and tokens of one that is gone are refused once the set was read again', async () => {
    const old = await idp.token();
    expect((await post(url, bearer(old), '{ orders { id } }')).status).toBe(200);
    await idp.rotate({ replace: true });
    expect((await post(url, bearer(await idp.token()), '{ orders { id } }')).status).toBe(200);
    expect((await post(url, bearer(old), '{ orders { id } }')).status).toBe(401);
  });

  it('A08 while the set cannot be read, known keys go on', async () => {
    const known = await idp.token();
    await post(url, bearer(known), '{ orders { id } }');
    idp.fault = (response) => response.writeHead(500).end('<html>');
    try {
      const fresh = await idp.token({ sub: 'another' });
      expect((await post(url, bearer(fresh), '{ orders { id } }')).status).toBe(200);
      expect((await post(url, bearer(known), '{ orders { id } }')).status).toBe(200);
      const unknown = await idp.token({}, { header: { kid: 'unknown' } });
      expect((await post(url, bearer(unknown), '{ orders { id } }')).status).toBe(401);
    } finally {
      idp.fault = undefined;
    }
  });
});

it('an Apollo Server that mounts the gateway has the claims, and refuses with the same status and header', async () => {
  const mounted = new ApolloServer({ gateway });
  const { url: at } = await startStandaloneServer(mounted, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async () => ({ mine: true }),
  });
  try {
    const good = await post(at, bearer(await idp.token({ sub: 'u-7' })), '{ orders { viewer { email } } }');
    expect(await good.json()).toEqual({ data: { orders: [{ viewer: { email: 'u-7@x' } }] } });
    asked = [];
    const bad = await post(at, bearer('nonsense'), '{ orders { id } }');
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The token is not accepted."',
    ]);
    expect(await bad.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(asked).toEqual([]);
  } finally {
    await mounted.stop();
  }
});

it('a template that reads claims is warned of where no token is verified', async () => {
  const config = { sources: { shop: rest(SDL, { endpoint: 'http://127.0.0.1:9' }) }, graph: GRAPH };
  const rules = { unlisted: 'allow', rules: { isSelf, isSupport: isSelf } } as const;
  await using without = await createGateway({ ...config, permissions: rules });
  expect(without.issues.filter(({ code }) => code === 'LINK_INVALID')).toEqual([
    {
      severity: 'warning',
      code: 'LINK_INVALID',
      message:
        '"{context.jwt.sub}" reads a claim, and no client has one: tokens are verified only where "authentication" is configured.',
      at: 'Order.viewer',
    },
  ]);
  expect(gateway.issues.filter(({ code }) => code === 'LINK_INVALID')).toEqual([]);
});

it('code asks with a token, or with claims that it vouches for', async () => {
  const query = '{ orders { viewer { name } } }';
  const ofToken = await gateway.request({
    query,
    headers: { Authorization: `Bearer ${await idp.token({ sub: 't' })}` },
  });
  expect(ofToken).toEqual({ data: { orders: [{ viewer: { name: 'name of t' } }] } });
  const ofClaims = await gateway.request({ query, jwt: { sub: 'c' } });
  expect(ofClaims).toEqual({ data: { orders: [{ viewer: { name: 'name of c' } }] } });
});
