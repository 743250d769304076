import type { Customer, Order } from '../scene/data.ts';
import { QUERIES } from '../scene/queries.ts';
import { createCachedClients } from './cached-clients.ts';
import { readInput } from './contender.ts';
import { type Endpoint, serveEndpoints } from './hand-written-server.ts';
import { createOrdinaryClients, type Product } from './ordinary-clients.ts';

/** A hand-written endpoint with the ordinary client libraries. */
const { upstream, cached } = readInput();
const ordinary = createOrdinaryClients(upstream);
const clients = cached ? createCachedClients(ordinary) : ordinary;

const joined =
  (limit: number, name = 'orders'): Endpoint =>
  async ({ offset }) => {
    const orders = await clients.orders(limit, offset);
    const [customers, products] = await Promise.all([
      clients.customers([...new Set(orders.map((order) => order.customerId))]),
      clients.products([...new Set(orders.flatMap((order) => order.lines.map((line) => line.sku)))]),
    ]);
    const customerById = new Map(customers.map((customer) => [customer.id, customer]));
    const productBySku = new Map(products.map((product) => [product.sku, product]));
    return JSON.stringify({ data: { [name]: orders.map((order) => joinedOrder(order, customerById, productBySku)) } });
  };

function joinedOrder(
  { id, total, customerId, lines }: Order,
  customers: ReadonlyMap<string, Customer>,
  products: ReadonlyMap<string, Product>,
): unknown {
  const customer = customers.get(customerId);
  return {
    id,
    total,
    customer: customer === undefined ? null : { name: customer.name, address: { city: customer.address.city } },
    lines: lines.map(({ sku, quantity }) => {
      const product = products.get(sku);
      return { quantity, product: product === undefined ? null : { title: product.title, price: product.price } };
    }),
  };
}

const list =
  (limit: number, pick: (order: Order) => unknown): Endpoint =>
  async ({ offset }) =>
    JSON.stringify({ data: { orders: (await clients.orders(limit, offset)).map(pick) } });

serveEndpoints(
  new Map<string, Endpoint>([
    [QUERIES.Q1, joined(20)],
    [QUERIES.Q2, list(20, ({ id, total, currency }) => ({ id, total, currency }))],
    [QUERIES.Q4, list(1_000, ({ id, placedAt, total, currency }) => ({ id, placedAt, total, currency }))],
    [QUERIES.Q5, async () => JSON.stringify({ data: { __typename: 'Query' } })],
    [
      QUERIES.Mutation,
      async () => {
        const { id, total } = await clients.setNote('o-7', 'ring twice');
        return JSON.stringify({ data: { setNote: { id, total } } });
      },
    ],
    [QUERIES.Q1Fragment, joined(20, 'latest')],
    [QUERIES.Q1Same, joined(20)],
    [QUERIES.Q1x5, joined(5)],
    [QUERIES.Q1x100, joined(100)],
  ]),
);
