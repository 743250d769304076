import { createClient as createSseClient } from 'graphql-sse';
import { type Client, createClient as createWsClient } from 'graphql-ws';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { type FakeGateway, type FakeGatewayOptions, fakeGateway } from './fake-gateway.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  options: FakeGatewayOptions = {},
): Promise<{ url: string; gateway: FakeGateway; server: InterlaceServer }> {
  const gateway = fakeGateway(options);
  const server = await createServer(gateway);
  cleanups.push(() => server.close({ force: true }));
  return { url: await server.listen(), gateway, server };
}

const socketUrl = (url: string): string => url.replace(/^http/, 'ws');

function webSocketClient(url: string, connectionParams: Record<string, unknown> = {}): Client {
  const client = createWsClient({
    url: socketUrl(url),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    connectionParams,
  });
  cleanups.push(() => client.dispose());
  return client;
}

/** A client of each transport, with what both can do. */
const TRANSPORTS = {
  WebSocket: (url: string) => webSocketClient(url),
  'server-sent events': (url: string) => {
    const client = createSseClient({ url, fetchFn: fetch, retryAttempts: 0 });
    cleanups.push(() => client.dispose());
    return client;
  },
} as const;

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

type Connect = (url: string) => {
  iterate(payload: { query: string; variables?: Record<string, unknown> }): AsyncIterable<unknown>;
};
const transports: readonly (readonly [string, Connect])[] = Object.entries(TRANSPORTS);

describe.each(transports)('over %s', (_, connect) => {
  it('a subscription gives its events and ends', async () => {
    const { url } = await start();
    const events = await collect(
      connect(url).iterate({ query: 'subscription($n: Int!) { ticks(count: $n) }', variables: { n: 3 } }),
    );
    expect(events).toEqual([1, 2, 3].map((ticks) => ({ data: { ticks } })));
  });

  it('a query gives one result', async () => {
    const { url } = await start();
    expect(await collect(connect(url).iterate({ query: '{ hello fails }' }))).toEqual([
      {
        data: { hello: 'hello world', fails: null },
        errors: [
          expect.objectContaining({ path: ['fails'], extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'orders' } }),
        ],
      },
    ]);
  });

  it('a query takes one of the places that HTTP has', async () => {
    const { url, gateway } = await start({ limits: { concurrency: 1, queue: 1 } });
    const ask = (query: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }).then(({ status }) => status);
    const running = collect(connect(url).iterate({ query: '{ slow }' }));
    await gateway.waiting(1);
    const others = [ask('{ hello }'), ask('{ hello }')];
    expect(await Promise.race(others)).toBe(503);
    gateway.release();
    expect(await running).toMatchObject([{ data: { slow: 'done' } }]);
    expect((await Promise.all(others)).sort()).toEqual([200, 503]);
  });

  it('a query whose client has left keeps no place, also where it does not end', async () => {
    const { url, gateway } = await start({ limits: { concurrency: 1, queue: 1 } });
    gateway.execute = () => {
      gateway.seen.push('hangs');
      return new Promise(() => undefined);
    };
    const hanging = connect(url).iterate({ query: '{ hello }' })[Symbol.asyncIterator]();
    const ended = hanging.next();
    await expect.poll(() => gateway.seen).toContain('hangs');
    await hanging.return?.();
    await ended;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ hello }"}',
    });
    expect(response.status).toBe(200);
  });

  it('a source that breaks ends the subscription with a masked error', async () => {
    const { url } = await start();
    const events = await collect(connect(url).iterate({ query: 'subscription { broken }' }));
    expect(events).toEqual([
      { data: { broken: 1 } },
      { errors: [{ message: 'The upstream service failed.', extensions: { code: 'UPSTREAM_FAILED' } }] },
    ]);
  });

  it('a document that cannot run is refused', async () => {
    const { url, gateway } = await start();
    await expect(collect(connect(url).iterate({ query: 'subscription { nope }' }))).rejects.toBeDefined();
    expect(gateway.seen).toEqual([]);
  });

  it('a client that leaves cancels upstream, though no event comes', async () => {
    const { url, gateway } = await start();
    const events = connect(url).iterate({ query: 'subscription { silence }' })[Symbol.asyncIterator]();
    const next = events.next();
    await gateway.waiting(1);
    await events.return?.();
    await next;
    await expect.poll(() => gateway.seen).toContain('cancelled CANCELLED');
  });

  it('a shutdown ends what is open', async () => {
    const { url, gateway, server } = await start({ server: { drain: { grace: '50ms' } } });
    const events = collect(connect(url).iterate({ query: 'subscription { silence }' })).catch(() => 'ended');
    await gateway.waiting(1);
    await server.close();
    await events;
    expect(gateway.seen).toContain('cancelled CANCELLED');
  });
});

