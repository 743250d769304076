import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DIRECTIVES_SDL } from '../../src/graph/directives-sdl.ts';

test('schemas/directives.graphql has the directives that composition knows', async () => {
  const file = new URL('../../schemas/directives.graphql', import.meta.url);
  if (process.env.UPDATE_SCHEMAS === '1') await writeFile(file, DIRECTIVES_SDL);
  expect(await readFile(file, 'utf8')).toBe(DIRECTIVES_SDL);
});
