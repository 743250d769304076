import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadModule } from '../../src/config/load/load-module.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-module-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(text: string): Promise<unknown> {
  const file = join(folder, 'one.ts');
  await writeFile(file, text);
  return await loadModule(file, 'one.ts', {});
}

it('keeps what was compiled beside the packages, and compiles again what has changed', async () => {
  await mkdir(join(folder, 'node_modules'));
  expect(await load('const port: number = 1; export default port;')).toEqual({ value: 1 });
  expect(await load('const port: number = 2; export default port;')).toEqual({ value: 2 });
  expect(await load('const port: number = 1; export default port;')).toEqual({ value: 1 });
  expect(await readdir(join(folder, 'node_modules/.cache/interlace'))).toHaveLength(1);
});

it('keeps nothing where there are no packages', async () => {
  expect(await load('const port: number = 1; export default port;')).toEqual({ value: 1 });
  expect(await readdir(folder)).toEqual(['one.ts']);
});
