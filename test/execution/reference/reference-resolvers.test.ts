import { execute, parse, subscribe } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import { guardFields } from '../../../src/execution/reference/guard-fields.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { executable } from '../executable.ts';
import { fakeCall, fakeContext, fakeGraph, keyedLink, template } from '../fake-graph.ts';
import { byKeys, fakeSource } from '../fake-source.ts';

async function run(graph: Graph, handler: Handler, query: string, variables: Record<string, unknown> = {}) {
  const schema = executable(graph, handler);
  const result = await execute({
    schema,
    document: parse(query),
    contextValue: fakeContext(),
    variableValues: variables,
  });
  return JSON.parse(JSON.stringify(result)) as { data: unknown; errors?: { message: string; path: unknown[] }[] };
}

const SHOP = `
  type Query { orders: [Order!] order(id: ID!): Order customers(keys: [ID!]!): [Customer] invoice(id: ID!, lang: String = "en"): Invoice
    reviews(keys: [ID!]!, first: Int): ReviewPage stock(keys: [ID!]!): [Stock] pets: [Pet] toys: [Toy] }
  type Mutation { rename(name: String): Customer }
  type Order { id: ID! total: Float customerId: ID invoiceId: ID skus: [String] customer: Customer invoice: Invoice customers: [Customer] products: [Stock] }
  type Customer { id: ID name: String reviews(first: Int = 3): [Review!]! amount: Int place: Place }
  type Place { city: String }
  type Invoice { id: ID lang: String }
  type ReviewPage { items: [Review] }
  type Review { stars: Int customerId: ID }
  type Stock { sku: ID amount: Int place: Place }
  interface Pet { name: String }
  type Dog implements Pet { name: String bark: String }
  type Cat implements Pet { name: String }
  type Toy { toString: String named: String }
`;

const graph = fakeGraph({
  sdl: SHOP,
  graphTypeNames: new Map([['Hound', 'Dog']]),
  routes: {
    'Order.customer': keyedLink('Query.customers', 'customerId', 'id'),
    'Order.products': keyedLink('Query.stock', 'skus', 'sku', {
      many: true,
      keyed: { keys: [['skus']], by: [['sku']], arg: ['keys'], max: 100, list: true },
    }),
    'Order.invoice': {
      kind: 'link',
      target: fakeCall('Query.invoice'),
      targetCoordinate: 'Query.invoice',
      requires: [['invoiceId']],
      resultPath: [],
      args: [{ path: ['id'], value: template('{invoiceId}') }],
      many: false,
    },
    'Customer.reviews': keyedLink('Query.reviews', 'id', 'customerId', {
      many: true,
      resultPath: ['items'],
      args: [{ path: ['first'], value: template('{args.first}') }],
    }),
    'Customer.amount': keyedLink('Query.stock', 'id', 'sku', { hoist: 'amount' }),
    'Customer.place': keyedLink('Query.stock', 'id', 'sku', { hoist: 'place' }),
    'Toy.named': { kind: 'property', property: 'label' },
  },
});

const CUSTOMERS = [
  { id: 1, name: 'Ada', secret: 1 },
  { id: '2', name: 'Bob', secret: 2 },
];
const STOCK = [
  { sku: '1', amount: 10, place: { city: 'Oslo' } },
  { sku: 'a', amount: 5, place: null },
];

function shop() {
  return fakeSource({
    'Query.orders': () => [
      { id: 'o1', total: 1.5, customerId: '1', invoiceId: 7, skus: ['a', 'zz', null, '1'] },
      { id: 'o2', total: 2, customerId: 2, invoiceId: 7, skus: null },
      { id: 'o3', total: 2, customerId: '1', invoiceId: null, skus: [] },
      { id: 'o4', total: 2, customerId: '99', invoiceId: 8, skus: ['a'] },
      { id: 'o5', total: 2, customerId: null, invoiceId: 8 },
    ],
    'Query.customers': ({ keys }) => byKeys(CUSTOMERS, 'id', keys).reverse(),
    'Query.invoice': ({ id, lang }) => ({ id, lang }),
    'Query.stock': ({ keys }) => byKeys(STOCK, 'sku', keys),
    'Query.reviews': ({ keys, first }) => ({
      items: (keys as string[]).flatMap((key) => [
        { stars: first, customerId: key },
        { stars: 1, customerId: key },
      ]),
    }),
    'Query.pets': () => [
      { __typename: 'Hound', name: 'Rex', bark: 'wuff' },
      { __typename: 'Cat', name: 'Tom' },
    ],
    'Query.toys': () => [{ label: 'ball' }, 'garbage'],
    'Mutation.rename': ({ name }) => {
      Object.assign(CUSTOMERS[0] ?? {}, { name });
      return { id: '1', name };
    },
  });
}

