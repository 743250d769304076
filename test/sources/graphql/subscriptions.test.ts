import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type ExecutionResult, OperationTypeNode, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { connect } from '../../../src/sources/graphql/connector.ts';
import { readEvents } from '../../../src/sources/graphql/subscription/read-events.ts';
import type { DocumentRequest } from '../../../src/sources/source.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';

const schema = buildSchema(
  'type Query { a: Int } type Subscription { added(n: Int): Review } type Review { id: ID! stars: Int }',
);

async function listening(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, url, close };
}

const connectorTo = (url: string, protocol: 'sse' | 'ws') => {
  const headers = { 'x-key': 'k', Authorization: 'ours' };
  return connect({ description: 'x', subscriptions: { protocol }, headers }, { schema, endpoint: url });
};

const request = (more: Partial<DocumentRequest> = {}): DocumentRequest => ({
  document: parse('subscription S($n: Int) { added(n: $n) { id stars } }'),
  variables: { n: 3 },
  operationType: OperationTypeNode.SUBSCRIPTION,
  operationName: 'S',
  forwarded: { authorization: 'Bearer t' },
  signal: new Canceller(),
  deadline: performance.now() + 5000,
  ...more,
});

async function collect(events: AsyncIterable<ExecutionResult> | undefined, most = 10) {
  const seen: unknown[] = [];
  try {
    for await (const { data, errors } of events ?? []) {
      seen.push(
        errors === undefined
          ? data
          : { data, errors: errors.map((error) => `${error.path?.join('.')} ${GatewayError.find(error)?.code}`) },
      );
      if (seen.length >= most) break;
    }
  } catch (error) {
    seen.push(GatewayError.is(error) ? error.code : error);
  }
  return seen;
}

test('events over Server-Sent Events, each checked; the connection is closed when the reader leaves', async () => {
  let asked: Record<string, unknown> = {};
  const closed = deferred();
  const { url, close } = await listening((incoming, response) => {
    incoming.on('data', (chunk) => {
      asked = { ...JSON.parse(String(chunk)), ...incoming.headers };
    });
    response.on('close', closed.resolve);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(':\n\nevent: next\ndata: {"data":{"added":{"id":"1",\ndata: "stars":5}}}\n\n');
    response.write('event: next\ndata: {"data":{"added":{"id":"2","stars":"x"}}}\n\n');
    response.write('event: next\ndata: {"data":{"added":null}}\n\n');
  });
  await using connector = connectorTo(url, 'sse');
  expect(await collect(connector.subscribe?.(request()), 3)).toEqual([
    { added: { id: '1', stars: 5 } },
    { data: { added: { id: '2', stars: null } }, errors: ['added.stars UPSTREAM_MALFORMED'] },
    { added: null },
  ]);
  await closed.promise;
  expect(asked).toMatchObject({
    variables: { n: 3 },
    operationName: 'S',
    authorization: 'Bearer t',
    'x-key': 'k',
    accept: 'text/event-stream',
  });
  await close();
});

test.each([
  [200, 'text/html', '<html>', ['UPSTREAM_MALFORMED']],
  [401, 'application/json', '{}', ['UPSTREAM_UNAUTHORIZED']],
  [200, 'text/event-stream', 'event: next\ndata: nonsense\n\n', ['UPSTREAM_MALFORMED']],
  [200, 'text/event-stream', 'event: next\ndata: {}\n\n', ['UPSTREAM_MALFORMED']],
  [
    200,
    'text/event-stream',
    'event: next\ndata: {"data":{"added":null}}\n\nevent: complete\n\nevent: next\ndata: {}\n\n',
    [{ added: null }],
  ],
])('an answer of status %i, %s, %j', async (status, type, body, seen) => {
  const { url, close } = await listening((_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body),
  );
  await using connector = connectorTo(url, 'sse');
  expect(await collect(connector.subscribe?.(request()))).toEqual(seen);
  await close();
});

test('events by graphql-transport-ws', async () => {
  const { server, url, close } = await listening((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const init: unknown[] = [];
  const served = useServer(
    {
      schema,
      onConnect: ({ connectionParams, extra }) => {
        init.push(connectionParams, extra.request.headers.authorization);
        return true;
      },
      roots: {
        subscription: {
          async *added({ n }: { n: number }) {
            for (let id = 1; id <= n; id += 1) yield { added: { id: String(id), stars: id } };
          },
        },
      },
    },
    sockets,
  );
  await using connector = connectorTo(url, 'ws');
  expect(await collect(connector.subscribe?.(request()))).toEqual(
    [1, 2, 3].map((id) => ({ added: { id: String(id), stars: id } })),
  );
  expect(await collect(connector.subscribe?.(request()), 1)).toHaveLength(1);
  expect(init.slice(0, 2)).toEqual([{ authorization: 'Bearer t', 'x-key': 'k' }, 'Bearer t']);
  const invalid = request({ document: parse('subscription { nothing }'), operationName: undefined });
  expect(await collect(connector.subscribe?.(invalid))).toEqual([
    { data: null, errors: ['undefined UPSTREAM_FAILED'] },
  ]);
  await served.dispose();
  await close();
});

test('a socket that is refused, closed with a reason, or speaks another language', async () => {
  const { server, url, close } = await listening((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true });
  const answers = [
    (socket: import('ws').WebSocket) => socket.close(4403, 'Forbidden'),
    (socket: import('ws').WebSocket) => socket.send('hello'),
    (socket: import('ws').WebSocket) => socket.terminate(),
  ];
  server.on('upgrade', (incoming, socket, head) => {
    const answer = answers.shift();
    if (answer === undefined) socket.end('HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n');
    else sockets.handleUpgrade(incoming, socket, head, (upgraded) => upgraded.on('message', () => answer(upgraded)));
  });
  await using connector = connectorTo(url, 'ws');
  const seen: unknown[] = [];
  for (let index = 0; index < 4; index += 1) seen.push(...(await collect(connector.subscribe?.(request()))));
  expect(seen).toEqual(['UPSTREAM_UNAUTHORIZED', 'UPSTREAM_MALFORMED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE']);
  sockets.close();
  await close();
});

test('an aborted subscription rejects with the reason of its signal', async () => {
  const { url, close } = await listening((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: next\ndata: {"data":{"added":null}}\n\n');
  });
  await using connector = connectorTo(url, 'sse');
  const signal = new Canceller();
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const { data } of connector.subscribe?.(request({ signal })) ?? []) {
      seen.push(data);
      signal.abort(new GatewayError('CANCELLED'));
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(seen).toEqual([{ added: null }]);
  await close();
});

test('lines end in LF, CRLF or CR, wherever the chunks are cut', async () => {
  const text = 'event: next\r\ndata: a\r\n\r\ndata:b\rdata: c\r\r: word\nid: 4\ndata\n\n';
  for (let size = 1; size <= text.length; size += 1) {
    const seen: unknown[] = [];
    for await (const event of readEvents(chunks(text, size), 1000)) seen.push(event);
    expect(seen).toEqual([
      { event: 'next', data: 'a' },
      { event: 'message', data: 'b\nc' },
      { event: 'message', data: '' },
    ]);
  }
});

test('an event that never ends is cut off', async () => {
  const endless = chunks(`data: ${'x'.repeat(5000)}`, 100);
  await expect(
    (async () => {
      for await (const _ of readEvents(endless, 1000));
    })(),
  ).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
});

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < text.length; start += size)
    yield new TextEncoder().encode(text.slice(start, start + size));
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
