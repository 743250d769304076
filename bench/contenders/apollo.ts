import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { announce } from './contender.ts';
import { createLoaders, type Loaders, resolvers, typeDefs } from './reference-schema.ts';

/** Apollo Server's own standalone server, as its getting-started page has it. */
const server = new ApolloServer<Loaders>({ typeDefs, resolvers });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => createLoaders(),
});
announce(Number(new URL(url).port), '/');
