import { styleText } from 'node:util';

/** Where commands write, and what they may assume of it. */
export interface Terminal {
  /** What was asked for. A line break is added. */
  out(text: string): void;
  /** What a person should know besides: progress, warnings, errors. A line break is added. */
  note(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

/** This process's own streams. Colours only where both are a terminal and `NO_COLOR` is not set. */
export function processTerminal(): Terminal {
  // A reader may leave before the end (`… | head`); what a command does for others goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const colours = process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR;
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    env: process.env,
    style: (format, text) => (colours ? styleText(format, text) : text),
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
