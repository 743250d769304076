import type { InterlaceServer } from '../../server/create-server.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Terminal } from '../terminal.ts';
import { onStopSignals } from './on-stop-signals.ts';

/**
 * Waits for SIGINT or SIGTERM, then lets the server drain; a second signal ends what is left at once. Resolves to the exit code: 0 when
 * everything in flight was answered, 1 when something was cut off. `retired`: other processes accept in its place, so that no load
 * balancer has to notice first.
 */
export async function untilSignal(
  server: Pick<InterlaceServer, 'close'>,
  logger: Logger,
  terminal: Terminal,
  retired: Promise<void> | undefined,
): Promise<number> {
  const first = deferred();
  const second = deferred();
  onStopSignals((times) => (times === 1 ? first : second).resolve());
  const signalled = first.promise.then(() => false);
  const isRetired = await (retired === undefined ? signalled : Promise.race([signalled, retired.then(() => true)]));
  logger.info('draining');
  const closed = server.close({ delay: !isRetired });
  const forced = second.promise.then(() => {
    terminal.note('Stopping now.');
    return server.close({ force: true });
  });
  const clean = await Promise.race([closed, forced]);
  logger.info('stopped', { clean });
  return clean ? 0 : 1;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
