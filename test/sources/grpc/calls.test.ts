import { readFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { type Opened, open } from './support/open.ts';
import { answer, type RunningServer, serve } from './support/serve.ts';

const proto = readFileSync(new URL('../../../schemas/catalog.proto', import.meta.url), 'utf8');

const product = (sku: string) => ({
  sku,
  title: `Product ${sku} é漢`,
  price: { currency: 'EUR', units: '12', nanos: 500_000_000 },
  stock: '9007199254740993',
  category: 'CATEGORY_BOOKS',
  labels: { colour: 'red' },
  updated_at: { seconds: '1700000000', nanos: 120_000_000 },
});

const shaped = (sku: string) => ({
  sku,
  title: `Product ${sku} é漢`,
  price: { currency: 'EUR', units: '12', nanos: 500_000_000 },
  stock: '9007199254740993',
  category: 'BOOKS',
  labels: [{ key: 'colour', value: 'red' }],
  updatedAt: '2023-11-14T22:13:20.120Z',
});

interface PriceStream {
  readonly request: { readonly skus: readonly string[] };
  write(value: unknown): void;
  end(): void;
  on(event: string, run: () => void): void;
}

describe('ordinary calls', () => {
  let server: RunningServer;
  let source: Opened;
  let cancelled: Promise<void>;

  let onCancelled: () => void;
  const streamPrices = (call: PriceStream): void => {
    call.on('cancelled', () => onCancelled());
    for (const sku of call.request.skus) call.write({ sku, price: { units: '1' } });
    if (!call.request.skus.includes('forever')) call.end();
  };

  beforeAll(async () => {
    cancelled = new Promise((resolve) => {
      onCancelled = resolve;
    });
    server = await serve(proto, 'shop.catalog.v1.Catalog', {
      GetProduct: answer(({ sku }, call) => {
        if (sku === 'deadline') return { sku, title: String(Number(call.getDeadline())) };
        if (sku === 'metadata') return { sku, title: JSON.stringify(call.metadata.getMap()) };
        if (sku === '')
          throw Object.assign(new Error('no sku'), { code: status.INVALID_ARGUMENT, details: 'Ungültig: no sku' });
        if (sku === 'gone') throw Object.assign(new Error('x'), { code: status.NOT_FOUND, details: 'gone' });
        return product(String(sku));
      }),
      GetProducts: answer(({ skus }) => ({ products: (skus as string[]).map(product) })),
      SearchProducts: answer(({ text, category, limit }) => ({
        products: [{ title: `${text}/${category}/${limit}` }],
        total: '7',
      })),
      WatchPrices: streamPrices,
    });
    source = await open(proto, { endpoint: server.endpoint, notFound: 'null' });
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('a unary call answers the whole object without a selection', async () => {
    expect(await source.call('Query.getProduct', { sku: 'a' })).toEqual(shaped('a'));
  });

  test('a response whose only field is a list is that list', async () => {
    expect(await source.call('Query.getProducts', { skus: ['a', 'b'] })).toEqual([shaped('a'), shaped('b')]);
    expect(source.subschema.operations.get('Query.getProducts')?.batch).toEqual({ arg: 'skus', by: 'sku' });
  });

  test('only what is selected is there', async () => {
    expect(await source.call('Query.getProducts', { skus: ['a'] }, { select: 'sku,price{nanos}' })).toEqual([
      { sku: 'a', price: { nanos: 500_000_000 } },
    ]);
  });

  test('enums and defaults go out as the description says', async () => {
    const found = await source.call(
      'Query.searchProducts',
      { text: 'x', category: 'TOYS', limit: 3 },
      { select: 'products{title},total' },
    );
    expect(found).toEqual({ products: [{ title: 'x/CATEGORY_TOYS/3' }], total: '7' });
  });

  test('a status is an error of the table, and the server text stays out of its message', async () => {
    const error = await source.call('Query.getProduct', { sku: '' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      protocol: { grpcStatus: { code: 3, name: 'INVALID_ARGUMENT' }, text: 'Ungültig: no sku' },
    });
    expect((error as GatewayError).message).not.toContain('sku');
  });

  test('NOT_FOUND of a query is null where that is asked for', async () => {
    expect(await source.call('Query.getProduct', { sku: 'gone' })).toBeNull();
  });

  test('a server stream is a subscription', async () => {
    const events: unknown[] = [];
    for await (const event of source.watch(
      'Subscription.watchPrices',
      { skus: ['a', 'b'] },
      { select: 'sku,price{units}' },
    )) {
      events.push(event);
    }
    expect(events).toEqual([
      { sku: 'a', price: { units: '1' } },
      { sku: 'b', price: { units: '1' } },
    ]);
  });

  test('leaving a subscription cancels it upstream', async () => {
    for await (const event of source.watch('Subscription.watchPrices', { skus: ['forever'] })) {
      expect(event).toMatchObject({ sku: 'forever' });
      break;
    }
    await cancelled;
  });

  test('the deadline travels along', async () => {
    const { title } = (await source.call(
      'Query.getProduct',
      { sku: 'deadline' },
      { deadline: performance.now() + 5000 },
    )) as { title: string };
    const left = Number(title) - Date.now();
    expect(left).toBeGreaterThan(3000);
    expect(left).toBeLessThan(5100);
  });

  test('forwarded headers become metadata; those of the protocol do not', async () => {
    const { title } = (await source.call(
      'Query.getProduct',
      { sku: 'metadata' },
      { forwarded: { 'x-tenant': 'a', 'grpc-timeout': '99999999H', ':authority': 'evil' } },
    )) as { title: string };
    expect(JSON.parse(title)).toMatchObject({ 'x-tenant': 'a' });
    expect(title).not.toContain('99999999H');
    await expect(
      source.call('Query.getProduct', { sku: 'a' }, { forwarded: { 'x-tenant': 'a\nb' } }),
    ).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await expect(source.call('Query.getProduct', { sku: 'a' }, { forwarded: { 'x-bin': 'ä' } })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('an aborted call rejects with the reason of its signal', async () => {
    const signal = new Canceller();
    const running = source.call('Query.getProduct', { sku: 'a' }, { signal });
    signal.abort(new GatewayError('CANCELLED'));
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('the translated schema takes ordinary documents', () => {
    const document = parse('{ getProducts(skus: ["a"]) { sku price { units } labels { key value } updatedAt } }');
    expect(validate(source.subschema.schema, document)).toEqual([]);
  });
});

test('a server stream as a bounded list: all of it, or an error that cancels it', async () => {
  let cancelled: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  const stream = (call: PriceStream): void => {
    call.on('cancelled', () => cancelled());
    for (const sku of call.request.skus) call.write({ sku });
    if (call.request.skus.length <= 3) call.end();
  };
  await using server = await serve(proto, 'shop.catalog.v1.Catalog', {
    GetProduct: answer(() => ({})),
    GetProducts: answer(() => ({})),
    SearchProducts: answer(() => ({})),
    WatchPrices: stream,
  });
  await using source = await open(proto, { endpoint: server.endpoint, lists: ['watch*'], listLimit: 3 });
  const call = (...skus: string[]): Promise<unknown> => source.call('Query.watchPrices', { skus }, { select: 'sku' });
  expect(await call('a', 'b', 'c')).toEqual([{ sku: 'a' }, { sku: 'b' }, { sku: 'c' }]);
  await expect(call('a', 'b', 'c', 'd')).rejects.toMatchObject({
    code: 'UPSTREAM_MALFORMED',
    message: expect.stringContaining('more than 3 items'),
  });
  await gone;
});

test('a server that is not there is UPSTREAM_UNAVAILABLE', async () => {
  await using source = await open(proto, { endpoint: '127.0.0.1:1' });
  await expect(source.call('Query.getProduct', { sku: 'a' })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
