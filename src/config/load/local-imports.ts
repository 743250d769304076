import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Relative specifiers, whatever imports them. One in a comment only makes one file too many. */
const SPECIFIERS = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** A module and the files of the same project that it imports, directly or not. Of those that are not there, what they are called. */
export function localImports(file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  if (!/\.[mc]?[jt]s$/.test(file) || !isFile(file)) return found;
  for (const [, , specifier = ''] of readFileSync(file, 'utf8').matchAll(SPECIFIERS)) {
    localImports(fileOf(resolve(dirname(file), specifier)), found);
  }
  return found;
}

/** TypeScript may import a file by the name that it will be compiled to. */
function fileOf(path: string): string {
  const written = path.replace(/\.([mc]?)js$/, '.$1ts');
  const candidates = [...ENDINGS.map((ending) => path + ending), written];
  return candidates.find(isFile) ?? path;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
