import type { Logger } from '../telemetry/logger.ts';
import type { Terminal } from './terminal.ts';

/** Warnings and errors as lines for a person. */
export function terminalLogger(terminal: Terminal): Logger {
  const line = (colour: 'yellow' | 'red', message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const { error, ...rest } = fields;
    const facts = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
    const cause = error instanceof Error ? `: ${terminal.env.INTERLACE_DEBUG ? error.stack : error.message}` : '';
    terminal.note(`${terminal.style(colour, message + cause)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`);
  };
  return {
    debug() {},
    info() {},
    warn: (message, fields) => line('yellow', message, fields),
    error: (message, fields) => line('red', message, fields),
  };
}
