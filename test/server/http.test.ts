import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import type { ExecutionContext } from '../../src/execution/execution-context.ts';
import { createServer, type InterlaceServer, type ServerOptions } from '../../src/server/create-server.ts';
import { type FakeGateway, type FakeGatewayOptions, fakeGateway } from './fake-gateway.ts';
import { rawRequest } from './raw-request.ts';

const servers: InterlaceServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ force: true })));
});

async function start(
  options: FakeGatewayOptions = {},
  serverOptions: ServerOptions = {},
): Promise<{ url: string; gateway: FakeGateway; server: InterlaceServer }> {
  const gateway = fakeGateway(options);
  const server = await createServer(gateway, serverOptions);
  servers.push(server);
  return { url: await server.listen(), gateway, server };
}

const GRAPHQL_JSON = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const post = (url: string, body: unknown, headers: Record<string, string> = GRAPHQL_JSON): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const codeOf = async (response: Response): Promise<unknown> => {
  const body = (await response.json()) as { errors: { extensions: { code: string } }[]; data?: unknown };
  expect(body).not.toHaveProperty('data');
  return body.errors[0]?.extensions.code;
};

/** Resolves when so many documents were prepared from now on. */
function preparations(gateway: FakeGateway): (count: number) => Promise<void> {
  let prepared = 0;
  const { prepare } = gateway;
  gateway.prepare = (...document) => {
    prepared += 1;
    return prepare(...document);
  };
  return (count) => expect.poll(() => prepared, { interval: 5 }).toBeGreaterThanOrEqual(count);
}

describe('a request that is answered', () => {
  it('takes the type that the client prefers', async () => {
    const { url } = await start();
    const types = await Promise.all(
      ['*/*', 'application/json;q=0.5, application/graphql-response+json', 'text/html, */*;q=0.1'].map(
        async (accept) => {
          const response = await post(url, { query: '{hello}' }, { ...GRAPHQL_JSON, accept });
          expect(response.status).toBe(200);
          return response.headers.get('content-type');
        },
      ),
    );
    expect(types).toEqual([
      'application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
    expect((await post(url, { query: '{hello}' }, { ...GRAPHQL_JSON, accept: 'text/html' })).status).toBe(406);
  });

  it('treats null and an empty name as absent, and ignores unknown members', async () => {
    const { url } = await start();
    const body = { query: '{hello}', variables: null, operationName: null, extensions: null, foo: 1 };
    expect(await (await post(url, body)).text()).toBe('{"data":{"hello":"hello world"}}');
    const response = await fetch(`${url}?query=%7Bhello%7D&operationName=&variables=`, {
      headers: { 'graphql-require-preflight': '1' },
    });
    expect(response.status).toBe(200);
  });

  it('keeps what failed apart from what did not', async () => {
    const { url } = await start();
    const response = await post(url, { query: '{ hello fails }' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The upstream service could not be reached.',
          locations: [{ line: 1, column: 9 }],
          path: ['fails'],
          extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'orders' },
        },
      ],
      data: { hello: 'hello world', fails: null },
    });
  });

  it('has a data entry also when the root is lost', async () => {
    const { url } = await start();
    const response = await post(url, { query: '{ failsHard }' });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ data: null, errors: [{ message: 'Internal server error.' }] });
    expect(text).not.toContain('secret');
  });

  it('carries headers and what the context function returned', async () => {
    const { url } = await start({
      context: ({ headers, ip, transport }) => ({ role: headers['x-role'], ip, transport }),
    });
    const response = await post(
      url,
      { query: '{ user header(name: "x-role") }' },
      { ...GRAPHQL_JSON, 'x-role': 'support' },
    );
    expect(await response.json()).toEqual({
      data: { user: JSON.stringify({ role: 'support', ip: '127.0.0.1', transport: 'http' }), header: 'support' },
    });
  });

  it('is never stored by a cache', async () => {
    const { url } = await start();
    expect((await post(url, { query: '{hello}' })).headers.get('cache-control')).toBe('no-store');
  });

  it('may be compressed', async () => {
    const { url } = await start();
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...GRAPHQL_JSON, 'content-encoding': 'gzip' },
      body: gzipSync('{"query":"{hello}"}'),
    });
    expect(response.status).toBe(200);
  });
});

