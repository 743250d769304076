import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { grpc } from '../../src/sources/grpc/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { soap } from '../../src/sources/soap/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

/**
 * What goes wrong below HTTP's and gRPC's own words, over real sockets, for sources of every kind at once: each field is an error that names its
 * source, nothing of the wire is told, another source's data is there, nothing stays open, and nothing keeps the event loop.
 */

const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

const schemas = new URL('../../schemas/', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;
const FIELDS = {
  orders: 'orders(limit: 1) { id total }',
  customers: 'getCustomers(ids: ["c-1"]) { id name }',
  reviews: 'reviews(skus: ["a"]) { id stars }',
  catalog: 'getProducts(skus: ["a"]) { sku title }',
} as const;
type Source = keyof typeof FIELDS;
const OVER_HTTP = ['orders', 'customers', 'reviews'] as const;
/** Of what would never answer; what does has more time than a busy machine needs. */
const SHORT_MS = 400;
const LONG_MS = 10_000;
const SECRET = 'DSN_CANARY';

/** Listens for connections that a fault is made of. */
async function faultyServer(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  const endpoint = await listen(server);
  close.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { endpoint, sockets };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

/** A gateway of the sources at an endpoint, and one that is well. */
async function gatewayOf(endpoint: string, timeoutMs: number, retries = 0) {
  const well = createHttpServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":7}]'),
  );
  const tickets = await listenOnLoopback(well, close);
  const resilience = { retries, breaker: false, timeout: `${timeoutMs}ms` } as const;
  const shared = { endpoint, resilience, maxResponseBytes: 1_000_000 };
  const secret = { authorization: `Bearer ${SECRET}` };
  return createGateway(
    {
      sources: {
        orders: openapi(`${schemas}orders.openapi.yaml`, { ...shared, headers: secret }),
        customers: soap(`${schemas}customers.wsdl`, { ...shared, headers: secret, queries: ['*'] }),
        reviews: graphql(`${here}reviews.graphql`, { ...shared, headers: secret }),
        catalog: grpc(`${schemas}catalog.proto`, shared),
        tickets: openapi(`${here}tickets.openapi.yaml`, { endpoint: tickets }),
      },
    },
    { mode: 'development' },
  );
}

/** The longest time that one turn of the event loop worked, in milliseconds: of what passed, no more than the process had of a processor. */
function watchTurns() {
  let longest = 0;
  let last = { at: performance.now(), cpu: process.cpuUsage() };
  const look = (): void => {
    const used = process.cpuUsage(last.cpu);
    const now = performance.now();
    longest = Math.max(longest, Math.min(now - last.at, (used.user + used.system) / 1000));
    last = { at: now, cpu: process.cpuUsage() };
  };
  const timer = setInterval(look, 5);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

async function askAll(endpoint: string, sources: readonly Source[], codes: readonly string[]): Promise<void> {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => {
    unheard.push(reason);
  };
  process.prependListener('unhandledRejection', hear);
  try {
    const timeoutMs = codes.includes('UPSTREAM_TIMEOUT') ? SHORT_MS : LONG_MS;
    await using gateway = await gatewayOf(endpoint, timeoutMs);
    // Code that runs for the first time is compiled, which is no fault's doing.
    await gateway.request({ query: '{ listTickets { id } }' });
    const longestTurn = watchTurns();
    const began = performance.now();
    const result = await gateway.request({
      query: `{ ${sources.map((source) => `${source}: ${FIELDS[source]}`).join(' ')} well: listTickets { id } }`,
    });

    expect(performance.now() - began).toBeLessThan(timeoutMs + 2_000);
    expect(longestTurn()).toBeLessThan(200);
    expect(result.data?.well).toEqual([{ id: 7 }]);
    for (const source of sources) {
      const [error, ...more] = result.errors?.filter(({ path }) => path?.[0] === source) ?? [];
      expect(more).toEqual([]);
      expect(codes, `${source}: ${JSON.stringify(result)}`).toContain(error?.extensions.code);
      expect(error?.extensions.source).toBe(source);
    }
    expect(result.errors).toHaveLength(sources.length);
    expect(JSON.stringify(result)).not.toMatch(
      /DSN_CANARY|127\.0\.0\.1|:\d{4,5}\b|E[A-Z]{5,}|UND_|HPE_|node:|file:|at .*\(/,
    );
  } finally {
    // Node tells of unheard rejections before it turns to immediates.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
  }
  expect(unheard).toEqual([]);
}

/** Answers each HTTP request with bytes. */
const afterRequest =
  (answer: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.once('data', () => {
      socket.resume();
      answer(socket);
    });
  };
const bytes = (text: string | Buffer) => afterRequest((socket) => socket.write(text));
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const whole = (body: string | Buffer, headers = ''): Buffer =>
  Buffer.concat([Buffer.from(`${OK}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`), Buffer.from(body)]);

/** Writes a text for as long as somebody takes it. */
function flood(socket: Socket, text: string): void {
  const block = text.repeat(Math.ceil(16_384 / text.length));
  const next = (): void => {
    if (socket.destroyed) return;
    if (socket.write(block)) setImmediate(next);
    else socket.once('drain', next);
  };
  next();
}

/** Writes a text slowly. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), 20);
  socket.once('close', () => clearInterval(timer));
}

const LATE = ['UPSTREAM_TIMEOUT'];
const MALFORMED = ['UPSTREAM_MALFORMED'];
const GONE = ['UPSTREAM_UNAVAILABLE'];

const deepJson = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const deepObjects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const deepXml = `<?xml version="1.0"?>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`;

const FAULTS: readonly [name: string, onConnection: (socket: Socket) => void, codes: readonly string[]][] = [
  ['headers, then silence', bytes(`${OK}content-length: 100\r\n\r\n`), LATE],
  ['headers that never end', afterRequest((socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx: ')), [...LATE, ...MALFORMED]],
  [
    'a body that drips',
    afterRequest((socket) => {
      socket.write(`${OK}content-length: 1000\r\n\r\n`);
      drip(socket, ' ');
    }),
    LATE,
  ],
  ['bytes that are no HTTP', bytes(Buffer.from([0, 255, 17, 3, 200, 13, 10, 13, 10, 0, 1])), MALFORMED],
  ['another protocol', bytes('220 mail.example ESMTP\r\n'), MALFORMED],
  ['a status line of nobody', bytes('HTTP/1.1 99999 ?\r\n\r\n'), MALFORMED],
  [
    'a switch of protocols that nobody asked for',
    bytes('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    [...MALFORMED, ...GONE],
  ],
  ['a gzip bomb', bytes(whole(gzipSync(Buffer.alloc(64 * 1024 * 1024)), 'content-encoding: gzip\r\n')), MALFORMED],
  ['a broken gzip body', bytes(whole('no gzip', 'content-encoding: gzip\r\n')), MALFORMED],
  ['a hundred thousand lists', bytes(whole(deepJson)), MALFORMED],
  ['a hundred thousand objects', bytes(whole(deepObjects)), MALFORMED],
  ['a hundred thousand lists where data belongs', bytes(whole(`{"data":{"reviews":${deepJson}}}`)), MALFORMED],
  ['a hundred thousand elements', bytes(whole(deepXml)), MALFORMED],
  [
    'a redirect to itself',
    afterRequest((socket) => {
      socket.once('data', () => socket.end(whole('[]')));
      socket.write('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n');
    }),
    [...MALFORMED, 'UPSTREAM_REJECTED', 'UPSTREAM_FAILED'],
  ],
  [
    'a reset in the middle of the body',
    afterRequest((socket) => socket.write(`${OK}content-length: 100\r\n\r\n[{`, () => socket.resetAndDestroy())),
    [...GONE, ...MALFORMED],
  ],
  ['a reset instead of an answer', afterRequest((socket) => socket.resetAndDestroy()), GONE],
  ['chunks without sizes', bytes(`${OK}transfer-encoding: chunked\r\n\r\nZZ\r\nabc\r\n`), MALFORMED],
  [
    'a chunk of a size beyond counting',
    bytes(`${OK}transfer-encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\nabc`),
    MALFORMED,
  ],
  [
    'a chunk extension without end',
    afterRequest((socket) => {
      socket.write(`${OK}transfer-encoding: chunked\r\n\r\n1;`);
      flood(socket, 'x');
    }),
    [...MALFORMED, ...LATE],
  ],
  [
    'chunks without the last one',
    afterRequest((socket) => socket.end(`${OK}transfer-encoding: chunked\r\n\r\n1\r\n[\r\n`)),
    [...MALFORMED, ...GONE],
  ],
  [
    'early hints without end',
    afterRequest((socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')),
    [...LATE, ...MALFORMED, ...GONE],
  ],
  [
    'continuations without end',
    afterRequest((socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n')),
    [...LATE, ...MALFORMED, ...GONE],
  ],
  [
    'headers without end',
    afterRequest((socket) => {
      socket.write(OK);
      flood(socket, `x-a: ${'b'.repeat(1000)}\r\n`);
    }),
    MALFORMED,
  ],
  [
    'a body without end',
    afterRequest((socket) => {
      socket.write(`${OK}\r\n`);
      flood(socket, ' ');
    }),
    MALFORMED,
  ],
  ['two lengths', bytes(`${OK}content-length: 2\r\ncontent-length: 20\r\n\r\n[]`), MALFORMED],
  ['a length and chunks', bytes(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n[]`), MALFORMED],
  ['a length that is none', bytes(`${OK}content-length: -2\r\n\r\n[]`), MALFORMED],
  ['a header with a line break', bytes(`${OK}x-a: b\rset-cookie: c\r\ncontent-length: 2\r\n\r\n[]`), [...MALFORMED]],
  ['a header with a NUL', bytes(`${OK}x-a: \0\r\ncontent-length: 2\r\n\r\n[]`), MALFORMED],
];

describe('sources over HTTP, where the upstream answers with', () => {
  test.each(FAULTS)('%s', async (_, onConnection, codes) => {
    const { endpoint, sockets } = await faultyServer(onConnection);
    await askAll(endpoint, OVER_HTTP, codes);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

const GRPC = { ':status': 200, 'content-type': 'application/grpc' } as const;
const varint = (value: number): Buffer => {
  const parts: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    parts.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(parts);
  }
};
const frame = (body: Buffer, length = body.length, flags = 0): Buffer => {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, body]);
};
/** A field that has a length. */
const field = (number: number, body: Buffer): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
const product = (...fields: Buffer[]): Buffer => frame(field(1, Buffer.concat(fields)));

const FAILED = ['UPSTREAM_FAILED'];
const streamed = (body: Buffer, trailers: Record<string, string> = { 'grpc-status': '0' }, headers = {}) =>
  ((stream) => {
    stream.respond({ ...GRPC, ...headers }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(body);
  }) as (stream: ServerHttp2Stream) => void;

const GRPC_FAULTS: readonly [name: string, onStream: (stream: ServerHttp2Stream) => void, codes: readonly string[]][] =
  [
    ['silence', () => undefined, LATE],
    ['headers, then silence', (stream) => stream.respond(GRPC), LATE],
    [
      'a message that drips',
      (stream) => {
        stream.respond(GRPC);
        stream.write(frame(Buffer.alloc(0), 1_000));
        const timer = setInterval(() => stream.write(Buffer.alloc(1)), 20);
        stream.once('close', () => clearInterval(timer));
      },
      LATE,
    ],
    ['a stream that goes away', (stream) => stream.session?.goaway(2), [...GONE, ...FAILED]],
    [
      'a reset after the headers',
      (stream) => {
        stream.respond(GRPC);
        stream.close(2);
      },
      [...FAILED, ...GONE],
    ],
    ['a refused stream', (stream) => stream.close(7), [...GONE, ...FAILED]],
    ['a connection that breaks', (stream) => stream.session?.destroy(), [...GONE, ...FAILED]],
    [
      'no status',
      (stream) => {
        stream.respond(GRPC);
        stream.end(product());
      },
      [...FAILED, ...MALFORMED],
    ],
    [
      'a failure in the headers alone',
      (stream) =>
        stream.respond(
          { ...GRPC, 'grpc-status': '13', 'grpc-message': `at ${SECRET} (/srv/app.js:1:1)` },
          { endStream: true },
        ),
      FAILED,
    ],
    [
      'a failure with its reasons',
      streamed(Buffer.alloc(0), { 'grpc-status': '2', 'grpc-message': SECRET, 'x-debug': SECRET }),
      FAILED,
    ],
    ['a message of four gigabytes', streamed(frame(Buffer.alloc(10), 0xffff_ffff)), [...MALFORMED, ...FAILED]],
    ['a message beyond the limit', streamed(product(Buffer.alloc(2_000_000))), MALFORMED],
    [
      'a gzip bomb',
      streamed(
        frame(gzipSync(Buffer.alloc(64 * 1024 * 1024)), undefined, 1),
        { 'grpc-status': '0' },
        { 'grpc-encoding': 'gzip' },
      ),
      MALFORMED,
    ],
    ['text that is no UTF-8', streamed(product(field(1, Buffer.from([0xff, 0xfe])))), MALFORMED],
    ['a number without end', streamed(product(Buffer.from([0x20, ...Array(20).fill(0xff)]))), MALFORMED],
    ['a length beyond the message', streamed(product(Buffer.from([0x0a, 0xff, 0x7f]))), MALFORMED],
    ['a hundred thousand groups that nobody knows', streamed(product(Buffer.alloc(100_000, 0x7b))), MALFORMED],
    ['a tag of no field', streamed(product(Buffer.from([0x00, 0x01]))), MALFORMED],
  ];

describe('a source over gRPC, where the upstream answers with', () => {
  test.each(GRPC_FAULTS)('%s', async (_, onStream, codes) => {
    const server = createHttp2Server();
    server.on('sessionError', () => undefined);
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      onStream(stream);
    });
    const { endpoint, sockets } = await faultyServer((socket) => server.emit('connection', socket));
    await askAll(endpoint, ['catalog'], codes);
    await expect.poll(() => sockets.size).toBe(0);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['HTTP/1.1', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')],
    ['bytes that are nothing', (socket) => socket.write(Buffer.alloc(1_000, 0xff))],
    ['settings without end', (socket) => flood(socket, '\0\0\0\x04\0\0\0\0\0')],
    ['a reset', (socket) => socket.resetAndDestroy()],
  ])('%s on the connection', async (_, onConnection) => {
    const { endpoint, sockets } = await faultyServer((socket) => onConnection(socket.resume()));
    await askAll(endpoint, ['catalog'], [...GONE, ...FAILED, ...MALFORMED, ...LATE]);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe('sources of every kind, where', () => {
  const ALL = Object.keys(FIELDS) as Source[];

  test('nobody listens', async () => {
    const server = createTcpServer();
    const endpoint = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    await askAll(endpoint, ALL, GONE);
  });

  test('a connection is closed before anything is said', async () => {
    const { endpoint } = await faultyServer((socket) => socket.end());
    await askAll(endpoint, ALL, [...GONE, ...FAILED]);
  });

  test('nobody takes the connections', async () => {
    // Stopped, so that connections stay in its queue, which two fill.
    const listener = spawn(process.execPath, [
      '-e',
      'const s = require("node:net").createServer().listen(0, "127.0.0.1", 1, () => console.log(s.address().port))',
    ]);
    close.push(async () => {
      listener.kill('SIGKILL');
      await once(listener, 'exit');
    });
    const [port] = await once(listener.stdout, 'data');
    listener.kill('SIGSTOP');
    const queue = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    close.push(async () => {
      for (const socket of queue) socket.destroy();
    });
    await expect.poll(() => queue.filter(({ connecting }) => !connecting).length).toBeGreaterThan(0);
    // Long before the deadline of the calls, and before the system gives up; and nobody waits for what had less time.
    await askAll(`http://127.0.0.1:${Number(port)}`, ALL, GONE);
    await askAll(`http://127.0.0.1:${Number(port)}`, ALL, LATE);
  });

  test('a kept connection ends under the next request, it is sent again if it only reads, and never if it writes', async () => {
    const seen: string[] = [];
    const { endpoint } = await faultyServer((socket) => {
      let requests = 0;
      socket.on('data', (data) => {
        const [method] = /^(?:GET|PUT) \S+/.exec(String(data)) ?? [];
        if (method === undefined) return;
        seen.push(method.split('?')[0] ?? '');
        requests += 1;
        if (requests === 2 || method.startsWith('PUT')) socket.resetAndDestroy();
        else socket.write(whole('[{"id":"o-1","total":1}]'));
      });
    });
    await using gateway = await gatewayOf(endpoint, LONG_MS, 2);
    for (const _ of [1, 2]) {
      const { data, errors } = await gateway.request({ query: `{ ${FIELDS.orders} }` });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ orders: [{ id: 'o-1' }] });
      // An answer is there before its connection is free again.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { errors } = await gateway.request({
      query: 'mutation { updateOrderStatus(id: "a", input: { status: PAID }) { id } }',
    });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'orders' } }]);
    expect(seen).toEqual(['GET /orders', 'GET /orders', 'GET /orders', 'PUT /orders/a/status']);
  });

  test('an answer has another one behind it, the next request does not get that', async () => {
    let hits = 0;
    const { endpoint } = await faultyServer((socket) =>
      socket.on('data', () => {
        hits += 1;
        socket.write(Buffer.concat([whole(`[{"id":"${hits}","total":1}]`), whole('[{"id":"INJECTED","total":1}]')]));
      }),
    );
    await using gateway = await gatewayOf(endpoint, LONG_MS);
    for (const id of ['1', '2', '3']) {
      const { data, errors } = await gateway.request({ query: `{ ${FIELDS.orders} }` });
      // The connection is not to be trusted any more, and may be closed under the next request; it is never answered wrongly.
      expect(JSON.stringify({ data, errors })).not.toContain('INJECTED');
      if (errors === undefined) expect(data).toMatchObject({ orders: [{ id }] });
      else hits = Number(id);
    }
  });
});
