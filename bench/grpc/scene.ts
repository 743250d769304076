import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const protoPath = fileURLToPath(new URL('../../schemas/catalog.proto', import.meta.url));
export const protoText = readFileSync(protoPath, 'utf8');

/** As the reference codec takes it. */
export function products(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    sku: `SKU-${String(index).padStart(6, '0')}`,
    title: `Garden chair of oiled teak, number ${index}`,
    price: { currency: 'EUR', units: String(19 + (index % 400)), nanos: 990_000_000 },
    stock: String(index * 37),
    category: index % 5,
    labels: { colour: index % 2 === 0 ? 'red' : 'blue', size: 'XL' },
    updatedAt: { seconds: String(1_700_000_000 + index), nanos: 120_000_000 },
    updated_at: { seconds: String(1_700_000_000 + index), nanos: 120_000_000 },
  }));
}
