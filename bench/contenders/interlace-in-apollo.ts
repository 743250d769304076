import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createGateway, grpc, openapi, soap } from '../../dist/index.js';
import { announce } from './contender.ts';
import { sceneConfig } from './scene-config.ts';

/** Interlace mounted in an Apollo Server that exists already, with its defaults. */
const { sources, ...config } = sceneConfig();
const { orders, customers, catalog } = sources;
const gateway = await createGateway(
  {
    ...config,
    sources: {
      orders: openapi(orders.openapi, { endpoint: orders.endpoint }),
      customers: soap(customers.soap, { endpoint: customers.endpoint }),
      catalog: grpc(catalog.grpc, { endpoint: catalog.endpoint }),
    },
  },
  { mode: 'production' },
);
const server = new ApolloServer({ gateway });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
announce(Number(new URL(url).port), '/');