describe('a request that is refused', () => {
  it.each([
    ['syntax', '{', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', '{nope}', 'GRAPHQL_VALIDATION_FAILED'],
    ['two operations without a name', 'query A {hello} query B {hello}', 'OPERATION_RESOLUTION_FAILURE'],
  ])('for %s', async (_, query, code) => {
    const { url } = await start();
    const response = await post(url, { query });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe(code);
  });

  it.each([true, false])('for a variable that does not fit, fast lane %s', async (planned) => {
    const { url } = await start({ planned });
    const response = await post(url, { query: 'query($i: ID!) { byId(id: $i) }', variables: { i: null } });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BAD_USER_INPUT');
  });

  it.each(['{ "x', 'null', '42', '"s"', '[]', '[{"query":"{hello}"}]', '', '{}', '{"query":""}', '{"query":7}'])(
    'for the body %j',
    async (body) => {
      const { url } = await start();
      const response = await post(url, body);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
      expect(await codeOf(response)).toBe('BAD_REQUEST');
    },
  );

  it.each(['variables', 'extensions'])('for %s that are no object', async (member) => {
    const { url } = await start();
    for (const value of ['s', 0, false, [7]]) {
      const response = await post(url, { query: '{hello}', [member]: value });
      expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
    }
  });

  it('for a name or a query that is no text', async () => {
    const { url } = await start();
    for (const body of [{ query: '{hello}', operationName: 5 }, { query: { kind: 'Document' } }]) {
      expect(await codeOf(await post(url, body))).toBe('BAD_REQUEST');
    }
  });

  it('for a prototype in the body', async () => {
    const { url } = await start();
    const response = await post(url, '{"query":"{hello}","variables":{"__proto__":{"a":1}}}');
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
    expect((await post(url, { query: '{ hello(name: "__proto__") }' })).status).toBe(200);
  });

  it.each([
    [{ 'content-type': 'application/xml' }, 415],
    [{ 'content-type': 'application/json; charset=ibm037' }, 415],
    [{ 'content-type': 'application/json; charset=utf-7' }, 415],
    [{ 'content-type': 'application/json; charset="shift_jis"' }, 415],
    [{ 'content-type': 'text/plain' }, 400],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 400],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 400],
    [{ 'content-type': 'text/plain', 'apollo-require-preflight': '1' }, 415],
    [{ 'content-type': 'application/json', 'content-encoding': 'compress' }, 415],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' }, 415],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, 400],
  ])('for the headers %j with %i', async (headers, status) => {
    const { url } = await start();
    const response = await post(url, '{"query":"{hello}"}', headers as unknown as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
  });

  it('for text that is no UTF-8', async () => {
    const { url } = await start();
    const body = Buffer.concat([
      Buffer.from('{"query":"{hello(name:\\"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\\")}"}'),
    ]);
    const response = await fetch(url, { method: 'POST', headers: GRAPHQL_JSON, body });
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
  });

  it('for its size, as sent and as inflated', async () => {
    const { url } = await start({ limits: { body: '1kb' } });
    const query = `{hello}${' '.repeat(2000)}`;
    const plain = await post(url, { query });
    expect([plain.status, await codeOf(plain)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const packed = await fetch(url, {
      method: 'POST',
      headers: { ...GRAPHQL_JSON, 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ query })),
    });
    expect([packed.status, await codeOf(packed)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const chunked = await fetch(url, {
      method: 'POST',
      headers: GRAPHQL_JSON,
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(JSON.stringify({ query })));
          controller.close();
        },
      }),
      duplex: 'half',
    } as RequestInit);
    expect([chunked.status, await codeOf(chunked)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });
});

