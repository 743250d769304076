import type { Logger } from '../../telemetry/logger.ts';

/**
 * Keeps a rejection that nobody waits for from ending the process, which is Node's default: when one item of a stitched list has failed,
 * graphql-js 16 forgets the items that fail after it. The request has its answer; the rest is for the log.
 */
export function outliveRejections(logger: Logger): Disposable {
  const onRejection = (error: unknown): void => logger.error('a rejection was not waited for', { error });
  process.on('unhandledRejection', onRejection);
  return { [Symbol.dispose]: () => void process.off('unhandledRejection', onRejection) };
}
