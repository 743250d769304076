import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
  type Timestamp,
  timestampDate,
} from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { codecOf, select } from './own.ts';
import { products, protoPath, protoText } from './scene.ts';

// biome-ignore lint/suspicious/noExplicitAny: the references' dynamic messages have no static type.
type Dynamic = any;

const root = await protobuf.load(protoPath);
root.resolveAll();
const Reference = root.lookupType('shop.catalog.v1.GetProductsResponse');
const set = (root as Dynamic).toDescriptor('proto3') as protobuf.Message;
// Its names are relative, which protobuf-es does not take.
for (const file of (set as Dynamic).file) {
  const fix = (message: Dynamic): void => {
    for (const field of message.field) {
      if (field.typeName && !field.typeName.startsWith('.')) {
        const isLocal = !field.typeName.includes('.');
        const nested = message.nestedType.some(({ name }: Dynamic) => name === field.typeName);
        field.typeName = isLocal
          ? `.${file.package}.${nested ? `${message.name}.` : ''}${field.typeName}`
          : `.${field.typeName}`;
      }
    }
    message.nestedType.forEach(fix);
  };
  file.messageType.forEach(fix);
  file.service = [];
}
const bytesOfSet = (descriptor as Dynamic).FileDescriptorSet.encode(set).finish() as Uint8Array;
const catalog = fromBinary(FileDescriptorSetSchema, bytesOfSet).file.find((file) => file.package === 'shop.catalog.v1');
if (catalog === undefined) throw new Error('no file');
catalog.dependency = ['google/protobuf/timestamp.proto'];
const registry = createFileRegistry(catalog, () => file_google_protobuf_timestamp);
const Es = registry.getMessage('shop.catalog.v1.GetProductsResponse');
if (Es === undefined) throw new Error('no message');

const CATEGORIES = ['UNSPECIFIED', 'BOOKS', 'GARDEN', 'KITCHEN', 'TOYS'];
const stamp = (seconds: number, nanos: number): string => new Date(seconds * 1000 + nanos / 1e6).toISOString();

const protobufjsAll = (bytes: Uint8Array): unknown =>
  (Reference.decode(bytes) as Dynamic).products.map((p: Dynamic) => ({
    sku: p.sku,
    title: p.title,
    price: p.price && { currency: p.price.currency, units: p.price.units.toString(), nanos: p.price.nanos },
    stock: p.stock.toString(),
    category: CATEGORIES[p.category],
    labels: Object.keys(p.labels).map((key) => ({ key, value: p.labels[key] })),
    updatedAt: p.updatedAt && stamp(Number(p.updatedAt.seconds), p.updatedAt.nanos),
  }));
const protobufjsHalf = (bytes: Uint8Array): unknown =>
  (Reference.decode(bytes) as Dynamic).products.map((p: Dynamic) => ({
    sku: p.sku,
    price: p.price && { currency: p.price.currency, units: p.price.units.toString() },
    stock: p.stock.toString(),
    category: CATEGORIES[p.category],
  }));
const esAll = (bytes: Uint8Array): unknown =>
  (fromBinary(Es, bytes) as Dynamic).products.map((p: Dynamic) => ({
    sku: p.sku,
    title: p.title,
    price: p.price && { currency: p.price.currency, units: p.price.units.toString(), nanos: p.price.nanos },
    stock: p.stock.toString(),
    category: CATEGORIES[p.category],
    labels: Object.keys(p.labels).map((key) => ({ key, value: p.labels[key] })),
    updatedAt: p.updatedAt && timestampDate(p.updatedAt as Timestamp).toISOString(),
  }));
const esHalf = (bytes: Uint8Array): unknown =>
  (fromBinary(Es, bytes) as Dynamic).products.map((p: Dynamic) => ({
    sku: p.sku,
    price: p.price && { currency: p.price.currency, units: p.price.units.toString() },
    stock: p.stock.toString(),
    category: CATEGORIES[p.category],
  }));

const own = codecOf(protoText, 'shop.catalog.v1.GetProductsResponse', 'products');
const half = select('sku,price{currency,units},stock,category');

function rate(run: () => unknown, milliseconds: number): number {
  const end = performance.now() + milliseconds;
  let count = 0;
  while (performance.now() < end) {
    run();
    run();
    run();
    run();
    count += 4;
  }
  return (count / milliseconds) * 1000;
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

for (const count of [20, 2000]) {
  const bytes = Buffer.from(Reference.encode(Reference.fromObject({ products: products(count) })).finish());
  const contenders: Record<string, () => unknown> = {
    'own, all': () => own(undefined, bytes),
    'own, half': () => own(half, bytes),
    'protobufjs, all': () => protobufjsAll(bytes),
    'protobufjs, half': () => protobufjsHalf(bytes),
    'protobuf-es, all': () => esAll(bytes),
    'protobuf-es, half': () => esHalf(bytes),
  };
  const text = (name: string): string => JSON.stringify(contenders[name]?.());
  for (const part of ['all', 'half']) {
    const expected = text(`protobufjs, ${part}`);
    for (const name of ['own', 'protobuf-es']) {
      if (text(`${name}, ${part}`) !== expected)
        throw new Error(
          `${name}, ${part} differs:\n${text(`${name}, ${part}`).slice(0, 400)}\n${expected.slice(0, 400)}`,
        );
    }
  }
  const rates: Record<string, number[]> = {};
  const slice = count > 100 ? 400 : 200;
  for (const run of Object.values(contenders)) rate(run, 500);
  for (let round = 0; round < 5; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      rates[name] = [...(rates[name] ?? []), rate(run, slice)];
    }
  }
  console.log(`\n${count} items, ${bytes.length} bytes; messages per second, and relative to the faster reference`);
  for (const part of ['all', 'half']) {
    const best = Math.max(median(rates[`protobufjs, ${part}`] ?? []), median(rates[`protobuf-es, ${part}`] ?? []));
    for (const name of ['own', 'protobufjs', 'protobuf-es']) {
      const value = median(rates[`${name}, ${part}`] ?? []);
      console.log(`  ${part.padEnd(5)}${name.padEnd(12)}${value.toFixed(0).padStart(9)}  ${(value / best).toFixed(2)}`);
    }
  }
}
