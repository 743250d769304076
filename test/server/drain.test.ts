import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { type FakeGatewayOptions, fakeGateway } from './fake-gateway.ts';

const servers: InterlaceServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ force: true })));
});

async function start(options: FakeGatewayOptions) {
  const gateway = fakeGateway(options);
  const server = await createServer(gateway);
  servers.push(server);
  return { url: await server.listen(), gateway, server };
}

const slow = (url: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{slow}"}' });

describe('closing', () => {
  it('is not ready at once, still answers during the delay, and finishes what is in flight', async () => {
    const { url, gateway, server } = await start({ server: { drain: { delay: '2s', grace: '10s' } } });
    const inFlight = Promise.all([slow(url), slow(url)]);
    await gateway.waiting(2);
    const closing = server.close();
    expect((await fetch(new URL('/health/ready', url))).status).toBe(503);
    const late = slow(url);
    await gateway.waiting(3);
    gateway.release();
    expect((await inFlight).map(({ status }) => status)).toEqual([200, 200]);
    expect((await late).status).toBe(200);
    expect(await closing).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });

  it.each([
    ['while others accept in its place', { delay: false }],
    ['while others notice', {}],
  ])('%s, answers what comes on connections that are there, and lets go of them by that', async (_, how) => {
    const { url, gateway, server } = await start({ server: { drain: { delay: '3s', grace: '10s' } } });
    const { origin, pathname } = new URL(url);
    const client = new Pool(origin, { connections: 2 });
    const ask = async (query: string) => {
      const { statusCode, headers, body } = await client.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return [statusCode, headers.connection, await body.json()];
    };
    // Two connections, of which one is busy and one idle when the server is told to close.
    const busy = ask('{ slow }');
    await gateway.waiting(1);
    expect(await ask('{ hello }')).toEqual([200, 'keep-alive', { data: { hello: 'hello world' } }]);
    const closing = server.close(how);
    expect(await ask('{ hello }')).toEqual([200, 'close', { data: { hello: 'hello world' } }]);
    gateway.release();
    expect(await busy).toEqual([200, 'close', { data: { slow: 'done' } }]);
    expect(await closing).toBe(true);
    await client.destroy();
  });

  it('aborts what does not finish within the grace', async () => {
    const { url, gateway, server } = await start({ server: { drain: { grace: '50ms' } } });
    const hung = slow(url).catch(() => 'cut off');
    await gateway.waiting(1);
    expect(await server.close()).toBe(false);
    await hung;
    expect(gateway.seen).toContain('cancelled CANCELLED');
  });

  it('ends at once when it is forced meanwhile', async () => {
    const { url, gateway, server } = await start({ server: { drain: { grace: '1h' } } });
    const hung = slow(url).catch(() => 'cut off');
    await gateway.waiting(1);
    const gentle = server.close();
    expect(await server.close({ force: true })).toBe(false);
    expect(await gentle).toBe(false);
    await hung;
  });

  it('is heard by every request in flight, without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', listener);
    const { url, gateway } = await start({});
    const inFlight = Promise.all(Array.from({ length: 12 }, () => slow(url)));
    await gateway.waiting(12);
    gateway.release();
    await inFlight;
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });

  it('can be asked for twice', async () => {
    const { server } = await start({});
    expect(await Promise.all([server.close(), server.close()])).toEqual([true, true]);
  });
});
