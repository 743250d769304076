import type { Clients } from './ordinary-clients.ts';

/** Keeps every answer: lists by their arguments, customers and products by their key, so that only unknown keys go upstream. */
export function createCachedClients(clients: Clients): Clients {
  const orders = new Map<string, ReturnType<Clients['orders']>>();
  return {
    orders(limit, offset) {
      const key = `${limit} ${offset}`;
      let known = orders.get(key);
      if (known === undefined) {
        known = clients.orders(limit, offset);
        orders.set(key, known);
      }
      return known;
    },
    setNote: clients.setNote,
    customers: byKey(clients.customers, (customer) => customer.id),
    products: byKey(clients.products, (product) => product.sku),
  };
}

function byKey<Item>(
  fetchMany: (keys: readonly string[]) => Promise<readonly Item[]>,
  keyOf: (item: Item) => string,
): (keys: readonly string[]) => Promise<readonly Item[]> {
  const known = new Map<string, Item>();
  return async (keys) => {
    const missing = keys.filter((key) => !known.has(key));
    if (missing.length > 0) for (const item of await fetchMany(missing)) known.set(keyOf(item), item);
    return keys.flatMap((key) => known.get(key) ?? []);
  };
}
