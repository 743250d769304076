import type { Order } from '../scene/data.ts';
import { QUERIES, rows } from '../scene/queries.ts';
import { readInput } from './contender.ts';
import { type Endpoint, serveEndpoints } from './hand-written-server.ts';
import { type CustomerRow, createRawClients, type ProductRow, type RawClients } from './raw-clients.ts';

/** A hand-written endpoint with hand-written codecs: the limit that the gateways are measured against. */
const { upstream, cached } = readInput();
const raw = createRawClients(upstream);
const clients = cached ? createCachedRawClients(raw) : raw;

const joined =
  (limit: number, name = 'orders'): Endpoint =>
  async ({ offset }) => {
    const orders = await clients.orders(limit, offset);
    const ids = new Set<string>();
    const skus = new Set<string>();
    for (const { customerId, lines } of orders) {
      ids.add(customerId);
      for (const line of lines) skus.add(line.sku);
    }
    const [customers, products] = await Promise.all([clients.customers([...ids]), clients.products([...skus])]);
    let rows = '';
    for (const order of orders) rows += `${rows === '' ? '' : ','}${writeJoined(order, customers, products)}`;
    return `{"data":{"${name}":[${rows}]}}`;
  };

function writeJoined(
  { id, total, customerId, lines }: Order,
  customers: ReadonlyMap<string, CustomerRow>,
  products: ReadonlyMap<string, ProductRow>,
): string {
  const customer = customers.get(customerId);
  const who =
    customer === undefined ? 'null' : `{"name":${quote(customer.name)},"address":{"city":${quote(customer.city)}}}`;
  let items = '';
  for (const { sku, quantity } of lines) {
    const product = products.get(sku);
    const what =
      product === undefined
        ? 'null'
        : `{"title":${quote(product.title)},"price":{"units":"${product.units}","nanos":${product.nanos},"currency":${quote(product.currency)}}}`;
    items += `${items === '' ? '' : ','}{"quantity":${quantity},"product":${what}}`;
  }
  return `{"id":${quote(id)},"total":${total},"customer":${who},"lines":[${items}]}`;
}

/** Almost no text needs an escape. */
const quote = (text: string): string => (/["\\]|[^ -\uffff]/.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Over a thousand rows the engine's own serialiser is as fast as joined text. */
const list =
  (limit: number, pick: (order: Order) => unknown): Endpoint =>
  async ({ offset }) =>
    JSON.stringify({ data: { orders: (await clients.orders(limit, offset)).map(pick) } });

const long = (limit: number): Endpoint =>
  list(limit, ({ id, placedAt, total, currency }) => ({ id, placedAt, total, currency }));

function createCachedRawClients(clients: RawClients): RawClients {
  const orders = new Map<string, Promise<readonly Order[]>>();
  const customers = new Map<string, CustomerRow>();
  const products = new Map<string, ProductRow>();
  const fill = async <Row>(
    known: Map<string, Row>,
    keys: readonly string[],
    fetchMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>,
  ): Promise<ReadonlyMap<string, Row>> => {
    const missing = keys.filter((key) => !known.has(key));
    if (missing.length > 0) for (const [key, row] of await fetchMany(missing)) known.set(key, row);
    return known;
  };
  return {
    orders(limit, offset) {
      const key = `${limit} ${offset}`;
      const known = orders.get(key) ?? clients.orders(limit, offset);
      orders.set(key, known);
      return known;
    },
    setNote: clients.setNote,
    customers: (ids) => fill(customers, ids, clients.customers),
    products: (skus) => fill(products, skus, clients.products),
  };
}

serveEndpoints(
  new Map<string, Endpoint>([
    [QUERIES.Q1, joined(20)],
    [QUERIES.Q2, list(20, ({ id, total, currency }) => ({ id, total, currency }))],
    [QUERIES.Q4, long(1_000)],
    [QUERIES.Q5, async () => '{"data":{"__typename":"Query"}}'],
    [
      QUERIES.Mutation,
      async () => {
        const { id, total } = await clients.setNote('o-7', 'ring twice');
        return `{"data":{"setNote":{"id":${quote(id)},"total":${total}}}}`;
      },
    ],
    [QUERIES.Q1Fragment, joined(20, 'latest')],
    [QUERIES.Q1Same, joined(20)],
    [QUERIES.Q1x5, joined(5)],
    [QUERIES.Q1x100, joined(100)],
    ...[10, 100, 1_000, 10_000].map((limit): [string, Endpoint] => [rows(limit), long(limit)]),
  ]),
);
