import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly dir: string;
  readonly entry: string;
  readonly bytes: number;
  readonly operations: number;
}

/** Folder of collected descriptions; the tests that use it are skipped, and say so, where it is absent. */
export const corpus = resolve(process.env.INTERLACE_CORPUS ?? '../shared/corpus');

const manifest = join(corpus, 'manifest.json');

export const entries: readonly Entry[] = existsSync(manifest)
  ? (JSON.parse(readFileSync(manifest, 'utf8')) as { entries: Entry[] }).entries.filter(
      ({ kind }) => kind === 'openapi',
    )
  : [];