describe('methods', () => {
  it('GET does not change anything', async () => {
    const { url, gateway } = await start();
    const response = await fetch(`${url}?query=mutation%7Brename(title%3A%22a%22)%7D`, {
      headers: { 'graphql-require-preflight': '1' },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(gateway.seen).toEqual([]);
  });

  it('GET needs to be meant', async () => {
    const { url } = await start();
    expect((await fetch(`${url}?query=%7Bhello%7D`)).status).toBe(400);
    expect((await fetch(`${url}?query=%7Bhello%7D`, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await fetch(`${url}?query=%7Bhello%7D`, { headers: { 'x-apollo-operation-name': 'a' } })).status).toBe(200);
  });

  it('GET takes each parameter once, and variables as JSON', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'application/json' };
    const twice = await fetch(`${url}?query=%7Bhello%7D&query=%7Bhello%7D`, { headers });
    expect([twice.status, await codeOf(twice)]).toEqual([400, 'BAD_REQUEST']);
    const broken = await fetch(`${url}?query=%7Bhello%7D&variables=%7B`, { headers });
    expect([broken.status, await codeOf(broken)]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD'])('%s is not allowed', async (method) => {
    const { url, gateway } = await start();
    const response = await fetch(url, { method, headers: GRAPHQL_JSON });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(gateway.seen).toEqual([]);
  });

  it('TRACE is not allowed', async () => {
    const { url } = await start();
    expect(await rawRequest(url, 'TRACE /graphql HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[45] /);
  });

  it('a subscription needs a stream', async () => {
    const { url } = await start();
    expect((await post(url, { query: 'subscription { silence }' })).status).toBe(406);
    const get = await fetch(`${url}?query=subscription%7Bsilence%7D`, {
      headers: { 'graphql-require-preflight': '1' },
    });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('other origins', () => {
  const origin = 'https://app.example.com';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };

  it('are not answered unless they are named', async () => {
    const { url, gateway } = await start();
    const response = await fetch(url, { method: 'OPTIONS', headers: preflight });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    expect(gateway.seen).toEqual([]);
  });

  it('are answered when they are named', async () => {
    const { url } = await start({ server: { cors: { origins: [origin], credentials: true } } });
    const response = await fetch(url, { method: 'OPTIONS', headers: preflight });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '600',
      vary: 'origin',
    });
    const asked = await post(url, { query: '{hello}' }, { ...GRAPHQL_JSON, origin });
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    const other = await post(url, { query: '{hello}' }, { ...GRAPHQL_JSON, origin: 'https://evil.example.com' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('limits', () => {
  it('answers 503 to what does not fit, and serves what does', async () => {
    const { url, gateway } = await start({ limits: { concurrency: 1, queue: 1 } });
    const first = post(url, { query: '{slow}' });
    await gateway.waiting(1);
    // One of them waits for a place and the other is too many; which one, the network decides.
    const others = [post(url, { query: '{slow}' }), post(url, { query: '{slow}' })];
    const refused = await Promise.race(others);
    expect([refused.status, refused.headers.get('retry-after'), await codeOf(refused)]).toEqual([
      503,
      '1',
      'OVERLOADED',
    ]);
    gateway.release();
    expect((await first).status).toBe(200);
    await gateway.waiting(1);
    gateway.release();
    expect((await Promise.all(others)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  it('gives the place of a client who left the queue to the next one', async () => {
    const { url, gateway } = await start({ limits: { concurrency: 1, queue: 1 } });
    const first = post(url, { query: '{slow}' });
    await gateway.waiting(1);
    const asked = preparations(gateway);
    const leaving = new AbortController();
    const { signal } = leaving;
    const left = fetch(url, { method: 'POST', headers: GRAPHQL_JSON, body: '{"query":"{slow}"}', signal });
    await asked(1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    // Who comes now is turned away until the server has noticed, and no longer.
    let next: Promise<number>;
    let turnedAway: boolean;
    let count = 1;
    do {
      turnedAway = false;
      next = post(url, { query: '{hello}' }).then(({ status }) => {
        turnedAway = true;
        return status;
      });
      count += 1;
      await asked(count);
      // Whoever is in the queue, it is full.
      for (let probe = 0; probe < 3; probe++) expect((await post(url, { query: '{hello}' })).status).toBe(503);
      count += 3;
    } while (turnedAway);
    gateway.release();
    expect([(await first).status, await next]).toEqual([200, 200]);
    expect(gateway.seen).toEqual(['text', 'text']);
  });

  it('lets the time of an operation pass while it waits for a place', async () => {
    const { url, gateway } = await start({ limits: { concurrency: 1, queue: 1 } });
    const first = post(url, { query: '{slow}' });
    await gateway.waiting(1);
    const contexts: ExecutionContext[] = [];
    const { executeToJson } = gateway;
    gateway.executeToJson = (operation, variables, context) => {
      contexts.push(context);
      return executeToJson(operation, variables, context);
    };
    const asked = preparations(gateway);
    const waiting = post(url, { query: '{hello}' });
    await asked(1);
    const released = performance.now();
    gateway.release();
    expect([(await first).status, (await waiting).status]).toEqual([200, 200]);
    expect(contexts[0]?.startedAt).toBeLessThan(released);
    expect(contexts[0]?.deadline).toBeLessThan(released + 30_000);
  });

  it('ends what takes longer than its deadline', async () => {
    const { url, gateway } = await start({ limits: { deadline: '50ms' } });
    const response = await post(url, { query: '{ hello slow }' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      data: { hello: 'hello world', slow: null },
      errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }],
    });
    expect(gateway.seen).toContain('cancelled DEADLINE_EXCEEDED');
  });

  it('cancels what nobody waits for', async () => {
    const { url, gateway } = await start();
    const leaving = new AbortController();
    const response = fetch(url, {
      method: 'POST',
      headers: GRAPHQL_JSON,
      body: '{"query":"{slow}"}',
      signal: leaving.signal,
    });
    await gateway.waiting(1);
    leaving.abort();
    await expect(response).rejects.toThrow();
    await expect.poll(() => gateway.seen).toContain('cancelled CANCELLED');
  });
});

describe('errors outside of GraphQL', () => {
  it('are JSON too', async () => {
    const { url } = await start();
    const missing = await fetch(new URL('/nothing', url));
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
    const long = await fetch(`${url}?query=${'x'.repeat(20_000)}`, { headers: GRAPHQL_JSON });
    expect([414, 431]).toContain(long.status);
    expect(long.headers.get('content-type')).toContain('application/json');
  });

  it('show nothing of what broke inside', async () => {
    const { url } = await start({ context: () => Promise.reject(new Error('secret pg://u:p@h')) });
    const response = await post(url, { query: '{hello}' });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      '{"errors":[{"message":"Internal server error.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}',
    );
  });

  it('keep their code when the context function chose one', async () => {
    const { url } = await start({
      context: () => Promise.reject(new GatewayError('UNAUTHENTICATED', 'The token has expired.')),
    });
    const response = await post(url, { query: '{hello}' });
    expect([response.status, await response.json()]).toEqual([
      401,
      { errors: [{ message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });
});

describe('health', () => {
  it('tells life from readiness', async () => {
    const { url, gateway } = await start();
    const live = new URL('/health/live', url);
    const ready = new URL('/health/ready', url);
    expect((await fetch(live)).status).toBe(200);
    expect(await (await fetch(ready)).json()).toEqual({
      status: 'ready',
      sources: { orders: { state: 'up', breaker: 'closed', calls: 0, failures: 0 } },
    });
    gateway.ready = false;
    expect((await fetch(ready)).status).toBe(503);
    expect((await fetch(live)).status).toBe(200);
  });
});

describe('traces', () => {
  const traced = { ...GRAPHQL_JSON, 'interlace-trace': '1' };
  it.each([
    ['development', true],
    ['production', false],
  ] as const)('in %s: %s', async (mode, shown) => {
    const { url } = await start({ mode });
    const body = (await (await post(url, { query: '{hello}' }, traced)).json()) as object;
    expect('extensions' in body).toBe(shown);
  });
});

describe('a port in use', () => {
  it('is said so', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const second = await createServer(fakeGateway(), { port });
    servers.push(second);
    await expect(second.listen()).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose another by PORT or server.port (0 takes a free one).`,
    );
  });
});
