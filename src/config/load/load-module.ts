import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
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
    const source = await readFile(file, 'utf8');
    // Not `import`: that leaves JavaScript to Node, which would load a second copy of `modules`, and keep the file as it was.
    const evaluated = jiti.evalModule(source, {
      id: file,
      filename: file,
      ext: extname(file),
      async: true,
      forceTranspile: true,
    });
    const value = (await evaluated) as Record<string, unknown>;
    // What a CommonJS module exports is its default export, too.
    return { value: '__esModule' in value ? value : { ...value, default: value } };
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

/** The first line of what went wrong, in the names of the file and not of what it was compiled to. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = (text.split('\n', 1)[0] ?? text)
    .replace(/^Error: (?=\w*Error: )/, '')
    .replace(/\(0 , _*\w+\.(\w+)\)/g, '$1')
    .trim();
  return line.endsWith('.') ? line : `${line}.`;
}

/**
 * `file:line:column` where the parser stopped, whose message names it with columns from 0; `file:line` where a stack names the file: its
 * lines are those that the user wrote, its columns those of what was compiled.
 */
function placeOf(error: unknown, file: string, shown: string): string {
  if (!(error instanceof Error)) return shown;
  const behind = (text: string): string => text.slice(text.indexOf(`${file}:`) + file.length);
  const [, line, column] = error.message.includes(`${file}:`)
    ? (/^:(\d+):(\d+)/.exec(behind(error.message)) ?? [])
    : (/\((\d+):(\d+)\)/.exec(error.message) ?? []);
  if (line !== undefined) return `${shown}:${line}:${Number(column) + 1}`;
  const inStack = error.stack?.includes(`${file}:`) ? /^:(\d+)/.exec(behind(error.stack))?.[1] : undefined;
  return inStack === undefined ? shown : `${shown}:${inStack}`;
}
