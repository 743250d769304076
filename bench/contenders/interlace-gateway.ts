import { fileURLToPath } from 'node:url';
import { createGateway, type Gateway, grpc, openapi, soap } from '../../dist/index.js';
import { readInput } from './contender.ts';

const SCENE = fileURLToPath(new URL('../scene', import.meta.url));

/** The scene's graph in the configuration that a user writes: three sources, two links, and nothing else. */
export async function createSceneGateway(): Promise<Gateway> {
  const { upstream, cached } = readInput();
  const rule = { ttl: '1h' };
  return await createGateway(
    {
      sources: {
        orders: openapi('./orders.openapi.yaml', { endpoint: `http://127.0.0.1:${upstream.rest}` }),
        customers: soap('./customers.wsdl', { endpoint: `http://127.0.0.1:${upstream.soap}/customers` }),
        catalog: grpc('./catalog.proto', { endpoint: `127.0.0.1:${upstream.grpc}` }),
      },
      graph: './shop.graphql',
      ...(cached ? { cache: { 'Query.orders': rule, 'Order.customer': rule, 'OrderLine.product': rule } } : undefined),
    },
    { baseDir: SCENE, mode: 'production' },
  );
}
