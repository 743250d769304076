import { CUSTOMER_COUNT, customerId } from './keys.ts';
import { createRandom, type Random } from './random.ts';

const FIRST_NAMES = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Frances', 'Grace', 'Hedy', 'John', 'Karen', 'Tim'];
const LAST_NAMES = ['Allen', 'Dijkstra', 'Hamilton', 'Hopper', 'Lamarr', 'Liskov', 'Lovelace', 'Sparck', 'Turing'];
const STREETS = ['Am Markt', 'Canal Street', 'Via Roma', 'Rue de la Paix', 'Kirchgasse', 'O’Connell Street'];
const CITIES = [
  ['Berlin', 'DE'],
  ['Zürich', 'CH'],
  ['Bologna', 'IT'],
  ['Lyon', 'FR'],
  ['Dublin', 'IE'],
  ['Gdańsk', 'PL'],
] as const;

export interface Customer {
  readonly id: string;
  readonly since: string;
  readonly name: string;
  email: string | null;
  readonly tier: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly phones: readonly { readonly kind: string; readonly number: string }[];
  readonly creditLimit: string | undefined;
}

export function createCustomers(): Map<string, Customer> {
  const random = createRandom(2);
  return new Map(
    Array.from({ length: CUSTOMER_COUNT }, (_, index) => {
      const customer = createCustomer(index, random);
      return [customer.id, customer];
    }),
  );
}

function createCustomer(index: number, random: Random): Customer {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  const [city, country] = random.pick(CITIES);
  const phone = (kind: string) => ({ kind, number: `+49 30 ${random.between(100_000, 999_999)}` });
  return {
    id: customerId(index),
    since: new Date(Date.UTC(random.between(2015, 2025), random.below(12), random.between(1, 28)))
      .toISOString()
      .slice(0, 10),
    name: `${first} ${last}`,
    email: random.below(8) === 0 ? null : `${first}.${last}.${index + 1}@shop.example`.toLowerCase(),
    tier: random.pick(['standard', 'standard', 'silver', 'gold']),
    address: {
      street: `${random.pick(STREETS)} ${random.between(1, 99)}`,
      city,
      postalCode: String(random.between(10_000, 99_999)),
      country,
    },
    phones: ['home', 'work'].slice(0, random.below(3)).map(phone),
    creditLimit: random.below(3) === 0 ? undefined : `${random.between(1, 50) * 100}.00`,
  };
}
