import { relative, resolve } from 'node:path';
import { localImports } from '../../config/load/local-imports.ts';
import type { ResolvedConfig } from '../../config/resolved-config.ts';
import { diffGraphs } from '../../graph/diff-graphs.ts';
import { type ChangingServer, createChangingServer } from '../../server/changing-server.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { GatewayRuntime, OpenedGateway } from '../composition.ts';
import { explain } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { watchFiles } from '../watch/watch-files.ts';
import { readConfig, reportIssues } from './read-config.ts';

export interface DevelopOptions {
  /** Of the configuration. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly logger: Logger;
}

export interface Development extends AsyncDisposable {
  readonly server: ChangingServer;
  /** The one that began. */
  readonly gateway: OpenedGateway;
}

/** More changes of the graph than this are counted only. */
const MOST_CHANGES = 8;

/**
 * Opens a gateway, and opens another whenever a file has changed that it was made from: the configuration and what that imports,
 * descriptions, the graph's SDL, rules. While that is under way, and where it fails, the one before answers. Rejects where the first cannot
 * be opened.
 */
export async function develop(
  options: DevelopOptions,
  runtime: GatewayRuntime,
  terminal: Terminal,
): Promise<Development> {
  const { path, logger } = options;
  let read = new Set<string>();
  const first = await open();
  const server = await createChangingServer(first, { ...portAndHost(options), logger });
  let current = first;
  let working: Promise<void> | undefined;
  const leaving = new Set<Promise<void>>();
  let again: readonly string[] | undefined;

  const files = watchFiles(
    (paths) => {
      again = [...new Set([...(again ?? []), ...paths])];
      working ??= work();
    },
    (folder, error) => logger.warn('changes of a folder are not seen: restart to see them', { folder, error }),
  );
  files.set(read);

  async function work(): Promise<void> {
    for (let paths = again; paths !== undefined; paths = again) {
      again = undefined;
      await reload(paths);
    }
    working = undefined;
  }

  async function open(): Promise<OpenedGateway> {
    const seen = new Set<string>(localImports(path));
    read = seen;
    const onRead = (file: string): void => void seen.add(file);
    const config = await readConfig(path, 'development', options.env, { ...runtime, onRead }, terminal);
    for (const file of filesOf(config)) seen.add(file);
    const gateway = await runtime.open(config, { logger, onRead });
    reportIssues(gateway.issues, terminal);
    return gateway;
  }

  async function reload(paths: readonly string[]): Promise<void> {
    const began = performance.now();
    const before = read;
    terminal.out('');
    terminal.out(terminal.style('bold', `Changed: ${paths.map((file) => relative(process.cwd(), file)).join(', ')}`));
    try {
      const next = await open();
      files.set(read);
      const last = current;
      current = next;
      leave(last, server.replace(next));
      for (const file of paths.filter((one) => one !== path && /\.[cm]?js$/.test(one))) {
        const shown = relative(process.cwd(), file);
        terminal.note(
          terminal.style(
            'yellow',
            `${shown}: Node keeps what it has loaded of JavaScript. Restart to take this change up.`,
          ),
        );
      }
      tell(last, next, performance.now() - began);
    } catch (error) {
      // What was read before is watched too: one way to mend it is to take the change back.
      read = new Set([...before, ...read]);
      files.set(read);
      const problems = explain(error, terminal);
      for (const line of problems) terminal.note(terminal.style('red', line));
      terminal.note('The graph before this change goes on answering.');
      server.report(problems);
    }
  }

  /** Closes a gateway once nothing asks it any more. */
  function leave(last: OpenedGateway, finished: Promise<void>): void {
    const left = finished
      .then(() => last[Symbol.asyncDispose]())
      .catch((error: unknown) => logger.error('a graph was not closed', { error }))
      .finally(() => leaving.delete(left));
    leaving.add(left);
  }

  function tell(last: OpenedGateway, next: OpenedGateway, ms: number): void {
    const changes = diffGraphs(last.schema, next.schema);
    terminal.out(
      `The new graph answers (after ${Math.round(ms)} ms).${changes.length === 0 ? ' Its schema is the same.' : ''}`,
    );
    for (const { level, message } of changes.slice(0, MOST_CHANGES))
      terminal.out(`  ${level === 'breaking' ? terminal.style('yellow', message) : message}`);
    if (changes.length > MOST_CHANGES) terminal.out(`  … and ${changes.length - MOST_CHANGES} changes more`);
  }

  return {
    server,
    gateway: first,
    async [Symbol.asyncDispose]() {
      files[Symbol.dispose]();
      await working;
      await server[Symbol.asyncDispose]();
      await Promise.all([...leaving, current[Symbol.asyncDispose]()]);
    },
  };
}

function filesOf({ baseDir, graph, permissions }: ResolvedConfig): readonly string[] {
  const graphs = graph.flatMap((one) => ('path' in one ? [resolve(baseDir, one.path)] : []));
  const rules = permissions?.module === undefined ? [] : localImports(resolve(baseDir, permissions.module));
  return [...graphs, ...rules];
}

function portAndHost({ port, host }: DevelopOptions): { readonly port?: number; readonly host?: string } {
  return { ...(port === undefined ? undefined : { port }), ...(host === undefined ? undefined : { host }) };
}
