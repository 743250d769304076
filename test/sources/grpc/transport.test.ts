import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compressionAlgorithms, ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { open } from './support/open.ts';
import { answer, serve } from './support/serve.ts';

const proto = `syntax = "proto3"; package t;
  service Echo { rpc Get(Text) returns (Text); rpc Feed(Text) returns (stream Text); }
  message Text { string text = 1; string other = 2; }`;

const echo = { Get: answer(({ text }) => ({ text, other: 'other' })) };

/** `{ text }` as a message. */
const message = (text: string): Buffer => Buffer.concat([Buffer.from([10, text.length]), Buffer.from(text)]);
const frame = (body: Buffer, flags = 0): Buffer => {
  const header = Buffer.alloc(5);
  header[0] = flags;
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
};

interface RawServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly server: Http2Server;
  readonly sockets: Set<Socket>;
}

/** A server that answers with bytes of the test's choice. */
async function raw(
  onStream: (stream: ServerHttp2Stream, headers: Record<string, unknown>) => void,
): Promise<RawServer> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    onStream(stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function reply(
  stream: ServerHttp2Stream,
  body: Buffer,
  headers: Record<string, string> = {},
  trailers: Record<string, string> = { 'grpc-status': '0' },
): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

const get = 'Query.get';

describe('connections', () => {
  test('a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grpc-'));
    await using server = await serve(proto, 't.Echo', echo, undefined, `unix:${folder}/s.sock`);
    await using source = await open(proto, { endpoint: server.endpoint });
    expect(await source.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
    rmSync(folder, { recursive: true });
  });

  test('calls go round several addresses', async () => {
    const counts = [0, 0];
    const bump = (index: number): number => {
      counts[index] = (counts[index] ?? 0) + 1;
      return index;
    };
    await using first = await raw((stream) => reply(stream, frame(message(String(bump(0))))));
    await using second = await raw((stream) => reply(stream, frame(message(String(bump(1))))));
    await using source = await open(proto, { endpoint: `${first.endpoint},${second.endpoint}` });
    await source.call(get);
    // The other connection is opened beside the calls.
    for (let tries = 0; tries < 200 && counts.includes(0); tries += 1) await source.call(get);
    counts.fill(0);
    for (let index = 0; index < 20; index += 1) await source.call(get);
    expect(counts).toEqual([10, 10]);
  });

  test('an address that is down is passed over', async () => {
    await using server = await serve(proto, 't.Echo', echo);
    await using source = await open(proto, { endpoint: `127.0.0.1:1,${server.endpoint}` });
    for (let index = 0; index < 5; index += 1)
      expect(await source.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
  });

  test('a dns: name is resolved', async () => {
    await using server = await serve(proto, 't.Echo', echo);
    await using source = await open(proto, { endpoint: `dns:localhost:${server.endpoint.split(':')[1]}` });
    expect(await source.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
  });

  test('after GOAWAY new calls go over a new connection, and those under way end', async () => {
    let sessions = 0;
    let held: ServerHttp2Stream | undefined;
    await using server = await raw((stream, headers) => {
      void headers;
      stream.resume();
      stream.on('end', () => {
        if (held === undefined) {
          held = stream;
          stream.session?.goaway(0);
        } else reply(stream, frame(message('new')));
      });
    });
    server.server.on('session', () => {
      sessions += 1;
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    const first = source.call(get);
    while (held === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(await source.call(get, {}, { select: 'text' })).toEqual({ text: 'new' });
    reply(held, frame(message('old')));
    expect(await first).toMatchObject({ text: 'old' });
    expect(sessions).toBe(2);
  });

  test('a lost connection fails its calls as UPSTREAM_UNAVAILABLE, and the next call connects again', async () => {
    let drop = true;
    await using server = await raw((stream) => {
      if (drop) for (const socket of server.sockets) socket.destroy();
      else reply(stream, frame(message('back')));
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    drop = false;
    expect(await source.call(get, {}, { select: 'text' })).toEqual({ text: 'back' });
  });

  test('a refused stream is sent again, since the server never saw it', async () => {
    let refused = 0;
    await using server = await raw((stream) => {
      refused += 1;
      if (refused === 1) stream.close(7);
      else reply(stream, frame(message('second')));
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    expect(await source.call(get, {}, { select: 'text' })).toEqual({ text: 'second' });
  });

  test('waiting for ready ends with the deadline, not with the first refusal', async () => {
    await using source = await open(proto, { endpoint: '127.0.0.1:1', waitForReady: true });
    const signal = new Canceller();
    const running = source.call(get, {}, { signal });
    setTimeout(() => signal.abort(new GatewayError('UPSTREAM_TIMEOUT')), 150);
    await expect(running).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  test('a connection without a sign of life is given up', async () => {
    // Speaks just enough of HTTP/2 to be connected to: an empty SETTINGS frame.
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using source = await open(proto, { endpoint, keepaliveMs: 50, keepaliveTimeoutMs: 50 });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    server.close();
  });

  test.each(['', 'a b:1', 'host:99999', 'http://user@host'])('endpoint %j is refused in words', async (endpoint) => {
    await using source = await open(proto, { endpoint });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('TLS', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...curve, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority');
    for (const name of ['server', 'client']) {
      openssl(
        'req',
        '-x509',
        ...curve,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-subj',
        `/CN=${name}`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-addext',
        'subjectAltName=DNS:localhost,DNS:catalog.internal,IP:127.0.0.1',
        '-addext',
        'basicConstraints=critical,CA:FALSE',
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const credentials = (mutual: boolean): ServerCredentials =>
    ServerCredentials.createSsl(
      readFileSync(file('ca.pem')),
      [{ private_key: readFileSync(file('server.key')), cert_chain: readFileSync(file('server.pem')) }],
      mutual,
    );

  test('a certificate of a trusted authority', async () => {
    await using server = await serve(proto, 't.Echo', echo, credentials(false));
    await using source = await open(proto, { endpoint: server.endpoint, tls: { ca: file('ca.pem') } });
    expect(await source.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
    await using named = await open(proto, {
      endpoint: server.endpoint,
      tls: { ca: file('ca.pem'), serverName: 'catalog.internal' },
    });
    expect(await named.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
    await using wrong = await open(proto, {
      endpoint: server.endpoint,
      tls: { ca: file('ca.pem'), serverName: 'evil.example' },
    });
    await expect(wrong.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', transient: false });
  });

  test('a certificate of an unknown authority is refused', async () => {
    await using server = await serve(proto, 't.Echo', echo, credentials(false));
    await using source = await open(proto, { endpoint: `grpcs://${server.endpoint}` });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', transient: false });
  });

  test('a client certificate', async () => {
    await using server = await serve(proto, 't.Echo', echo, credentials(true));
    const tls = { ca: file('ca.pem'), cert: file('client.pem'), key: file('client.key') };
    await using source = await open(proto, { endpoint: server.endpoint, tls });
    expect(await source.call(get, { text: 'x' }, { select: 'text' })).toEqual({ text: 'x' });
    await using without = await open(proto, { endpoint: server.endpoint, tls: { ca: file('ca.pem') } });
    await expect(without.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('messages', () => {
  test('gzip both ways', async () => {
    await using server = await serve(proto, 't.Echo', {
      Get: answer(({ text }, call) => {
        call.metadata.get('grpc-encoding');
        return { text: String(text).repeat(3), other: String(compressionAlgorithms.gzip) };
      }),
    });
    await using source = await open(proto, { endpoint: server.endpoint, gzipFrom: 100 });
    const text = 'compress me '.repeat(100);
    expect(await source.call(get, { text }, { select: 'text' })).toEqual({ text: text.repeat(3) });
    await using packed = await raw((stream) =>
      reply(stream, frame(gzipSync(message('packed')), 1), { 'grpc-encoding': 'gzip' }),
    );
    await using other = await open(proto, { endpoint: packed.endpoint });
    expect(await other.call(get, {}, { select: 'text' })).toEqual({ text: 'packed' });
  });

  test('an answer over the limit ends the call before it is taken in', async () => {
    await using server = await serve(proto, 't.Echo', { Get: answer(() => ({ text: 'x'.repeat(100_000) })) });
    await using source = await open(proto, { endpoint: server.endpoint, maxResponseBytes: 50_000 });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED', transient: false });
  });

  test('an answer that unpacks to more than the limit is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await using server = await raw((stream) => reply(stream, frame(bomb, 1), { 'grpc-encoding': 'gzip' }));
    await using source = await open(proto, { endpoint: server.endpoint });
    await expect(source.call(get)).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  });

  test('a request over the limit is not sent', async () => {
    let calls = 0;
    await using server = await raw((stream) => {
      calls += 1;
      reply(stream, frame(message('x')));
    });
    await using source = await open(proto, { endpoint: server.endpoint, maxRequestBytes: 100 });
    await expect(source.call(get, { text: 'x'.repeat(200) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(calls).toBe(0);
  });

  test('a message in pieces of one byte is one message', async () => {
    await using server = await raw((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const bytes = frame(message('in pieces'));
      const next = (at: number): void => {
        if (at === bytes.length) stream.end();
        else stream.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    expect(await source.call(get, {}, { select: 'text' })).toEqual({ text: 'in pieces' });
  });

  const answers: [string, (stream: ServerHttp2Stream) => void, string][] = [
    ['no message', (stream) => reply(stream, Buffer.alloc(0)), 'UPSTREAM_MALFORMED'],
    [
      'two messages',
      (stream) => reply(stream, Buffer.concat([frame(message('a')), frame(message('b'))])),
      'UPSTREAM_MALFORMED',
    ],
    ['half a message', (stream) => reply(stream, frame(message('abcdef')).subarray(0, 8)), 'UPSTREAM_FAILED'],
    [
      'no trailers',
      (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        stream.end(frame(message('a')));
      },
      'UPSTREAM_FAILED',
    ],
    [
      'an HTML page',
      (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'text/html' });
        stream.end('<html>');
      },
      'UPSTREAM_FAILED',
    ],
    [
      'HTTP 503',
      (stream) => {
        stream.respond({ ':status': 503 });
        stream.end('no');
      },
      'UPSTREAM_UNAVAILABLE',
    ],
    [
      'HTTP 401',
      (stream) => {
        stream.respond({ ':status': 401 });
        stream.end();
      },
      'UPSTREAM_UNAUTHORIZED',
    ],
    ['bytes that are no message', (stream) => reply(stream, frame(Buffer.from([10, 200]))), 'UPSTREAM_MALFORMED'],
    [
      'an unknown compression',
      (stream) => reply(stream, frame(Buffer.from('x'), 1), { 'grpc-encoding': 'snappy' }),
      'UPSTREAM_MALFORMED',
    ],
    [
      'a status that is no number',
      (stream) => reply(stream, Buffer.alloc(0), {}, { 'grpc-status': 'oops' }),
      'UPSTREAM_FAILED',
    ],
    ['a reset', (stream) => stream.close(2), 'UPSTREAM_FAILED'],
  ];
  test.each(answers)('%s is an error of the table', async (_, respond, code) => {
    await using server = await raw(respond);
    await using source = await open(proto, { endpoint: server.endpoint });
    await expect(source.call(get)).rejects.toMatchObject({ code });
  });

  test('a status in the headers alone is understood, with its pushback', async () => {
    await using server = await raw((stream) => {
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc',
          'grpc-status': '14',
          'grpc-message': 'b%C3%A4d',
          'grpc-retry-pushback-ms': '250',
        },
        { endStream: true },
      );
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    await expect(source.call(get)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryAfterMs: 250,
      protocol: { text: 'bäd' },
    });
  });

  test('a slow reader of a stream holds its server back', async () => {
    let written = 0;
    await using server = await raw((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const chunk = frame(Buffer.concat([Buffer.from([10, 0x80, 0x80, 0x04]), Buffer.alloc(65_536, 'x')]));
      const write = (): void => {
        for (;;) {
          if (written === 2000) {
            stream.end();
            return;
          }
          written += 1;
          if (!stream.write(chunk)) break;
        }
        stream.once('drain', write);
      };
      write();
    });
    await using source = await open(proto, { endpoint: server.endpoint });
    let seen = 0;
    for await (const event of source.watch('Subscription.feed')) {
      expect(event).toMatchObject({ other: '' });
      seen += 1;
      if (seen === 1) {
        const before = written;
        for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        expect(written).toBeLessThan(1500);
        expect(written).toBeGreaterThanOrEqual(before);
      }
    }
    expect(seen).toBe(2000);
  });
});
