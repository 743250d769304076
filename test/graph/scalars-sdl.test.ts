import { readFile, writeFile } from 'node:fs/promises';
import { isScalarType, printType } from 'graphql';
import { expect, test } from 'vitest';
import * as scalars from '../../src/sources/shared/scalars.ts';

test('schemas/scalars.graphql has the scalars that translators use', async () => {
  const all = Object.values(scalars).filter((value) => isScalarType(value));
  const sdl = `${all
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((scalar) => printType(scalar))
    .join('\n\n')}\n`;
  const file = new URL('../../schemas/scalars.graphql', import.meta.url);
  if (process.env.UPDATE_SCHEMAS === '1') await writeFile(file, sdl);
  expect(await readFile(file, 'utf8')).toBe(sdl);
});
