import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { readSpec } from './support/read-spec.ts';
import { registerSpec } from './support/run-spec.ts';

const directory = fileURLToPath(new URL('.', import.meta.url));

for (const file of readdirSync(directory).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
  const spec = readSpec(readFileSync(`${directory}${file}`, 'utf8'));
  describe(`${spec.title} (${file})`, () => registerSpec(spec, directory));
}
