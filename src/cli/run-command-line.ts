import { CommanderError } from 'commander';
import type { Composition } from './composition.ts';
import { createProgram } from './create-program.ts';
import { explain } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line; resolves to the exit code: 0 done, 1 failed, 2 command line not understood. Never rejects. */
export async function runCommandLine(
  args: readonly string[],
  version: string,
  composition: Composition,
  terminal: Terminal,
): Promise<number> {
  const program = createProgram(version, composition, terminal);
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
    return program.exitCode;
  } catch (error) {
    // Commander has printed what it has to say, help and version too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    for (const line of explain(error, terminal)) terminal.note(terminal.style('red', line));
    return 1;
  }
}
