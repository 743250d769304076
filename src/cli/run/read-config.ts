import { loadConfigFile } from '../../config/load/load-config-file.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import type { Mode, ResolvedConfig } from '../../config/resolved-config.ts';
import { formatIssue, type Issue } from '../../errors/issue.ts';
import type { GatewayRuntime } from '../composition.ts';
import { failureOf } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Loads and resolves a configuration file; throws a `Failure` that lists everything that is wrong with it. */
export async function readConfig(
  path: string,
  mode: Mode,
  env: Readonly<Record<string, string | undefined>>,
  runtime: GatewayRuntime & { readonly onRead?: (path: string) => void },
  terminal: Terminal,
): Promise<ResolvedConfig> {
  const loaded = await loadConfigFile(path, runtime);
  const { baseDir, locate } = loaded;
  const resolved =
    loaded.config === undefined
      ? { config: undefined, issues: [], sources: [] }
      : resolveConfig(loaded.config, { env, baseDir, mode, locate, kinds: runtime.kinds });
  const unreadable =
    resolved.config === undefined ? await runtime.check(resolved.sources, baseDir, runtime.onRead) : [];
  const issues = [...loaded.issues, ...resolved.issues, ...unreadable];
  reportIssues(issues, terminal);
  const failure = failureOf(issues, 'The configuration');
  if (failure !== undefined) throw failure;
  if (resolved.config === undefined) throw new Error('a configuration without errors was not resolved');
  return resolved.config;
}

/** Prints warnings. */
export function reportIssues(issues: readonly Issue[], terminal: Terminal): void {
  for (const issue of issues) {
    if (issue.severity === 'warning') terminal.note(terminal.style('yellow', formatIssue(issue)));
  }
}
