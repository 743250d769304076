import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createChangingServer } from '../../src/server/changing-server.ts';
import { createServer, type ServerOptions } from '../../src/server/create-server.ts';
import { SILENT } from '../../src/telemetry/logger.ts';
import { scrape } from '../read-metrics.ts';
import { type FakeGatewayOptions, fakeGateway } from './fake-gateway.ts';
import { rawRequest } from './raw-request.ts';

const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

type Admin = NonNullable<GatewayConfig['server']>['admin'];

async function started(options: FakeGatewayOptions & { admin?: Admin } = {}, more: ServerOptions = {}) {
  const { admin = { port: 0 }, ...others } = options;
  const gateway = fakeGateway({ ...others, server: { ...others.server, ...(admin !== undefined && { admin }) } });
  const server = await createServer(gateway, more);
  close.push(() => server.close({ force: true }));
  const url = await server.listen();
  const ask = async (body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    await response.text();
    return response.status;
  };
  return { gateway, server, url, admin: server.adminUrl ?? '', ask };
}

const operations = (lane: string, outcome: string, status?: number): string =>
  `interlace_operations_total{lane="${lane}",outcome="${outcome}"${status === undefined ? '' : `,status="${status}"`}}`;

test('without the setting there is no second listener, and health tells all', async () => {
  const { server, url } = await started({ admin: false });
  expect(server.adminUrl).toBeUndefined();
  expect(await (await fetch(new URL('/health/ready', url))).json()).toHaveProperty('sources.orders.state', 'up');
  expect((await fetch(new URL('/metrics', url))).status).toBe(404);
});

test('with it, the port of the graph tells no more than whether it is ready', async () => {
  const { url, admin, gateway } = await started();
  expect(await (await fetch(new URL('/health/ready', url))).json()).toEqual({ status: 'ready' });
  expect((await fetch(new URL('/metrics', url))).status).toBe(404);
  expect(await (await fetch(`${admin}/health/live`)).json()).toEqual({ status: 'live' });
  expect(await (await fetch(`${admin}/health/ready`)).json()).toHaveProperty('sources.orders.state', 'up');
  gateway.ready = false;
  expect((await fetch(`${admin}/health/ready`)).status).toBe(503);
  const nothing = await fetch(`${admin}/graphql`);
  expect(nothing.status).toBe(404);
  expect(await nothing.json()).toHaveProperty('errors.0.message', expect.stringContaining('/metrics'));
});

test('metrics can be left out', async () => {
  const { admin } = await started({ admin: { port: 0, metrics: false } });
  expect((await fetch(`${admin}/metrics`)).status).toBe(404);
  expect((await fetch(`${admin}/health/live`)).status).toBe(200);
});

test('a port that is taken is said with its setting, and nothing else goes on listening', async () => {
  const other = createHttpServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  close.push(() => new Promise((resolve) => other.close(resolve)));
  const { port } = other.address() as AddressInfo;
  const server = await createServer(fakeGateway({ server: { admin: { port } } }));
  close.push(() => server.close({ force: true }));
  await expect(server.listen()).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose another by server.admin.port (0 takes a free one).`,
  );
  expect(() => server.url).toThrow('does not listen');
});

test('says that it drains until all is answered', async () => {
  const { gateway, server, admin, ask } = await started();
  const answered = ask({ query: '{ slow }' });
  await gateway.waiting(1);
  const closed = server.close();
  const ready = await fetch(`${admin}/health/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toHaveProperty('status', 'draining');
  expect((await scrape(admin)).value('interlace_operations_running')).toBe(1);
  gateway.release();
  expect(await answered).toBe(200);
  expect(await closed).toBe(true);
  await expect(fetch(`${admin}/health/live`)).rejects.toThrow();
});

