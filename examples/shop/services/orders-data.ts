import { createProducts, type Product } from './catalog-data.ts';
import { CUSTOMER_COUNT, customerId, EPOCH_MS, ORDER_COUNT, orderId, PRODUCT_COUNT, sku } from './keys.ts';
import { createRandom, type Random } from './random.ts';

export const ORDER_STATUSES = ['pending', 'paid', 'shipped', 'delivered', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly placedAt: string;
  status: OrderStatus;
  readonly total: number;
  readonly currency: string;
  readonly customerId: string;
  readonly note: string | null;
  readonly lines: readonly OrderLine[];
}

const NOTES = ['Please ring twice.', 'Leave it with the neighbour.', 'A gift: no invoice in the parcel.'];

/** Newest first. */
export function createOrders(): Order[] {
  const random = createRandom(1);
  const products = createProducts();
  return Array.from({ length: ORDER_COUNT }, (_, index) => createOrder(ORDER_COUNT - 1 - index, random, products));
}

function createOrder(index: number, random: Random, products: ReadonlyMap<string, Product>): Order {
  const lines = Array.from({ length: random.between(1, 4) }, () => ({
    sku: sku(random.below(PRODUCT_COUNT)),
    quantity: random.between(1, 5),
  }));
  const cents = lines.reduce((sum, line) => sum + line.quantity * centsOf(products.get(line.sku)), 0);
  return {
    id: orderId(index),
    placedAt: new Date(EPOCH_MS + index * 17 * 60_000).toISOString(),
    status: random.pick(ORDER_STATUSES),
    total: cents / 100,
    currency: 'EUR',
    customerId: customerId(random.below(CUSTOMER_COUNT)),
    note: random.below(4) === 0 ? random.pick(NOTES) : null,
    lines,
  };
}

function centsOf(product: Product | undefined): number {
  return product === undefined ? 0 : Number(product.price.units) * 100 + product.price.nanos / 10_000_000;
}
