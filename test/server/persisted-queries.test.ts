import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';

const servers: InterlaceServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ force: true })));
});

async function start(): Promise<{ url: string; gateway: FakeGateway }> {
  const gateway = fakeGateway();
  const server = await createServer(gateway);
  servers.push(server);
  return { url: await server.listen(), gateway };
}

/** As Apollo Client's persisted-query link sends it. */
const hashOnly = {
  operationName: 'Hello',
  variables: {},
  extensions: { persistedQuery: { version: 1, sha256Hash: 'e'.repeat(64) } },
};
const NOT_SUPPORTED = {
  errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
};
const ACCEPT = 'application/graphql-response+json,application/json;q=0.9';

describe('a hash without its document', () => {
  it.each([ACCEPT, 'application/json', '*/*'])('is answered so that clients send the text, as %s', async (accept) => {
    const { url, gateway } = await start();
    const headers = { 'content-type': 'application/json', accept };
    for (const query of [undefined, null, '']) {
      const posted = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ...hashOnly, query }) });
      expect(posted.status).toBe(200);
      expect(posted.headers.get('cache-control')).toBe('no-store');
      expect(await posted.json()).toEqual(NOT_SUPPORTED);
    }
    const search = new URLSearchParams({ operationName: 'Hello', extensions: JSON.stringify(hashOnly.extensions) });
    const got = await fetch(`${url}?${search}`, { headers: { accept, 'apollo-require-preflight': 'true' } });
    expect([got.status, await got.json()]).toEqual([200, NOT_SUPPORTED]);
    expect(gateway.seen).toEqual([]);
  });

  it('is one event of a stream', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(hashOnly) });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(
      `event: next\ndata: ${JSON.stringify(NOT_SUPPORTED)}\n\nevent: complete\ndata:\n\n`,
    );
  });

  it.each([{ query: '' }, {}])('is one error on a WebSocket, which stays open, with %j', async (query) => {
    const { url } = await start();
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    const messages: unknown[] = [];
    const done = new Promise<void>((resolve, reject) => {
      socket.on('close', (code, reason) => reject(new Error(`${code} ${reason}`)));
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        messages.push(message);
        if (message.type === 'connection_ack') {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { ...hashOnly, ...query } }));
        }
        if (message.type === 'error') {
          socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: '{ hello }' } }));
        }
        if (message.type === 'complete') resolve();
      });
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    await done;
    socket.removeAllListeners('close');
    socket.close();
    expect(messages.slice(1, 3)).toEqual([
      { id: '1', type: 'error', payload: NOT_SUPPORTED.errors },
      { id: '2', type: 'next', payload: { data: { hello: 'hello world' } } },
    ]);
  });

  it('is a bad request in a list, as any list is, and where the hash is none', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'application/json', accept: ACCEPT };
    for (const body of [[hashOnly, hashOnly], { extensions: { persistedQuery: 'e' } }, { extensions: {} }]) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
});

it('urql goes on with the text, and asks with hashes no more', async () => {
  const { url } = await start();
  const bodies: string[] = [];
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange],
    fetch: (input, init) => {
      bodies.push(String(init?.body));
      return fetch(input, init);
    },
  });
  for (const query of ['query A { hello }', 'query B { hello }']) {
    const { data, error } = await client.query(query, {}).toPromise();
    expect(error).toBeUndefined();
    expect(data).toEqual({ hello: 'hello world' });
  }
  expect(bodies.map((body) => body.includes('"query"'))).toEqual([false, true, true]);
});
