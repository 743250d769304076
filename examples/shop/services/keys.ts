/** How much the demo has, and how its services name what they share. */
export const ORDER_COUNT = 1_200;
export const CUSTOMER_COUNT = 200;
export const PRODUCT_COUNT = 500;

export const orderId = (index: number): string => `o-${1_000 + index}`;
export const customerId = (index: number): string => `c-${String(index + 1).padStart(3, '0')}`;
export const sku = (index: number): string => `sku-${String(index + 1).padStart(4, '0')}`;

/** The demo's clock starts here, so that dates are the same on every run. */
export const EPOCH_MS = Date.UTC(2026, 0, 5, 8, 0, 0);
