import fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './contender.ts';
import { createLoaders, resolvers, typeDefs } from './reference-schema.ts';

/** Mercurius on Fastify, compiling an operation at its second run. */
const app = fastify();
// biome-ignore lint/suspicious/noExplicitAny: its resolver types want a generated context.
app.register(mercurius, { schema: typeDefs, resolvers: resolvers as any, jit: 1, context: () => createLoaders() });
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
announce(typeof address === 'object' && address !== null ? address.port : 0, '/graphql');
