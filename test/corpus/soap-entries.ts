import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the collected descriptions are; tests that need them are skipped where they are not. */
export const corpus = resolve(process.env.INTERLACE_CORPUS ?? '../shared/corpus');

export interface WsdlEntry {
  readonly name: string;
  readonly dir: string;
  readonly entry: string;
  readonly operations: number;
  readonly urlMap?: Readonly<Record<string, string>>;
}

export const hasCorpus = existsSync(resolve(corpus, 'manifest.json'));

export function wsdlEntries(): readonly WsdlEntry[] {
  if (!hasCorpus) return [];
  const manifest = JSON.parse(readFileSync(resolve(corpus, 'manifest.json'), 'utf8')) as {
    entries: readonly (WsdlEntry & { kind: string })[];
  };
  return manifest.entries.filter((entry) => entry.kind === 'wsdl');
}
