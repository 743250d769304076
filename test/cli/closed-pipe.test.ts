import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const bin = new URL('../../bin/interlace.js', import.meta.url).pathname;
const description = new URL('../../schemas/orders.openapi.yaml', import.meta.url).pathname;

it('a reader that leaves before the end is no failure', async () => {
  const inspecting = spawn(process.execPath, [bin, 'inspect', description, '--sdl'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  inspecting.stdout.destroy();
  let noted = '';
  inspecting.stderr.on('data', (chunk: Buffer) => {
    noted += String(chunk);
  });
  const [code] = (await once(inspecting, 'close')) as [number | null];
  expect([code, noted]).toEqual([0, '']);
});
