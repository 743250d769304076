import { createServer } from '../../dist/index.js';
import { announce } from './contender.ts';
import { createSceneGateway } from './interlace-gateway.ts';

/** Interlace as `interlace serve` runs it. */
const server = await createServer(await createSceneGateway(), { port: 0, host: '127.0.0.1' });
const url = new URL(await server.listen());
announce(Number(url.port), url.pathname);
