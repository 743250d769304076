import { fileURLToPath } from 'node:url';
import {
  type GrpcObject,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceClientConstructor,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';
import { createProducts, type Money, type Product } from './catalog-data.ts';
import type { StartService } from './service.ts';

const PROTO = fileURLToPath(new URL('../../../schemas/catalog.proto', import.meta.url));
const PRICE_INTERVAL_MS = 500;

interface SearchRequest {
  readonly text: string;
  readonly category: string;
  readonly limit: number;
}

type PriceStream = ServerWritableStream<{ readonly skus: readonly string[] }, unknown>;

/** The catalog over gRPC: `schemas/catalog.proto` on `@grpc/grpc-js`. */
export const startCatalog: StartService = async (port, counted) => {
  const products = createProducts();
  const all = [...products.values()];

  const unary =
    <Request, Response>(answer: (request: Request) => Response | undefined) =>
    (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
      counted();
      const response = answer(call.request);
      if (response === undefined) reply({ code: status.NOT_FOUND, details: 'There is no such product.' });
      else reply(null, response);
    };

  const search = ({ text, category, limit }: SearchRequest): { products: Product[]; total: string } => {
    const wanted = text.toLowerCase();
    const found = all
      .filter((product) => product.title.toLowerCase().includes(wanted))
      .filter((product) => category === 'CATEGORY_UNSPECIFIED' || product.category === category);
    return { products: found.slice(0, limit > 0 ? limit : 20), total: String(found.length) };
  };

  const watchPrices = (call: PriceStream): void => {
    counted();
    const { skus } = call.request;
    streamPrices(call, skus.length === 0 ? all : skus.flatMap((sku) => products.get(sku) ?? []));
  };

  const server = new Server();
  server.addService(await loadService(), {
    GetProduct: unary(({ sku }: { sku: string }) => products.get(sku)),
    GetProducts: unary(({ skus }: { skus: string[] }) => ({
      products: [...new Set(skus)].flatMap((sku) => products.get(sku) ?? []),
    })),
    SearchProducts: unary(search),
    WatchPrices: watchPrices,
  });
  const taken = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { url: `127.0.0.1:${taken}`, port: taken };
};

async function loadService() {
  // int64 as text: a double would round it.
  const definition = await load(PROTO, { keepCase: true, longs: String, enums: String, defaults: true });
  const root = loadPackageDefinition(definition);
  const { Catalog } = ((root.shop as GrpcObject).catalog as GrpcObject).v1 as Record<string, ServiceClientConstructor>;
  if (Catalog === undefined) throw new Error(`${PROTO} has no service Catalog`);
  return Catalog.service;
}

/** One change at once, then one each half second, product after product, until the caller has had enough. */
function streamPrices(call: PriceStream, products: readonly Product[]): void {
  let round = 0;
  const change = (): void => {
    const product = products[round % products.length];
    if (product === undefined) {
      call.end();
      return;
    }
    const changed_at = { seconds: String(Math.floor(Date.now() / 1_000)), nanos: 0 };
    call.write({ sku: product.sku, price: raised(product.price, round), changed_at });
    round += 1;
  };
  change();
  const timer = setInterval(change, PRICE_INTERVAL_MS);
  const stop = (): void => clearInterval(timer);
  call.on('cancelled', stop);
  call.on('close', stop);
  call.on('error', stop);
}

const raised = (price: Money, by: number): Money => ({ ...price, units: String(BigInt(price.units) + BigInt(by)) });
