import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createHandler, type GraphHandler, type HandlerOptions } from '../../src/server/create-handler.ts';
import { createServer } from '../../src/server/create-server.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import { type FakeGateway, type FakeGatewayOptions, fakeGateway } from './fake-gateway.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function listen(listener: RequestListener): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/graph`, server };
}

/** A handler of a server that has other things to do, too. */
async function mounted(
  options: FakeGatewayOptions = {},
  handlerOptions: HandlerOptions = {},
  around: (handler: GraphHandler) => RequestListener = (handler) => handler,
): Promise<{
  readonly url: string;
  readonly gateway: FakeGateway;
  readonly handler: GraphHandler;
  readonly server: Server;
}> {
  const gateway = fakeGateway(options);
  const handler = await createHandler(gateway, handlerOptions);
  opened.push(handler);
  return { ...(await listen(around(handler))), gateway, handler };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (url: string, query: string, headers: Record<string, string> = JSON_TYPE): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });

/** What `express.json()` does: the body is read, and its value is at `request.body`. */
const behindBodyParser =
  (handler: GraphHandler, keep = true): RequestListener =>
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (keep) Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) });
      handler(request, response);
    });
  };

describe('a handler in a server of someone else', () => {
  it('answers every request as the server of its own does, byte for byte', async () => {
    const options: FakeGatewayOptions = {
      server: { cors: { origins: ['https://shop.example'], credentials: true } },
      limits: { body: 300 },
    };
    const { url } = await mounted(options);
    const server = await createServer(fakeGateway(options), { port: 0, host: '127.0.0.1' });
    opened.push(server);
    const own = await server.listen();
    const origin = { origin: 'https://shop.example' };
    const requests: readonly (readonly [string, RequestInit])[] = [
      ['', { method: 'POST', headers: JSON_TYPE, body: '{"query":"{hello}"}' }],
      ['', { method: 'POST', headers: { ...JSON_TYPE, ...origin }, body: '{"query":"{fails hello}"}' }],
      ['', { method: 'POST', headers: { ...JSON_TYPE, accept: 'text/event-stream' }, body: '{"query":"{hello}"}' }],
      [
        '',
        {
          method: 'POST',
          headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
          body: gzipSync('{"query":"{hello}"}'),
        },
      ],
      ['', { method: 'POST', headers: JSON_TYPE, body: `{"query":"{hello}${' '.repeat(300)}"}` }],
      ['', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{hello}"}' }],
      ['', { method: 'POST', headers: { ...JSON_TYPE, accept: 'image/png' }, body: '{"query":"{hello}"}' }],
      ['', { method: 'POST', headers: JSON_TYPE, body: '{"query":"{unknown}"}' }],
      ['', { method: 'DELETE' }],
      ['', { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': 'POST' } }],
      [
        '',
        { method: 'OPTIONS', headers: { origin: 'https://other.example', 'access-control-request-method': 'POST' } },
      ],
      ['?query={hello}', { headers: JSON_TYPE }],
      ['?query={hello}', {}],
      ['?query=mutation{rename(title:"x")}', { headers: JSON_TYPE }],
    ];
    for (const [search, init] of requests) {
      const [here, there] = await Promise.all([url, own].map((at) => wholeAnswer(at + search, init)));
      expect(here, `${init.method ?? 'GET'} ${search}`).toEqual(there);
    }
  });

  it('takes a body that was read before, and holds it to the same rules', async () => {
    const { url } = await mounted({}, {}, behindBodyParser);
    expect(await (await post(url, '{ hello(name: "you") }')).json()).toEqual({ data: { hello: 'hello you' } });
    const poisoned = await fetch(url, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"query":"{hello}","variables":{"__proto__":{"a":1}}}',
    });
    expect(poisoned.status).toBe(400);
    expect(await poisoned.text()).toContain('__proto__');
  });

  it('says to the log, and not to the client, that a body was read and thrown away', async () => {
    const errors: unknown[] = [];
    const logger: Logger = {
      debug() {},
      info() {},
      warn() {},
      error: (_, fields) => errors.push(fields?.error),
    };
    const { url } = await mounted({}, { logger }, (handler) => behindBodyParser(handler, false));
    const response = await post(url, '{ hello }');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('request.body');
    expect(errors).toMatchObject([{ message: expect.stringContaining('is not at request.body') }]);
  });

  it('takes WebSockets where it is given upgrades', async () => {
    const { url, server, handler } = await mounted();
    server.on('upgrade', handler.upgrade);
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const events: unknown[] = [];
    for await (const event of client.iterate({ query: 'subscription { ticks(count: 2) }' })) events.push(event.data);
    expect(events).toEqual([{ ticks: 1 }, { ticks: 2 }]);
    await client.dispose();
  });

  it('ends what is in flight with its answer when it closes, and refuses what comes later', async () => {
    const { url, gateway, handler } = await mounted();
    const answer = post(url, '{ slow }');
    await gateway.waiting(1);
    const closed = handler.close();
    const late = await post(url, '{ hello }');
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    gateway.release();
    expect([(await answer).status, await closed]).toEqual([200, true]);
  });

  it('aborts what does not end within the grace, and says so', async () => {
    const { url, gateway, handler } = await mounted({ server: { drain: { grace: '20ms' } } });
    const answer = post(url, '{ slow }');
    await gateway.waiting(1);
    expect(await handler.close()).toBe(false);
    expect(await (await answer).text()).toContain('CANCELLED');
  });
});

async function wholeAnswer(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}
