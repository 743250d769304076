import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommonSourceOptions } from '../source.ts';
import type { DescriptionSnapshot } from '../source-definition.ts';

const FORMAT = 1;

/** Keeps one source's last good description below `.interlace/`; another location or other options make it another description. */
export function createNodeDescriptionSnapshot(
  baseDir: string,
  name: string,
  options: CommonSourceOptions,
): DescriptionSnapshot {
  const digest = createHash('sha256')
    .update(JSON.stringify([FORMAT, name, options]))
    .digest('hex')
    .slice(0, 16);
  const path = join(baseDir, '.interlace', `${name.replace(/\W+/g, '-')}-${digest}.description`);
  return {
    read: () => readFile(path).catch(() => undefined),
    async write(bytes) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // A reader never sees half of it.
      const draft = `${path}.${process.pid}`;
      await writeFile(draft, bytes, { mode: 0o600 });
      await rename(draft, path);
    },
  };
}
