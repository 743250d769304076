import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import type { Issue } from '../../errors/issue.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { type Locate, pathText, problem } from '../problems.ts';
import { type SourceKinds, withDefinitions } from '../source-kinds.ts';
import { loadModule } from './load-module.ts';

export interface LoadOptions {
  readonly kinds: SourceKinds;
  /** Modules that a configuration in TypeScript or JavaScript gets as they are, so that there is one copy of each: `interlace`, `graphql`. */
  readonly modules: Readonly<Record<string, unknown>>;
}

export interface LoadedConfig {
  /** Not checked yet; undefined when the file could not be read at all. */
  readonly config: GatewayConfig | undefined;
  readonly issues: readonly Issue[];
  /** Directory of the file: relative locations start there. */
  readonly baseDir: string;
  readonly locate: Locate;
}

/** The names that a configuration file may have, in the order in which a directory is searched. */
export const CONFIG_FILES = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map((end) => `interlace.config.${end}`);

/** Reads a configuration file. TypeScript and JavaScript are run; JSON and YAML are data. Rejects never: what is wrong is an issue. */
export async function loadConfigFile(path: string, options: LoadOptions): Promise<LoadedConfig> {
  const file = resolve(path);
  const shown = displayPath(file);
  const baseDir = dirname(file);
  const failed = (...issues: Issue[]): LoadedConfig => ({ config: undefined, issues, baseDir, locate: pathText });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return failed(problem(shown, readFailure(error), 'UNRESOLVED'));
  }
  if (['.json', '.yaml', '.yml'].includes(extname(file))) {
    const { readDocument } = await import('./read-document.ts');
    const document = readDocument(text, shown);
    if (document.issues.length > 0) return failed(...document.issues);
    const made = withDefinitions(document.value, options.kinds, document.locate);
    return { config: made.value as GatewayConfig, issues: made.issues, baseDir, locate: document.locate };
  }
  if (!/\.[mc]?[jt]s$/.test(file)) {
    return failed(problem(shown, `"${basename(file)}" is no configuration file: expected .ts, .js, .json or .yaml.`));
  }
  const loaded = await loadModule(file, shown, options.modules);
  if ('issue' in loaded) return failed(loaded.issue);
  const locate: Locate = (at) => `${shown} (${pathText(at)})`;
  return { config: loaded.value as GatewayConfig, issues: [], baseDir, locate };
}

function displayPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith('..') ? file : path;
}

function readFailure(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT')
    return 'There is no such file. Name the configuration by --config, or run `interlace` where it is.';
  if (code === 'EISDIR') return 'This is a directory: name the configuration file in it.';
  return `The file cannot be read (${String(code ?? error)}).`;
}
