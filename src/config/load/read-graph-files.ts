import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Issue } from '../../errors/issue.ts';
import { problem } from '../problems.ts';
import type { GraphSdl, ResolvedPermissions } from '../resolved-config.ts';
import { loadModuleNamespace } from './load-module.ts';

/** SDL with the name by which issues call it. */
export interface NamedSdl {
  readonly sdl: string;
  readonly file: string;
}

/** The SDL that joins the sources, read from its files; a file that cannot be read is an issue. */
export async function readGraphFiles(
  graph: readonly GraphSdl[],
  baseDir: string,
): Promise<{ readonly extensions: readonly NamedSdl[]; readonly issues: readonly Issue[] }> {
  const read = await Promise.all(
    graph.map(async (one, index): Promise<NamedSdl | Issue> => {
      if ('sdl' in one) return { sdl: one.sdl, file: graph.length === 1 ? 'graph' : `graph[${index}]` };
      const path = resolve(baseDir, one.path);
      try {
        return { sdl: await readFile(path, 'utf8'), file: shown(path) };
      } catch (error) {
        return problem(shown(path), `The graph file cannot be read: ${readFailure(error)}`, 'UNRESOLVED');
      }
    }),
  );
  return {
    extensions: read.filter((one): one is NamedSdl => 'sdl' in one),
    issues: read.filter((one): one is Issue => 'severity' in one),
  };
}

/** The permission rules by name: those of the module, and those written out, which stand before them. */
export async function readRules(
  permissions: ResolvedPermissions | undefined,
  baseDir: string,
  modules: Readonly<Record<string, unknown>>,
): Promise<{ readonly rules: Readonly<Record<string, unknown>>; readonly issues: readonly Issue[] }> {
  if (permissions?.module === undefined) return { rules: permissions?.rules ?? {}, issues: [] };
  const path = resolve(baseDir, permissions.module);
  const loaded = await loadModuleNamespace(path, shown(path), modules);
  if ('issue' in loaded) return { rules: permissions.rules, issues: [loaded.issue] };
  const { default: _, ...named } = loaded.value;
  return { rules: { ...named, ...permissions.rules }, issues: [] };
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

function readFailure(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file. Correct "graph" in the configuration.';
  if (code === 'EISDIR') return 'it is a directory. Name the files in it.';
  return `${String(code ?? error)}.`;
}
