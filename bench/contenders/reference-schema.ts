import DataLoader from 'dataloader';
import type { Customer, Order } from '../scene/data.ts';
import { createCachedClients } from './cached-clients.ts';
import { readInput } from './contender.ts';
import { createOrdinaryClients, type Product } from './ordinary-clients.ts';

/** The scene's graph as one writes it by hand for any GraphQL server: SDL, resolvers, a DataLoader for each join. */
export const typeDefs = /* GraphQL */ `
  type Query { orders(limit: Int = 20, offset: Int = 0): [Order!]! }
  type Mutation { setNote(id: String!, note: String!): Order! }
  type Order {
    id: String!
    placedAt: String!
    total: Float!
    currency: String!
    customerId: String!
    customer: Customer
    lines: [OrderLine!]!
  }
  type OrderLine { sku: String! quantity: Int! product: Product }
  type Customer { id: String! name: String! email: String! address: Address! }
  type Address { street: String! city: String! country: String! }
  "64-bit integers are text, so that none is rounded."
  type Product { sku: String! title: String! price: Money! stock: String! }
  type Money { units: String! nanos: Int! currency: String! }
`;

export interface Loaders {
  readonly customers: DataLoader<string, Customer | null>;
  readonly products: DataLoader<string, Product | null>;
}

const { upstream, cached } = readInput();
const ordinary = createOrdinaryClients(upstream);
const clients = cached ? createCachedClients(ordinary) : ordinary;

/** Fresh for each request. */
export function createLoaders(): Loaders {
  return {
    customers: new DataLoader((ids) => matched(ids, clients.customers(ids), (customer) => customer.id)),
    products: new DataLoader((skus) => matched(skus, clients.products(skus), (product) => product.sku)),
  };
}

async function matched<Item>(
  keys: readonly string[],
  items: Promise<readonly Item[]>,
  keyOf: (item: Item) => string,
): Promise<(Item | null)[]> {
  const byKey = new Map((await items).map((item) => [keyOf(item), item]));
  return keys.map((key) => byKey.get(key) ?? null);
}

export const resolvers = {
  Query: {
    orders: (_root: unknown, { limit, offset }: { limit: number; offset: number }) => clients.orders(limit, offset),
  },
  Mutation: {
    setNote: (_root: unknown, { id, note }: { id: string; note: string }) => clients.setNote(id, note),
  },
  Order: {
    customer: ({ customerId }: Order, _args: unknown, { customers }: Loaders) => customers.load(customerId),
  },
  OrderLine: {
    product: ({ sku }: Order['lines'][number], _args: unknown, { products }: Loaders) => products.load(sku),
  },
};
