import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { announce } from './contender.ts';
import { createSceneGateway } from './interlace-gateway.ts';

/** Interlace mounted in an Apollo Server that exists already, with its defaults. */
const server = new ApolloServer({ gateway: await createSceneGateway() });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
announce(Number(new URL(url).port), '/');
