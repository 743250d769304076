import { fileURLToPath } from 'node:url';
import { readInput } from './contender.ts';

const scene = (name: string): string => fileURLToPath(new URL(`../scene/${name}`, import.meta.url));

/** The scene's graph in the configuration that a user writes: three sources, two links, and nothing else. */
export function sceneConfig() {
  const { upstream, cached } = readInput();
  const rule = { ttl: '1h' };
  return {
    sources: {
      orders: { openapi: scene('orders.openapi.yaml'), endpoint: `http://127.0.0.1:${upstream.rest}` },
      customers: { soap: scene('customers.wsdl'), endpoint: `http://127.0.0.1:${upstream.soap}/customers` },
      catalog: { grpc: scene('catalog.proto'), endpoint: `127.0.0.1:${upstream.grpc}` },
    },
    graph: scene('shop.graphql'),
    ...(cached ? { cache: { 'Query.orders': rule, 'Order.customer': rule, 'OrderLine.product': rule } } : undefined),
  };
}
