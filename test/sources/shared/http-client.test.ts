import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { createHttpClient, type HttpClientOptions } from '../../../src/sources/shared/http-client.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(options?: HttpClientOptions) {
  const created = createHttpClient(options);
  closers.push(async () => created[Symbol.asyncDispose]());
  return created;
}

const never = new AbortController().signal;

test('any status is an answer, with its body', async () => {
  const origin = await serve((request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' }).end(`no ${request.url}`);
  });
  const answer = await client().request({ method: 'GET', origin, path: '/x?y=1', signal: never });
  expect(answer.status).toBe(404);
  expect(answer.body.toString()).toBe('no /x?y=1');
});

test('a body over the limit is refused, whether announced or not', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/announced') response.setHeader('content-length', 2_000);
    response.end('x'.repeat(2_000));
  });
  const limited = client({ maxResponseBytes: 1_000 });
  for (const path of ['/announced', '/chunked']) {
    await expect(limited.request({ method: 'GET', origin, path, signal: never })).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
    });
  }
});

test('the limit holds for the decompressed size', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)));
  });
  await expect(
    client({ maxResponseBytes: 1_000_000 }).request({ method: 'GET', origin, path: '/', signal: never }),
  ).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
});

test('a compressed body within the limit is decompressed', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
  });
  const answer = await client().request({ method: 'GET', origin, path: '/', signal: never });
  expect(answer.body.toString()).toBe('{"a":1}');
});

test('an abort rejects with the signal’s reason and closes the exchange', async () => {
  let closed: () => void = () => undefined;
  const upstreamClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const origin = await serve((request) => {
    request.socket.on('close', closed);
    controller.abort(new GatewayError('CANCELLED'));
  });
  const controller = new AbortController();
  await expect(client().request({ method: 'GET', origin, path: '/', signal: controller.signal })).rejects.toMatchObject(
    { code: 'CANCELLED' },
  );
  await upstreamClosed;
});

test('nobody listening is UPSTREAM_UNAVAILABLE and transient', async () => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(
    client().request({ method: 'GET', origin: `http://127.0.0.1:${port}`, path: '/', signal: never }),
  ).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', transient: true });
});

test.each([
  ['bytes that are no HTTP', 'garbage\r\n\r\n', 'UPSTREAM_MALFORMED'],
  ['an answer that ends too early', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nfive!', 'UPSTREAM_UNAVAILABLE'],
  [
    'two different content lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    'UPSTREAM_MALFORMED',
  ],
  ['another protocol, unasked', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'UPSTREAM_MALFORMED'],
])('%s', async (_name, bytes, code) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  await expect(
    client().request({ method: 'GET', origin: `http://127.0.0.1:${port}`, path: '/', signal: never }),
  ).rejects.toMatchObject({ code });
});

test('a streamed body is iterated as it comes', async () => {
  const origin = await serve((_request, response) => {
    response.write('a\n');
    response.end('b\n');
  });
  const answer = await client().stream({ method: 'GET', origin, path: '/', signal: never });
  const parts: string[] = [];
  for await (const chunk of answer.body) parts.push(chunk.toString());
  expect(parts.join('')).toBe('a\nb\n');
});

/** Bytes without end, which tell when they are given up. */
function endless(): { body: Readable; read: () => number; givenUp: Promise<void> } {
  let count = 0;
  let giveUp = (): void => undefined;
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const bytes: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => bytes,
    next: async () => {
      count += 1;
      return { done: false, value: Buffer.alloc(1_000) };
    },
    return: async () => {
      giveUp();
      return { done: true, value: undefined };
    },
  };
  return { body: Readable.from(bytes), read: () => count, givenUp };
}

test('a body that is sent from a stream is given up where it is not needed', async () => {
  const answers = await serve((_request, response) => response.writeHead(413).end());
  const asks = client();

  const unreachable = endless();
  const refused = asks.request({
    method: 'POST',
    origin: 'http://127.0.0.1:1',
    path: '/',
    body: unreachable.body,
    signal: never,
  });
  await expect(refused).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await unreachable.givenUp;
  expect(unreachable.read()).toBe(0);

  const early = endless();
  const { status } = await asks.request({
    method: 'POST',
    origin: answers,
    path: '/',
    body: early.body,
    signal: never,
  });
  expect(status).toBe(413);
  await early.givenUp;

  const cancelled = endless();
  const leaving = new AbortController();
  const left = asks.request({
    method: 'POST',
    origin: answers,
    path: '/',
    body: cancelled.body,
    signal: leaving.signal,
  });
  leaving.abort(new GatewayError('CANCELLED'));
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
  await cancelled.givenUp;
});