test('one whose place others have taken does not tell that it drains', async () => {
  const { gateway, server, admin, ask } = await started();
  const answered = ask({ query: '{ slow }' });
  await gateway.waiting(1);
  const closed = server.close({ delay: false });
  await expect(fetch(`${admin}/health/ready`)).rejects.toThrow();
  gateway.release();
  expect(await answered).toBe(200);
  expect(await closed).toBe(true);
});

test.each([true, false])('counts what operations were answered, fast lane: %s', async (planned) => {
  const { admin, ask } = await started({ planned });
  const lane = planned ? 'fast' : 'apollo';
  await ask({ query: '{ hello }' });
  await ask({ query: '{ hello fails }' });
  await ask({ query: '{ failsHard }' });
  await ask({ query: '{' });
  await ask({ query: '{ nope }' });
  await ask({ query: '{ hello }' }, { accept: 'text/html' });
  await ask({});
  const { value } = await scrape(admin);
  expect(value(operations(lane, 'ok', 200))).toBe(1);
  expect(value(operations(lane, 'errors', 200))).toBe(2);
  expect(value(operations('none', 'GRAPHQL_PARSE_FAILED', 400))).toBe(1);
  expect(value(operations('none', 'GRAPHQL_VALIDATION_FAILED', 400))).toBe(1);
  expect(value(operations('none', 'BAD_REQUEST', 406))).toBe(1);
  expect(value(operations('none', 'BAD_REQUEST', 400))).toBe(1);
  expect(value(`interlace_operation_duration_seconds_count{lane="${lane}"}`)).toBe(3);
});

test('counts who waits, who is refused and who leaves', async () => {
  const { gateway, admin, ask, url } = await started({ limits: { concurrency: 1, queue: 1 } });
  const leaving = new AbortController();
  const gone = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ slow }' }),
    signal: leaving.signal,
  });
  await gateway.waiting(1);
  const waiting = ask({ query: '{ hello }' });
  const busy = async (series: string, expected: number) => {
    while ((await scrape(admin)).value(series) !== expected);
  };
  await busy('interlace_operations_waiting', 1);
  expect(await ask({ query: '{ hello }' })).toBe(503);
  leaving.abort();
  await expect(gone).rejects.toThrow();
  expect(await waiting).toBe(200);
  await busy(operations('fast', 'CANCELLED', 499), 1);
  const { value } = await scrape(admin);
  expect(value(operations('none', 'OVERLOADED', 503))).toBe(1);
  expect(value('interlace_operations_running')).toBe(0);
  expect(value('interlace_operations_waiting')).toBe(0);
  expect(value('interlace_operations_places')).toBe(1);
});

test('counts operations on WebSockets and over server-sent events', async () => {
  const { gateway, admin, url, ask } = await started();
  expect(await ask({ query: '{ hello }' }, { accept: 'text/event-stream' })).toBe(200);
  await ask({ query: '{ nope }' }, { accept: 'text/event-stream' });
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  close.push(async () => client.dispose());
  const results = async (query: string): Promise<number> => {
    let count = 0;
    for await (const _ of client.iterate({ query })) count += 1;
    return count;
  };
  expect(await results('{ hello }')).toBe(1);
  await expect(results('{ nope }')).rejects.toMatchObject([{ message: expect.stringContaining('nope') }]);
  expect(await results('subscription { ticks(count: 3) }')).toBe(3);
  results('subscription { silence }').catch(() => undefined);
  await gateway.waiting(1);
  const { value } = await scrape(admin);
  expect(value(operations('sse', 'ok'))).toBe(1);
  expect(value(operations('sse', 'GRAPHQL_VALIDATION_FAILED', 400))).toBe(1);
  expect(value(operations('websocket', 'ok'))).toBe(3);
  expect(value(operations('websocket', 'GRAPHQL_VALIDATION_FAILED'))).toBe(1);
  expect(value('interlace_operation_duration_seconds_count{lane="sse"}')).toBe(1);
  expect(value('interlace_operation_duration_seconds_count{lane="websocket"}')).toBe(1);
  expect(value('interlace_websockets')).toBe(1);
  expect(value('interlace_websocket_operations')).toBe(1);
});

