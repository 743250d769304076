/** What the upstream services of the scene hold: pure functions of an index, so that nothing is stored or shared. */
export interface Order {
  readonly id: string;
  readonly placedAt: string;
  readonly total: number;
  readonly currency: string;
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly address: { readonly street: string; readonly city: string; readonly country: string };
}

export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly price: { readonly units: number; readonly nanos: number; readonly currency: string };
  readonly stock: number;
}

export const CUSTOMERS = 200;
export const PRODUCTS = 600;
const CITIES = ['Berlin', 'Zürich', 'Bologna', 'Lyon', 'Dublin'];

/** 20 orders have 20 customers and 60 products between them. */
export const orderAt = (index: number): Order => ({
  id: `o-${index + 1}`,
  placedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
  total: ((index * 7_919) % 50_000) / 100,
  currency: index % 3 === 0 ? 'USD' : 'EUR',
  customerId: `c-${(index % CUSTOMERS) + 1}`,
  lines: [0, 1, 2].map((line) => ({ sku: `sku-${((index * 3 + line) % PRODUCTS) + 1}`, quantity: line + 1 })),
});

export const customerAt = (index: number): Customer => ({
  id: `c-${index + 1}`,
  // Every fourth name has a character that XML must escape.
  name: index % 4 === 0 ? `Hopper & Daughters ${index + 1}` : `Ada Lovelace ${index + 1}`,
  email: `customer.${index + 1}@bench.example`,
  address: { street: `Canal Street ${index + 1}`, city: CITIES[index % CITIES.length] ?? '', country: 'DE' },
});

export const productAt = (index: number): Product => ({
  sku: `sku-${index + 1}`,
  title: `Folding Kettle No. ${index + 1}`,
  // No zero: a contender that answers null where protobuf leaves a default out could not be compared.
  price: { units: 1 + ((index * 37) % 250), nanos: (1 + (index % 99)) * 10_000_000, currency: 'EUR' },
  stock: 1 + index * 11,
});
