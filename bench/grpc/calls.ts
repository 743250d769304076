import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { grpc } from '../../src/sources/grpc/index.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import type { CallConnector } from '../../src/sources/source.ts';
import { Canceller } from '../../src/utils/cancel-signal.ts';
import { select } from './own.ts';
import { products, protoPath } from './scene.ts';

// biome-ignore lint/suspicious/noExplicitAny: the reference's dynamic client has no static type.
type Dynamic = any;

const CONCURRENCY = 32;
const ITEMS = 60;
const skus = products(ITEMS).map(({ sku }) => String(sku));

const reference = (await protobuf.load(protoPath)).lookupType('shop.catalog.v1.GetProductsResponse');
const answer = reference.encode(reference.fromObject({ products: products(ITEMS) })).finish();
const upstream = spawn(
  process.execPath,
  [fileURLToPath(new URL('./upstream.mjs', import.meta.url)), Buffer.from(answer).toString('base64')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const [line] = (await once(upstream.stdout, 'data')) as [Buffer];
const endpoint = `127.0.0.1:${line.toString().trim()}`;

const definition = grpc('./catalog.proto', { endpoint });
const opened = await definition.open(
  definition.options,
  createNodeSourceIO(fileURLToPath(new URL('../../schemas', import.meta.url))),
);
const connector = opened.connect() as CallConnector<unknown>;
const operation = opened.subschema.operations.get('Query.getProducts');
if (operation === undefined) throw new Error('no operation');
const selection = select('sku,title,price{currency,units,nanos},stock');

const own = (): Promise<unknown> =>
  connector.call({
    operation,
    args: { skus },
    selection,
    forwarded: {},
    signal: new Canceller(),
    deadline: performance.now() + 10_000,
  });

const loaded = loadPackageDefinition(loadSync(protoPath, { longs: String, enums: String, defaults: true })) as Dynamic;
const client = new loaded.shop.catalog.v1.Catalog(endpoint, credentials.createInsecure());
const grpcJs = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    client.GetProducts({ skus }, { deadline: Date.now() + 10_000 }, (error: ServiceError | null, response: Dynamic) => {
      if (error !== null) reject(error);
      else {
        resolve(
          response.products.map((p: Dynamic) => ({
            sku: p.sku,
            title: p.title,
            price: p.price && { currency: p.price.currency, units: p.price.units, nanos: p.price.nanos },
            stock: p.stock,
          })),
        );
      }
    });
  });

async function measure(call: () => Promise<unknown>, milliseconds: number): Promise<{ rate: number; cpu: number }> {
  let calls = 0;
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const worker = async (): Promise<void> => {
    while (performance.now() - begin < milliseconds) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (calls / (performance.now() - begin)) * 1000, cpu: (user + system) / calls };
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

try {
  if (JSON.stringify(await own()) !== JSON.stringify(await grpcJs())) throw new Error('the answers differ');
  const contenders = { own, 'grpc-js': grpcJs };
  const results: Record<string, { rate: number; cpu: number }[]> = {};
  for (const call of Object.values(contenders)) await measure(call, 1500);
  for (let round = 0; round < 5; round += 1) {
    for (const [name, call] of Object.entries(contenders)) {
      results[name] = [...(results[name] ?? []), await measure(call, 1500)];
    }
  }
  const base = median((results['grpc-js'] ?? []).map(({ cpu }) => cpu));
  console.log(`unary calls of ${ITEMS} products, ${CONCURRENCY} at a time`);
  for (const [name, rounds] of Object.entries(results)) {
    const cpu = median(rounds.map((round) => round.cpu));
    console.log(
      `  ${name.padEnd(10)}${median(rounds.map(({ rate }) => rate))
        .toFixed(0)
        .padStart(7)} calls/s ${cpu.toFixed(0).padStart(7)} µs CPU per call  ${(cpu / base).toFixed(2)}`,
    );
  }
} finally {
  upstream.kill();
  client.close();
  await connector[Symbol.asyncDispose]();
}