test('nothing that clients send makes a series', async () => {
  const { gateway, admin, ask, url } = await started();
  const { prepare } = gateway;
  Object.assign(gateway, {
    prepare: (text: string, name: string | undefined) =>
      text === '{ code }' ? { errors: [{ message: '', extensions: { code: name } }] } : prepare(text, name),
  });
  await ask({ query: '{ hello }' });
  await ask({ query: '{ code }', operationName: 'first' });
  const before = [...(await scrape(admin)).values.keys()];
  let answers = 0;
  // As many in each go as one connection may ask.
  for (let first = 0; first < 10_000; first += 1_000) {
    const requests = Array.from({ length: 1_000 }, (_, i) => {
      const name = `Operation${first + i}`;
      const query = i % 10 === 0 ? '{ code }' : `query ${name} { hello(name: "${i}") }`;
      const search = new URLSearchParams({ query, operationName: name });
      return `GET /graphql?${search} HTTP/1.1\r\nhost: a\r\napollo-require-preflight: 1\r\n\r\n`;
    });
    answers += (await rawRequest(url, requests.join(''))).match(/HTTP\/1\.1 \d/g)?.length ?? 0;
  }
  expect(answers).toBe(10_000);
  const after = await scrape(admin);
  expect([...after.values.keys()]).toEqual(before);
  expect(after.value(operations('fast', 'ok', 200))).toBe(9_001);
  expect(after.value(operations('none', 'OTHER', 400))).toBe(1_001);
});

test('a part that cannot be read is left out, logged and counted; everything else goes on', async () => {
  const logged: unknown[] = [];
  const error = (message: string, fields: unknown): void => void logged.push([message, fields]);
  const { gateway, admin, ask } = await started({}, { logger: { debug() {}, info() {}, warn() {}, error } });
  const thrown = new Error('secret pg://u:p@h');
  Object.assign(gateway, {
    metrics: () => {
      throw thrown;
    },
  });
  const { value } = await scrape(admin);
  expect(value('interlace_metrics_failures_total')).toBe(1);
  expect(value('interlace_operations_running')).toBe(0);
  expect(logged).toEqual([['a part of the metrics could not be read', { error: thrown }]]);
  expect(await ask({ query: '{ hello }' })).toBe(200);
  expect((await fetch(`${admin}/health/live`)).status).toBe(200);
});

test('where the graph is replaced while it answers, tells of who answers', async () => {
  const settings = { server: { admin: { port: 0 } } };
  const server = await createChangingServer(fakeGateway(settings), { port: 0, logger: SILENT });
  close.push(() => server.close({ force: true }));
  const url = await server.listen();
  const hello = new URL('?query={hello}', url);
  const asked = async () => {
    await fetch(hello, { headers: { 'apollo-require-preflight': '1' } });
    return (await scrape(server.adminUrl)).value(operations('fast', 'ok', 200));
  };
  expect([await asked(), await asked()]).toEqual([1, 2]);
  const second = fakeGateway(settings);
  await server.replace(second);
  expect(await asked()).toBe(1);
  expect((await fetch(`${server.adminUrl}/health/ready`)).status).toBe(200);
  expect(await (await fetch(new URL('/health/ready', url))).json()).toEqual({ status: 'ready' });
  second.ready = false;
  expect((await fetch(`${server.adminUrl}/health/ready`)).status).toBe(503);
  await server.close();
  await expect(fetch(`${server.adminUrl}/health/live`)).rejects.toThrow();
});

test('what cannot be gathered is a masked error, and the gateway goes on', async () => {
  const joinMetrics = () => () => Promise.reject(new Error('secret pg://u:p@h'));
  const { admin, ask } = await started({}, { joinMetrics });
  const response = await fetch(`${admin}/metrics`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(await ask({ query: '{ hello }' })).toBe(200);
});
