import type { Mode } from '../../config/resolved-config.ts';
import { createLogger } from '../../telemetry/create-logger.ts';
import type { GatewayRuntime, OpenedGateway } from '../composition.ts';
import type { Terminal } from '../terminal.ts';
import { terminalLogger } from '../terminal-logger.ts';
import { takeWorkerSeat } from '../workers/worker-seat.ts';
import { findConfig } from './find-config.ts';
import { outliveRejections } from './outlive-rejections.ts';
import { startServices } from './start-services.ts';
import { tuneEngine } from './tune-engine.ts';
import { untilSignal } from './until-signal.ts';

export interface RunOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  /** Module whose services are started first. */
  readonly with?: string;
}

/**
 * Runs a gateway until a signal ends it; resolves to the exit code. Services start while the package is loaded, so this module loads
 * little of it by itself.
 */
export async function runGateway(
  mode: Mode,
  options: RunOptions,
  loadRuntime: () => Promise<GatewayRuntime>,
  terminal: Terminal,
): Promise<number> {
  await using seat = takeWorkerSeat(terminal.env);
  tuneEngine();
  const path = findConfig(options.config);
  const logger =
    mode === 'production' ? createLogger({ level: terminal.env.LOG_LEVEL ?? 'info' }) : terminalLogger(terminal);
  using _rejections = outliveRejections(logger);
  const loading = loadRuntime();
  // Awaited below, and a failure of the services stands before its own.
  loading.catch(() => {});
  await using services = await startServices(options.with);
  const runtime = await loading;
  const env = { ...terminal.env, ...services.env };
  const port = options.port ?? portOf(terminal.env.PORT);
  const { host } = options;
  if (mode === 'development') {
    const { develop } = await import('./develop.ts');
    await using development = await develop({ path, env, port, host, logger }, runtime, terminal);
    const { server, gateway } = development;
    await announce(await server.listen(), server.adminUrl, gateway, terminal);
    return await untilSignal(server, logger, terminal, undefined);
  }
  const { readConfig, reportIssues } = await import('./read-config.ts');
  const { createServer } = await import('../../server/create-server.ts');
  const config = await readConfig(path, mode, env, runtime, terminal);
  await using gateway = await runtime.open(config, { logger, bus: seat?.bus, processes: seat?.workers });
  reportIssues(gateway.issues, terminal);
  await using server = await createServer(gateway, {
    logger,
    joinMetrics: seat?.joinMetrics,
    ...(port === undefined ? undefined : { port }),
    ...(host === undefined ? undefined : { host }),
  });
  const url = await server.listen();
  // Before anybody is told that it listens: who knows it may end it at once.
  const stopped = untilSignal(server, logger, terminal, seat?.retired);
  const admin = server.adminUrl;
  logger.info('listening', { url, ...(admin && { admin }) });
  seat?.ready();
  // Awaited here: what is in use is disposed of when this function returns.
  return await stopped;
}

/** `PORT` of the environment; what is no port is left to the configuration's own check. */
function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined;
}

async function announce(
  url: string,
  admin: string | undefined,
  gateway: OpenedGateway,
  terminal: Terminal,
): Promise<void> {
  const { sampleQuery } = await import('../../server/playground/sample-query.ts');
  const { playground } = gateway.config.server;
  const query = playground?.query ?? sampleQuery(gateway.schema);
  terminal.out('');
  terminal.out(`  ${terminal.style('bold', 'Interlace')} is ready.`);
  terminal.out('');
  terminal.out(`  Graph       ${terminal.style('cyan', url)}`);
  if (playground !== undefined) terminal.out(`  Playground  ${terminal.style('cyan', new URL('/', url).href)}`);
  if (admin !== undefined) terminal.out(`  Admin       ${terminal.style('cyan', admin)}`);
  terminal.out('');
  terminal.out('  A query to try:');
  terminal.out('');
  for (const line of query.trimEnd().split('\n')) terminal.out(`    ${terminal.style('dim', line)}`);
  terminal.out('');
  terminal.out('  Changes of its files are taken up as they are saved. Stop with Ctrl-C.');
}
