import { EPOCH_MS, PRODUCT_COUNT, sku } from './keys.ts';
import { createRandom, type Random } from './random.ts';

const ADJECTIVES = ['Blue', 'Folding', 'Quiet', 'Sturdy', 'Tiny', 'Wooden', 'Bright', 'Slow'];
const NOUNS = ['Kettle', 'Atlas', 'Rake', 'Puzzle', 'Lantern', 'Teapot', 'Spade', 'Novel', 'Kite', 'Whisk'];
const COLOURS = ['red', 'green', 'blue', 'grey'];
const CATEGORIES = ['CATEGORY_BOOKS', 'CATEGORY_GARDEN', 'CATEGORY_KITCHEN', 'CATEGORY_TOYS'] as const;

export interface Money {
  readonly currency: string;
  readonly units: string;
  readonly nanos: number;
}

export interface Timestamp {
  readonly seconds: string;
  readonly nanos: number;
}

/** As the wire has it: 64-bit integers are text. */
export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
  readonly stock: string;
  readonly category: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly updated_at: Timestamp;
}

export function createProducts(): Map<string, Product> {
  const random = createRandom(3);
  return new Map(
    Array.from({ length: PRODUCT_COUNT }, (_, index) => {
      const product = createProduct(index, random);
      return [product.sku, product];
    }),
  );
}

function createProduct(index: number, random: Random): Product {
  return {
    sku: sku(index),
    title: `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)}`,
    price: { currency: 'EUR', units: String(random.between(2, 250)), nanos: random.below(100) * 10_000_000 },
    // One product has more pieces than a double can count.
    stock: index === 0 ? '9007199254740993' : String(random.below(2_000)),
    category: random.pick(CATEGORIES),
    labels: { colour: random.pick(COLOURS), ...(random.below(3) === 0 ? { eco: 'yes' } : undefined) },
    updated_at: { seconds: String(EPOCH_MS / 1_000 + index * 60), nanos: 0 },
  };
}
