import { type DestinationStream, pino } from 'pino';
import type { Logger } from './logger.ts';
import { redact } from './redact.ts';

export interface LoggerOptions {
  /** 'debug', 'info', 'warn', 'error' or 'silent'. Default 'info'. */
  readonly level?: string;
  /** Where the lines go. Default: standard error. */
  readonly destination?: DestinationStream;
}

/** JSON lines for machines that collect them. What a field holds is redacted and bounded; the message is ours. */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => redact(fields) as Record<string, unknown> },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
