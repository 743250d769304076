import type { InterlaceServer } from '../../server/create-server.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Waits for SIGINT or SIGTERM, then lets the server drain; a second signal ends what is left at once. Resolves to the exit code: 0 when
 * everything in flight was answered, 1 when something was cut off.
 */
export async function untilSignal(
  server: Pick<InterlaceServer, 'close'>,
  logger: Logger,
  terminal: Terminal,
): Promise<number> {
  const first = deferred();
  const second = deferred();
  let signals = 0;
  const onSignal = (): void => {
    signals++;
    (signals === 1 ? first : second).resolve();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    await first.promise;
    logger.info('draining');
    const closed = server.close();
    const forced = second.promise.then(() => {
      terminal.note('Stopping now.');
      return server.close({ force: true });
    });
    const clean = await Promise.race([closed, forced]);
    logger.info('stopped', { clean });
    return clean ? 0 : 1;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
