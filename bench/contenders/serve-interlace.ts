import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { announce } from './contender.ts';

/** Interlace as a platform runs it: `interlace serve` with a configuration file, in this process. */
export async function serveInterlace(name: string, config: unknown): Promise<void> {
  const file = fileURLToPath(new URL(`./${name}.config.json`, import.meta.url));
  writeFileSync(file, JSON.stringify(config));
  const port = await freePort();
  process.argv.splice(1, Infinity, 'interlace', 'serve', '--config', file, '--host', '127.0.0.1', '--port', `${port}`);
  // Resolves when the server has ended.
  void import('../../bin/interlace.js');
  while (!(await accepts(port))) await delay(20);
  announce(port, '/graphql');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function accepts(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at, '127.0.0.1');
    const answer = (yes: boolean) => () => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
  });
}
