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
  return Array.from({ length: ORDER_COUNT }, (_, index) => createOrder(ORDER_COUNT - 1 - index, random));
}

function createOrder(index: number, random: Random): Order {
  return {
    id: orderId(index),
    placedAt: new Date(EPOCH_MS + index * 17 * 60_000).toISOString(),
    status: random.pick(ORDER_STATUSES),
    total: random.between(500, 50_000) / 100,
    currency: random.pick(['EUR', 'EUR', 'USD', 'GBP']),
    customerId: customerId(random.below(CUSTOMER_COUNT)),
    note: random.below(4) === 0 ? random.pick(NOTES) : null,
    lines: Array.from({ length: random.between(1, 4) }, () => ({
      sku: sku(random.below(PRODUCT_COUNT)),
      quantity: random.between(1, 5),
    })),
  };
}