describe('a WebSocket', () => {
  const open = (url: string, protocol = 'graphql-transport-ws', headers: Record<string, string> = {}): WebSocket => {
    const socket = new WebSocket(socketUrl(url), protocol, { headers });
    cleanups.push(() => socket.terminate());
    return socket;
  };
  const closed = (socket: WebSocket): Promise<number | string> =>
    new Promise((resolve) => {
      socket.once('close', resolve);
      socket.once('error', ({ message }) => resolve(message));
    });

  it('may bring its credentials in connection_init, and nothing else that becomes a header', async () => {
    const { url } = await start({ context: ({ connectionParams }) => ({ ...connectionParams }) });
    const client = webSocketClient(url, { Authorization: 'Bearer t', 'x-user-id': 'root', host: 'evil' });
    const [result] = await collect(
      client.iterate({ query: '{ a: header(name: "authorization") b: header(name: "x-user-id") }' }),
    );
    expect(result).toEqual({ data: { a: 'Bearer t', b: null } });
  });

  it('of an unknown protocol is closed before anything runs', async () => {
    const { url, gateway } = await start();
    expect(await closed(open(url, 'graphql-ws'))).toSatisfy(
      (end) => end === 4406 || String(end).includes('subprotocol'),
    );
    expect(gateway.seen).toEqual([]);
  });

  it('of another origin is refused, of its own or a named one is not', async () => {
    const { url } = await start({ server: { cors: { origins: ['https://a.example.com'] } } });
    const end = closed(open(url, undefined, { origin: 'https://evil.example.com' }));
    expect(await end).toBe('Unexpected server response: 403');
    for (const origin of ['https://a.example.com', new URL(url).origin]) {
      const socket = open(url, undefined, { origin });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    }
  });

  it('at another path is refused', async () => {
    const { url } = await start();
    expect(await closed(open(new URL('/other', url).href))).toBe('Unexpected server response: 404');
  });

  it('too many of one address is refused', async () => {
    const { url } = await start({ server: { subscriptions: { socketsPerAddress: 1 } } });
    const first = open(url);
    await new Promise((resolve) => first.once('open', resolve));
    expect(await closed(open(url))).toBe('Unexpected server response: 429');
    first.terminate();
    await closed(first);
    await expect
      .poll(async () => {
        const again = open(url);
        return Promise.race([closed(again), new Promise((resolve) => again.once('open', () => resolve('open')))]);
      })
      .toBe('open');
  });

  it('behind a trusted proxy counts for the address that the proxy reports', async () => {
    const { url } = await start({ server: { trustProxy: ['loopback'], subscriptions: { socketsPerAddress: 1 } } });
    const from = (address: string) => open(url, undefined, { 'x-forwarded-for': address });
    const opened = (socket: WebSocket): Promise<unknown> =>
      Promise.race([closed(socket), new Promise((resolve) => socket.once('open', () => resolve('open')))]);
    expect(await opened(from('203.0.113.1'))).toBe('open');
    expect(await opened(from('203.0.113.2'))).toBe('open');
    expect(await opened(from('203.0.113.1'))).toBe('Unexpected server response: 429');
  });

  it('may run only so many operations', async () => {
    const { url, gateway } = await start({ server: { subscriptions: { operationsPerSocket: 2 } } });
    const client = webSocketClient(url);
    const running = [1, 2].map(() =>
      client.iterate({ query: 'subscription { silence }' })[Symbol.asyncIterator]().next(),
    );
    await gateway.waiting(2);
    await expect(collect(client.iterate({ query: '{ hello }' }))).rejects.toEqual([
      { message: 'More than 2 operations on one socket.', extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
    await client.dispose();
    await Promise.allSettled(running);
  });

  it('that sends too much at once is closed', async () => {
    const { url } = await start({ server: { subscriptions: { message: '1kb' } } });
    const socket = open(url);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('x'.repeat(2000));
    expect(await closed(socket)).toBe(1009);
  });

  it('that never begins is closed', async () => {
    const { url } = await start();
    expect(await closed(open(url))).toBe(4408);
  });

  it('is not there when subscriptions are switched off', async () => {
    const { url } = await start({ server: { subscriptions: false } });
    expect(String(await closed(open(url)))).toMatch(/Unexpected server response|socket hang up/);
    const events = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: '{"query":"subscription { silence }"}',
    });
    expect(events.status).toBe(400);
  });
});