describe('reference resolvers', () => {
  it('follow a keyed link with one call, by key, null where there is no item', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ orders { id customer { name } } }');
    expect(result).toEqual({
      data: {
        orders: [
          { id: 'o1', customer: { name: 'Ada' } },
          { id: 'o2', customer: { name: 'Bob' } },
          { id: 'o3', customer: { name: 'Ada' } },
          { id: 'o4', customer: null },
          { id: 'o5', customer: null },
        ],
      },
    });
    expect(source.calls.map(({ operation }) => operation.coordinate)).toEqual(['Query.orders', 'Query.customers']);
    const [orders, customers] = source.calls;
    expect(orders?.selection?.key).toBe('customerId,id');
    expect(customers?.selection?.key).toBe('id,name');
    expect([...(customers?.batch?.keys ?? [])]).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['99', '99'],
    ]);
  });

  it('give the same selection object to every run of one document', async () => {
    const source = shop();
    const schema = executable(graph, source.handler);
    const document = parse('query ($with: Boolean!) { orders { id total @include(if: $with) } }');
    for (const flag of [true, false]) {
      await execute({ schema, document, contextValue: fakeContext(), variableValues: { with: flag } });
    }
    expect(source.calls[0]?.selection?.key).toBe('id,total');
    expect(source.calls[1]?.selection).toBe(source.calls[0]?.selection);
  });

  it('group the items of a list link, with its own arguments, and find them at the result path', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ orders { customer { reviews { stars } } } }');
    const reviews = [{ stars: 3 }, { stars: 1 }];
    expect(result.data).toEqual({
      orders: [
        { customer: { reviews } },
        { customer: { reviews } },
        { customer: { reviews } },
        { customer: null },
        { customer: null },
      ],
    });
    expect(source.calls.at(-1)?.args).toEqual({ first: 3 });
    expect(source.calls.at(-1)?.selection?.key).toBe('items{customerId,stars}');
  });

  it('follow a key path that ends in a list, in its order', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ orders { products { amount } } }');
    expect(result.data).toEqual({
      orders: [
        { products: [{ amount: 5 }, null, null, { amount: 10 }] },
        { products: [] },
        { products: [] },
        { products: [{ amount: 5 }] },
        { products: [] },
      ],
    });
    expect(source.calls).toHaveLength(2);
  });

  it('make one call per distinct set of arguments, typed as the target takes them, with its defaults', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ orders { invoice { id lang } } }');
    expect(result.data).toEqual({
      orders: [
        { invoice: { id: '7', lang: 'en' } },
        { invoice: { id: '7', lang: 'en' } },
        { invoice: null },
        { invoice: { id: '8', lang: 'en' } },
        { invoice: { id: '8', lang: 'en' } },
      ],
    });
    expect(source.calls.slice(1).map(({ args }) => args)).toEqual([
      { lang: 'en', id: '7' },
      { lang: 'en', id: '8' },
    ]);
  });

  it('share one call between the hoisted fields of a merge', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ orders { customer { amount place { city } } } }');
    expect(result.data).toMatchObject({
      orders: [{ customer: { amount: 10, place: { city: 'Oslo' } } }, { customer: { amount: null } }, {}, {}, {}],
    });
    expect(source.calls).toHaveLength(3);
  });

  it('tell abstract types apart by the name that the source uses', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ pets { __typename name ... on Dog { bark } } }');
    expect(result.data).toEqual({
      pets: [
        { __typename: 'Dog', name: 'Rex', bark: 'wuff' },
        { __typename: 'Cat', name: 'Tom' },
      ],
    });
  });

  it('read own properties only, under the name of the source, and refuse what is no object', async () => {
    const source = shop();
    const result = await run(graph, source.handler, '{ toys { toString named } }');
    expect(result.data).toEqual({ toys: [{ toString: null, named: 'ball' }, null] });
    expect(result.errors).toMatchObject([
      { message: 'Expected an object of type "Toy", but the service answered a string.', path: ['toys', 1] },
    ]);
  });

  it('do not answer a read after a write from what was loaded before it', async () => {
    const sdl = `type Query { customers(keys: [ID!]!): [Customer] } type Mutation { rename(name: String): Order }
      type Order { customerId: ID customer: Customer } type Customer { id: ID name: String }`;
    const mutable = fakeGraph({ sdl, routes: { 'Order.customer': keyedLink('Query.customers', 'customerId', 'id') } });
    let current = '';
    const source = fakeSource({
      'Mutation.rename': ({ name }) => {
        current = String(name);
        return { customerId: 1 };
      },
      'Query.customers': () => [{ id: 1, name: current }],
    });
    const result = await run(
      mutable,
      source.handler,
      'mutation { a: rename(name: "A") { customer { name } } b: rename(name: "B") { customer { name } } }',
    );
    expect(result.data).toEqual({ a: { customer: { name: 'A' } }, b: { customer: { name: 'B' } } });
  });

  it('let one key fail alone', async () => {
    const source = shop();
    const handler: Handler = async (call) => {
      const answer = await source.handler(call);
      if (call.batch !== undefined)
        (answer as Map<string, unknown>).set('2', new GatewayError('UPSTREAM_REJECTED', 'No such customer.'));
      return answer;
    };
    const result = await run(graph, handler, '{ orders { customer { name } } }');
    expect(result.data).toMatchObject({ orders: [{ customer: { name: 'Ada' } }, { customer: null }, {}, {}, {}] });
    expect(result.errors).toMatchObject([{ message: 'No such customer.', path: ['orders', 1, 'customer'] }]);
  });

  it('stream the events of a subscription, each answered afresh', async () => {
    const sdl = `type Query { customers(keys: [ID!]!): [Customer] } type Subscription { changed: Order }
      type Order { customerId: ID customer: Customer } type Customer { id: ID name: String }`;
    const streaming = fakeGraph({
      sdl,
      routes: { 'Order.customer': keyedLink('Query.customers', 'customerId', 'id') },
    });
    const source = fakeSource({ 'Query.customers': () => [{ id: 1, name: 'Ada' }] });
    const schema = executable(streaming, source.handler, {
      watch: async function* () {
        yield { customerId: 1 };
        yield { customerId: 1 };
      },
    });
    const events = await subscribe({
      schema,
      document: parse('subscription { changed { customer { name } } }'),
      contextValue: fakeContext(),
    });
    const seen: unknown[] = [];
    for await (const event of events as AsyncIterable<unknown>) seen.push(JSON.parse(JSON.stringify(event)));
    expect(seen).toEqual(Array(2).fill({ data: { changed: { customer: { name: 'Ada' } } } }));
    expect(source.calls).toHaveLength(2);
  });

  it('ask the checks of guarded fields before anything is fetched', async () => {
    const source = shop();
    const schema = executable(graph, source.handler);
    guardFields(schema, (coordinate) => {
      if (coordinate === 'Order.customer')
        return (parent) => (parent as { id: string }).id === 'o1' || new GatewayError('FORBIDDEN', 'Not yours.');
      if (coordinate === 'Query.order') return async () => new GatewayError('UNAUTHENTICATED', 'Who are you?');
      return undefined;
    });
    const document = parse('{ order(id: 1) { id } orders { id customer { name } } }');
    const result = await execute({ schema, document, contextValue: fakeContext() });
    expect(result.errors?.map(({ message, path }) => [message, path?.join('.')])).toEqual(
      expect.arrayContaining([
        ['Who are you?', 'order'],
        ['Not yours.', 'orders.1.customer'],
      ]),
    );
    expect(source.calls.map(({ operation }) => operation.coordinate)).toEqual(['Query.orders', 'Query.customers']);
    expect([...(source.calls[1]?.batch?.keys.keys() ?? [])]).toEqual(['1']);
  });
});

describe('a list of which one item fails at once', () => {
  it('leaves no rejection unheard that comes later', async () => {
    const sdl = `type Query { rows: [Row!]! items(keys: [ID!]!): [Item] } type Row { key: ID! item: Item! } type Item { id: ID }`;
    const rows = fakeGraph({ sdl, routes: { 'Row.item': keyedLink('Query.items', 'key', 'id') } });
    const source = fakeSource({
      'Query.rows': () => [{ key: '1' }, null],
      'Query.items': () => {
        throw new GatewayError('UPSTREAM_FAILED');
      },
    });
    const unheard: unknown[] = [];
    const listen = (reason: unknown): void => {
      unheard.push(reason);
    };
    process.prependListener('unhandledRejection', listen);
    try {
      const result = await run(rows, source.handler, '{ rows { item { id } } }');
      expect(result).toMatchObject({
        data: null,
        errors: [{ message: 'Cannot return null for non-nullable field Query.rows.' }],
      });
      // Node tells of unheard rejections before it turns to immediates.
      await new Promise((resolve) => setImmediate(resolve));
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});
