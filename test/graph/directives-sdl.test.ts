import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DIRECTIVES_SDL } from '../../src/graph/directives-sdl.ts';

test('schemas/directives.graphql has the directives that composition knows', async () => {
  const file = await readFile(new URL('../../schemas/directives.graphql', import.meta.url), 'utf8');
  expect(file).toBe(DIRECTIVES_SDL);
});
