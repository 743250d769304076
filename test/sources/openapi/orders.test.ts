import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { open, select, startUpstream } from './harness.ts';

const order = {
  id: 'o1',
  number: 7,
  status: 'in-progress',
  placed_at: '2026-01-02T03:04:05Z',
  lines: [{ sku: 'a', quantity: 2, unit_price: { amount: '1.10', currency: 'EUR' } }],
  note: null,
};

describe('an ordinary OpenAPI 3.0 document', () => {
  it('becomes a schema with readable names', async () => {
    await using source = await open('orders.yaml', { endpoint: 'http://localhost' });
    expect(printSchema(source.subschema.schema)).toMatchSnapshot();
    expect(source.subschema.issues).toEqual([]);
    expect(source.subschema.described).toBe(5);
  });

  it('sends query parameters by their own names, a default only when it differs', async () => {
    await using upstream = await startUpstream(() => ({ body: JSON.stringify([order]) }));
    await using source = await open('orders.yaml', { endpoint: `${upstream.url}/v1` });
    const answer = await source.call('Query.listOrders', {
      customerId: 'a&b',
      status: ['OPEN', 'IN_PROGRESS'],
      limit: 20,
    });
    expect(upstream.received[0]?.url).toBe('/v1/orders?customer_id=a%26b&status=open&status=in-progress');
    expect(answer).toEqual([
      {
        id: 'o1',
        number: '7',
        status: 'IN_PROGRESS',
        placedAt: '2026-01-02T03:04:05Z',
        lines: [{ sku: 'a', quantity: 2, unitPrice: { amount: '1.10', currency: 'EUR' } }],
        note: null,
      },
    ]);
    await source.call('Query.listOrders', { limit: 5 });
    expect(upstream.received[1]?.url).toBe('/v1/orders?limit=5');
  });

  it('decodes the selection alone', async () => {
    await using upstream = await startUpstream(() => ({ body: JSON.stringify(order) }));
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    const answer = await source.call(
      'Query.getOrder',
      { orderId: 'o1' },
      { selection: select('placedAt,lines{unitPrice{amount}}') },
    );
    expect(answer).toEqual({ placedAt: order.placed_at, lines: [{ unitPrice: { amount: '1.10', currency: 'EUR' } }] });
  });

  it('sends JSON bodies with the wire names, and explicit null where null is allowed', async () => {
    await using upstream = await startUpstream(() => ({ status: 201, body: JSON.stringify(order) }));
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    await source.call('Mutation.createOrder', {
      input: { customerId: 'c', lines: [{ sku: 'a', quantity: 1, unitPrice: { amount: '1', currency: 'EUR' } }] },
    });
    expect(upstream.received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(upstream.received[0]?.body))).toEqual({
      customer_id: 'c',
      lines: [{ sku: 'a', quantity: 1, unit_price: { amount: '1', currency: 'EUR' } }],
    });
    await source.call('Mutation.updateOrder', { orderId: 'o1', input: { note: null } });
    expect(upstream.received[1]?.method).toBe('PATCH');
    expect(String(upstream.received[1]?.body)).toBe('{"note":null}');
  });

  it('answers true for a success without content', async () => {
    await using upstream = await startUpstream((_, response) => {
      response.writeHead(204).end();
      return undefined;
    });
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    expect(await source.call('Mutation.deleteOrder', { orderId: 'o1' })).toBe(true);
  });

  it('reports errors with status and documented body', async () => {
    await using upstream = await startUpstream(({ method }) =>
      method === 'GET'
        ? { status: 404, body: 'secret' }
        : { status: 422, body: '{"field_name":"lines","reason":"empty"}' },
    );
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    await expect(source.call('Query.getOrder', { orderId: 'x' })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      message: 'The upstream service has nothing there (404).',
      extensions: { httpStatus: 404 },
    });
    const input = { lines: [{ sku: 'a', quantity: 1 }] };
    await expect(source.call('Mutation.createOrder', { input })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      protocol: { httpStatus: 422, body: { fieldName: 'lines', reason: 'empty' } },
    });
  });

  it('answers null for a 404 when told so', async () => {
    await using upstream = await startUpstream(() => ({ status: 404 }));
    await using source = await open('orders.yaml', { endpoint: upstream.url, notFound: 'null' });
    expect(await source.call('Query.getOrder', { orderId: 'x' })).toBeNull();
  });

  it('checks constraints before anything is sent', async () => {
    await using upstream = await startUpstream(() => ({ body: '{}' }));
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    await expect(source.call('Query.listOrders', { limit: 101 })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'The argument "limit" is greater than 100.',
    });
    await expect(source.call('Mutation.createOrder', { input: { lines: [] } })).rejects.toThrow(
      '"input.lines" has fewer than 1',
    );
    await expect(
      source.call('Mutation.createOrder', { input: { lines: [{ sku: 'a', quantity: 0 }] } }),
    ).rejects.toThrow('"input.lines[0].quantity" is less than 1');
    expect(upstream.received).toEqual([]);
  });

  it.each([
    ['[]', 'the body is a list instead of an object'],
    ['<html>', 'a body that is no JSON'],
    ['', 'an empty body instead of JSON'],
  ])('rejects %s', async (body, reason) => {
    await using upstream = await startUpstream(() => ({ body }));
    await using source = await open('orders.yaml', { endpoint: upstream.url });
    await expect(source.call('Query.getOrder', { orderId: 'x' })).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining(reason),
    });
  });
});
