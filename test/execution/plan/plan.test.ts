import { isScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { CachePolicy } from '../../../src/execution/caching/cache-policy.ts';
import { createExecutor } from '../../../src/execution/executor.ts';
import type { ExecutorOptions } from '../../../src/execution/executor-contract.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { NEVER_KEPT } from '../../../src/graph/rules/cache-rules.ts';
import { executable } from '../executable.ts';
import { fakeCall, fakeContext, fakeGraph, keyedLink, template } from '../fake-graph.ts';
import { byKeys, fakeSource } from '../fake-source.ts';

const SHOP = `
  type Query { orders(limit: Int = 3): [Order!] order(id: ID!): Order customers(keys: [ID!]!): [Customer] invoice(id: ID!, lang: String = "en"): Invoice
    products(keys: [ID!]!): [Product] crm: Crm }
  type Crm { customers(keys: [ID!]!): [Customer] }
  type Mutation { rename(name: String): Customer! reset: Boolean }
  type Order { id: ID! total: Float placedAt: String customerId: ID invoiceId: ID customer: Customer invoice(lang: String): Invoice lines: [Line!]! }
  type Line { sku: ID quantity: Int product: Product }
  type Product { sku: ID title: String vendor: Vendor }
  type Vendor { name: String }
  type Customer { id: ID! name: String email: String address: Address }
  type Address { city: String toString: String }
  type Invoice { id: ID lang: String }
`;

const graph = fakeGraph({
  sdl: SHOP,
  routes: {
    'Query.crm': { kind: 'namespace' },
    'Crm.customers': fakeCall('Query.customers'),
    'Order.customer': keyedLink('Query.customers', 'customerId', 'id'),
    'Line.product': keyedLink('Query.products', 'sku', 'sku'),
    'Order.invoice': {
      kind: 'link',
      target: fakeCall('Query.invoice'),
      targetCoordinate: 'Query.invoice',
      requires: [['invoiceId']],
      resultPath: [],
      args: [
        { path: ['id'], value: template('{invoiceId}') },
        { path: ['lang'], value: template('{args.lang}') },
      ],
      many: false,
    },
  },
});

const CUSTOMERS = [1, 2, 3].map((id) => ({
  id: String(id),
  name: `C${id}`,
  email: null,
  address: { city: `City "${id}"` },
}));
const PRODUCTS = ['a', 'b'].map((sku) => ({ sku, title: `Title ${sku}`, vendor: { name: 'V' } }));

function shop() {
  return fakeSource({
    'Query.orders': ({ limit }) =>
      Array.from({ length: Number(limit) }, (_, i) => ({
        id: `o${i}`,
        total: i + 0.5,
        customerId: String((i % 3) + 1),
        invoiceId: i % 2 === 0 ? 'x' : null,
        lines: [
          { sku: 'a', quantity: 1 },
          { sku: i === 1 ? null : 'b', quantity: i === 2 ? 'many' : 2 },
        ],
      })),
    'Query.customers': ({ keys }) => byKeys(CUSTOMERS, 'id', keys),
    'Query.products': ({ keys }) => byKeys(PRODUCTS, 'sku', keys),
    'Query.invoice': ({ id, lang }) => ({ id, lang }),
    'Mutation.rename': ({ name }) => (name === 'bad' ? null : { id: '1', name }),
    'Mutation.reset': () => true,
  });
}

function both(of: Graph, handler: Handler, options: Partial<ExecutorOptions> = {}) {
  const schema = executable(of, handler, options.permissions === undefined ? {} : { permissions: options.permissions });
  const parts = { graph: of, schema, handler, ...options };
  return { plan: createExecutor(parts), reference: createExecutor({ ...parts, plans: false }) };
}

async function run(
  query: string,
  variables?: Record<string, unknown>,
  source = shop(),
  options?: Partial<ExecutorOptions>,
) {
  const { plan, reference } = both(graph, source.handler, options);
  const prepared = plan.prepare(query, undefined);
  if ('errors' in prepared) throw new Error(JSON.stringify(prepared.errors));
  expect(prepared.reason).toBeUndefined();
  const result = JSON.parse(JSON.stringify(await plan.execute(prepared, variables, fakeContext())));
  const calls = source.calls.splice(0).map(({ operation }) => operation.coordinate);
  const { body } = await plan.executeToJson(prepared, variables, fakeContext());
  expect(JSON.parse(String(body))).toEqual(result);
  source.calls.splice(0);
  const other = reference.prepare(query, undefined);
  if ('errors' in other) throw new Error('unreachable');
  expect(other.planned).toBe(false);
  const expected = JSON.parse(JSON.stringify(await reference.execute(other, variables, fakeContext())));
  expect(result).toEqual(expected);
  return { result, calls, referenceCalls: source.calls.map(({ operation }) => operation.coordinate) };
}

describe('the plan', () => {
  it('joins three services with three calls, and answers as the reference does', async () => {
    const { calls, result } = await run(
      '{ orders(limit: 2) { id total customer { name address { city } } lines { quantity product { title vendor { name } } } } }',
    );
    expect(calls).toEqual(['Query.orders', 'Query.customers', 'Query.products']);
    expect(result.data.orders[1]).toEqual({
      id: 'o1',
      total: 1.5,
      customer: { name: 'C2', address: { city: 'City "2"' } },
      lines: [
        { quantity: 1, product: { title: 'Title a', vendor: { name: 'V' } } },
        { quantity: 2, product: null },
      ],
    });
  });

  it('asks once for one link under several aliases', async () => {
    const { calls } = await run(
      '{ orders { a: customer { name } b: customer { email id } ...X } } fragment X on Order { a: customer { id } }',
    );
    expect(calls).toEqual(['Query.orders', 'Query.customers']);
  });

  it('names the place of a value that does not fit its type', async () => {
    const { result } = await run('{ orders { lines { quantity } } }');
    expect(result.errors).toMatchObject([
      {
        message: 'Expected a value of type "Int", but the service answered a string that is none.',
        path: ['orders', 2, 'lines', 1, 'quantity'],
        extensions: { code: 'UPSTREAM_MALFORMED', source: 'fake' },
      },
    ]);
  });

  it('makes one call per distinct set of arguments', async () => {
    const { calls, result } = await run('query ($l: String = "de") { orders { invoice(lang: $l) { id lang } } }');
    expect(calls).toEqual(['Query.orders', 'Query.invoice']);
    expect(result.data.orders[0].invoice).toEqual({ id: 'x', lang: 'de' });
  });

  it('reads conditions from variables', async () => {
    const query =
      'query ($a: Boolean!, $b: Boolean = false) { orders { id @skip(if: $a) customer @include(if: $b) { name } } __typename }';
    expect((await run(query, { a: false })).calls).toEqual(['Query.orders']);
    expect((await run(query, { a: true, b: true })).result.data.orders[0]).toEqual({ customer: { name: 'C1' } });
  });

  it('runs mutations one after another, and stops at a null that reaches the root', async () => {
    const { calls, result } = await run(
      'mutation { a: rename(name: "x") { id name } b: rename(name: "bad") { id } c: reset }',
    );
    expect(calls).toEqual(['Mutation.rename', 'Mutation.rename']);
    expect(result.data).toBeNull();
  });

  it('answers introspection beside data', async () => {
    const { result } = await run(
      '{ __schema { queryType { name } } __type(name: "Line") { fields { name } } orders(limit: 1) { id } }',
    );
    expect(result.data.__type.fields).toHaveLength(3);
  });

  it('reaches root fields inside a namespace, and reads own properties only', async () => {
    const { result } = await run(
      '{ crm { __typename customers(keys: ["2"]) { name address { toString __proto__: city } } } }',
    );
    expect(JSON.stringify(result.data)).toBe(
      '{"crm":{"__typename":"Crm","customers":[{"name":"C2","address":{"toString":null,"__proto__":"City \\"2\\""}}]}}',
    );
  });

  it('asks nothing below a field that may not be seen, and nothing for parents whose link may not', async () => {
    const permissions = (coordinate: string) => {
      if (coordinate === 'Order.lines') return async () => new GatewayError('FORBIDDEN', 'No lines.');
      if (coordinate !== 'Order.customer') return undefined;
      const check = (parent: unknown) =>
        (parent as { id: string }).id === 'o1' || new GatewayError('FORBIDDEN', 'Not yours.');
      return Object.assign(check, { requires: [['id']] });
    };
    const source = shop();
    const asked: unknown[] = [];
    const handler: Handler = (call) => {
      asked.push([call.operation.coordinate, [...(call.batch?.keys.keys() ?? [])]]);
      return source.handler(call);
    };
    const { plan } = both(graph, handler, { permissions });
    const prepared = plan.prepare('{ orders { customer { name } lines { product { title } } } }', undefined);
    if ('errors' in prepared) throw new Error('unreachable');
    const policy = new CachePolicy();
    const answer = await plan.executeToJson(prepared, {}, fakeContext({ cachePolicy: policy }));
    expect(answer.hasErrors).toBe(true);
    expect(asked).toEqual([
      ['Query.orders', []],
      ['Query.customers', ['2']],
    ]);
    policy.add(10_000, false);
    expect(policy.cacheControl).toBe('private, max-age=10');
  });

  it('says how long an answer without errors may be kept', async () => {
    const { plan } = both(graph, shop().handler);
    const prepared = plan.prepare('{ orders { id } }', undefined);
    if ('errors' in prepared) throw new Error('unreachable');
    const cachePolicy = new CachePolicy();
    cachePolicy.add(60_000, false);
    expect(await plan.executeToJson(prepared, {}, fakeContext({ cachePolicy }))).toMatchObject({
      cacheControl: 'public, max-age=60',
    });
    const traced = await plan.executeToJson(prepared, {}, fakeContext({ cachePolicy, trace: [] }));
    expect(traced.cacheControl).toBeUndefined();
    expect(String(traced.body)).toMatch(/,"extensions":\{"trace":\[\]\}\}$/);
    cachePolicy.add(60_000, false, ['accept-language']);
    expect(await plan.executeToJson(prepared, {}, fakeContext({ cachePolicy }))).toMatchObject({
      cacheControl: 'private, max-age=60',
    });
  });

  it('gives a link the cache rule of what answers it, hoisted or not, and asks for the whole of it', async () => {
    const rule = { ...NEVER_KEPT, ttlMs: 1 };
    const merged = fakeGraph({
      sdl: 'type Query { rows: [Row] stock(keys: [ID!]!): Page } type Page { items: [Stock] } type Stock { id: ID n: Int } type Row { id: ID n: Int }',
      routes: { 'Row.n': keyedLink('Query.stock', 'id', 'id', { hoist: 'n', resultPath: ['items'] }) },
      cacheRules: { Stock: rule },
    });
    const source = fakeSource({
      'Query.rows': () => [{ id: 1 }],
      'Query.stock': () => ({ items: [{ id: 1, n: 5 }] }),
    });
    for (const executor of Object.values(both(merged, source.handler))) {
      const prepared = executor.prepare('{ rows { n } }', undefined);
      if ('errors' in prepared) throw new Error('unreachable');
      expect(await executor.execute(prepared, {}, fakeContext())).toMatchObject({ data: { rows: [{ n: 5 }] } });
    }
    expect(source.calls.map(({ cache, selection }) => [cache, selection?.key])).toEqual([
      [undefined, 'id'],
      [rule, undefined],
      [undefined, 'id'],
      [rule, undefined],
    ]);
  });

  it('makes no code of what a description or a request says', async () => {
    const hostile = '"];throw 1;//`${boom}\u2028\n';
    const strange = fakeGraph({
      sdl: 'type Query { row(x: String): Row } type Row { a: String b: [String] }',
      routes: { 'Row.a': { kind: 'property', property: hostile } },
    });
    const { handler } = fakeSource({ 'Query.row': () => ({ [hostile]: hostile, b: [hostile, '\ud800', '\u2028'] }) });
    const { plan } = both(strange, handler);
    const prepared = plan.prepare('query ($x: String) { row(x: $x) { a b } }', undefined);
    if ('errors' in prepared) throw new Error('unreachable');
    const { body } = await plan.executeToJson(prepared, { x: hostile }, fakeContext());
    expect(JSON.parse(String(body))).toEqual({ data: { row: { a: hostile, b: [hostile, '\ud800', '\u2028'] } } });
  });

  it('steps aside for a resolver that is more than its route', () => {
    const schema = executable(graph, shop().handler);
    const field = schema.getQueryType()?.getFields().order;
    if (field !== undefined) field.resolve = () => ({ id: 'mine' });
    const executor = createExecutor({ graph, schema, handler: shop().handler });
    expect(executor.prepare('{ order(id: 1) { id } }', undefined)).toMatchObject({
      planned: false,
      reason: 'Query.order has a resolver of its own.',
    });
    expect(executor.prepare('{ orders { id } }', undefined)).toMatchObject({ planned: true });
  });

  it('lets a scalar that leaves text as it is pass, and serialises what it changes', async () => {
    const typed = fakeGraph({
      sdl: 'scalar Loud type Query { row: Row } type Row { a: Loud b: Loud c: Loud d: [Loud!] }',
    });
    const loud = typed.schema.getType('Loud');
    if (!isScalarType(loud)) throw new Error('unreachable');
    loud.serialize = (value) => {
      if (value === 'bad') throw new TypeError('Loud is not bad.');
      return String(value).toUpperCase();
    };
    const { handler } = fakeSource({ 'Query.row': () => ({ a: 'A"', b: 'b', c: 'bad', d: ['X', 7] }) });
    const { plan } = both(typed, handler);
    const prepared = plan.prepare('{ row { a b c d } }', undefined);
    if ('errors' in prepared) throw new Error('unreachable');
    const { body } = await plan.executeToJson(prepared, {}, fakeContext());
    expect(JSON.parse(String(body))).toMatchObject({
      data: { row: { a: 'A"', b: 'B', c: null, d: ['X', '7'] } },
      errors: [{ path: ['row', 'c'] }],
    });
  });
});

