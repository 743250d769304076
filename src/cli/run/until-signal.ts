import type { InterlaceServer } from '../../server/create-server.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Terminal } from '../terminal.ts';

/** Copies of one signal arrive within this time. */
const SAME_SIGNAL_MS = 250;

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
  let signalled = 0;
  const onSignal = (): void => {
    const now = performance.now();
    // A terminal signals the whole group, and npm passes on what it got itself: that is one Ctrl-C.
    if (signals > 0 && now - signalled < SAME_SIGNAL_MS) return;
    signalled = now;
    signals++;
    (signals === 1 ? first : second).resolve();
  };
  // For good: a late copy of the signal must not end the process while it closes what it opened.
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
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
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
