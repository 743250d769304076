import { describe, expect, it } from 'vitest';
import { createExecutor, type ExecutorOptions } from '../../../src/execution/executor.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import type { Graph } from '../../../src/graph/graph.ts';
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
  const text = await plan.executeToText(prepared, variables, fakeContext());
  expect(JSON.parse(text.text)).toEqual(result);
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
        message: 'Int cannot represent non-integer value: "many"',
        path: ['orders', 2, 'lines', 1, 'quantity'],
        extensions: { code: 'UPSTREAM_MALFORMED' },
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
});
