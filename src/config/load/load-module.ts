import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Issue } from '../../errors/issue.ts';
import { problem } from '../problems.ts';

export type LoadedModule<Value = unknown> = { readonly value: Value } | { readonly issue: Issue };

/** Runs a TypeScript or JavaScript module and gives its default export. `shown` is how messages name the file. */
export async function loadModule(
  file: string,
  shown: string,
  modules: Readonly<Record<string, unknown>>,
): Promise<LoadedModule> {
  const loaded = await loadModuleNamespace(file, shown, modules);
  if ('issue' in loaded) return loaded;
  const value = loaded.value.default;
  if (value !== undefined && value !== null) return { value };
  return { issue: problem(shown, 'The file has no default export. Write: export default defineConfig({ … }).') };
}

/**
 * Runs a module and gives all its exports by name. `modules` are what it gets, by specifier, instead of loading a second copy: a
 * second copy of `graphql` would refuse the types of the first.
 */
export async function loadModuleNamespace(
  file: string,
  shown: string,
  modules: Readonly<Record<string, unknown>>,
): Promise<LoadedModule<Readonly<Record<string, unknown>>>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    // Not copied: what is behind a getter is loaded when it is asked for.
    virtualModules: modules,
    fsCache: cacheFolder(file),
    moduleCache: false,
    interopDefault: false,
  });
  try {
    return { value: await jiti.import<Record<string, unknown>>(file) };
  } catch (error) {
    return { issue: problem(placeOf(error, file, shown), `The file could not be loaded: ${firstLine(error)}`) };
  }
}

/**
 * Where compiled modules are kept, by the hash of their text: beside the packages of the project, never in a folder that others may write
 * to, because what is found there is run.
 */
function cacheFolder(file: string): string | false {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules/.cache/interlace');
    if (folder === dirname(folder)) return false;
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = text.split('\n', 1)[0] ?? text;
  return line.endsWith('.') ? line : `${line}.`;
}

/** `file:line:column` where the error happened, if its stack or its text names the file. */
function placeOf(error: unknown, file: string, shown: string): string {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : '';
  const index = text.indexOf(`${file}:`);
  const match = index < 0 ? /\((\d+:\d+)\)/.exec(text) : /^:(\d+:\d+)/.exec(text.slice(index + file.length));
  return match === null ? shown : `${shown}:${match[1]}`;
}
