import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../examples/shop/demo.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.close());

const orders = async (query: string): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${demo.services.orders.url}${query}`);
  return { status: response.status, body: await response.json() };
};

const getCustomers = async (...ids: string[]): Promise<string> => {
  const response = await fetch(demo.services.customers.url, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:shop:customers/GetCustomers"' },
    body:
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><GetCustomers xmlns="urn:shop:customers">' +
      `${ids.map((id) => `<ids>${id}</ids>`).join('')}</GetCustomers></e:Body></e:Envelope>`,
  });
  return await response.text();
};

describe('the demo shop', () => {
  it('says where its services are', () => {
    expect(Object.keys(demo.env).sort()).toEqual(['CATALOG_URL', 'CUSTOMERS_URL', 'ORDERS_URL', 'REVIEWS_URL']);
  });

  it('has a thousand orders and more, newest first', async () => {
    const { body } = await orders('/orders?limit=1000');
    const placed = (body as { placedAt: string }[]).map(({ placedAt }) => placedAt);
    expect(placed).toHaveLength(1_000);
    expect(placed).toEqual([...placed].sort().reverse());
  });

  it('answers 404 and 422 with a problem', async () => {
    expect(await orders('/orders/nope')).toMatchObject({ status: 404, body: { status: 404 } });
    expect(await orders('/orders?limit=0')).toMatchObject({ status: 422, body: { fields: [{ field: 'limit' }] } });
  });

  it('has two hundred customers, and leaves out whom it does not know', async () => {
    const xml = await getCustomers('c-001', 'c-200', 'c-201');
    expect([...xml.matchAll(/<customers id="(c-\d+)"/g)].map((match) => match[1])).toEqual(['c-001', 'c-200']);
  });

  it('counts the requests of each service', async () => {
    const before = await demo.calls();
    await orders('/orders?limit=1');
    await getCustomers('c-001');
    const after = await demo.calls();
    expect(after.orders - before.orders).toBe(1);
    expect(after.customers - before.customers).toBe(1);
    expect(after.catalog - before.catalog).toBe(0);
  });

  it('has the same data after a restart, at the same place', async () => {
    const first = await orders('/orders?limit=1000');
    const { url } = demo.services.orders;
    await demo.services.orders.stop();
    await expect(orders('/orders')).rejects.toThrow();
    await demo.services.orders.restart();
    expect(demo.services.orders.url).toBe(url);
    expect(await orders('/orders?limit=1000')).toEqual(first);
  });

  it('ends with the process that started it, however that ends', async () => {
    const parent = fork(fileURLToPath(new URL('./fixtures/start-demo.mjs', import.meta.url)), { execArgv: [] });
    const [env] = (await once(parent, 'message')) as [Record<string, string>];
    const sockets = [env.ORDERS_URL, env.CUSTOMERS_URL, `http://${env.CATALOG_URL}`, env.REVIEWS_URL].map((url) =>
      connect(Number(new URL(url ?? '').port), '127.0.0.1').on('error', () => {}),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    // By whichever end: a reset is one, and `once` would fail by it.
    const closed = sockets.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve)));
    parent.kill('SIGKILL');
    await Promise.all(closed);
  });
});