describe('a subscription', () => {
  const streaming = fakeGraph({ sdl: 'type Query { a: Int } type Subscription { ticks: Int! }' });
  const open = async (watch: () => AsyncIterable<unknown>, context = fakeContext()) => {
    const handler = fakeSource({}).handler;
    const executor = createExecutor({
      graph: streaming,
      schema: executable(streaming, handler, { watch }),
      handler,
      newId: () => 'id',
    });
    const prepared = executor.prepare('subscription { ticks }', undefined);
    if ('errors' in prepared) throw new Error('unreachable');
    expect(prepared).toMatchObject({ kind: 'subscription', planned: false });
    const events: unknown[] = [];
    const stream = await executor.subscribe(prepared, {}, context);
    if (!(Symbol.asyncIterator in stream)) return stream;
    for await (const event of stream) events.push(JSON.parse(JSON.stringify(event)));
    return events;
  };

  it('masks the errors of its events, and ends with the error that breaks its stream', async () => {
    const events = await open(async function* () {
      yield 1;
      yield null;
      throw new GatewayError('UPSTREAM_UNAVAILABLE', 'It has gone.');
    });
    expect(events).toMatchObject([
      { data: { ticks: 1 } },
      { data: null, errors: [{ extensions: { code: 'UPSTREAM_MALFORMED' } }] },
      { errors: [{ message: 'It has gone.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] },
    ]);
  });

  it('just ends where it was cancelled', async () => {
    const controller = new AbortController();
    const events = await open(
      async function* () {
        yield 1;
        controller.abort(new GatewayError('CANCELLED'));
        throw controller.signal.reason;
      },
      fakeContext({ signal: controller.signal }),
    );
    expect(events).toEqual([{ data: { ticks: 1 } }]);
  });
});
