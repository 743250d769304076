import { type Command, Option } from 'commander';
import type { Mode } from '../../config/resolved-config.ts';
import type { Composition } from '../composition.ts';
import type { Terminal } from '../terminal.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly with?: string;
  readonly mode: Mode;
  readonly sdl?: boolean;
  readonly against?: string;
}

/** Adds `interlace check` to the program. */
export function addCheck(program: Command & { exitCode: number }, composition: Composition, terminal: Terminal): void {
  program
    .command('check')
    .summary('say what is wrong with a configuration, without serving it')
    .description(
      'Reads a configuration, its descriptions and its graph as a start does, and says what is wrong. Calls no operation of a service.',
    )
    .showHelpAfterError('Run "interlace check --help" to see the options.')
    .option('-c, --config <file>', 'the configuration (default: interlace.config.ts, .js, .json or .yaml here)')
    .addOption(
      new Option('-m, --mode <mode>', 'the defaults that hold')
        .choices(['production', 'development'])
        .default('production'),
    )
    .option('--with <module>', 'start the services of this module first (its startDemo or start)')
    .option('--sdl', 'print the schema that clients see, for code generators and the next --against')
    .addOption(
      new Option('--against <file>', 'compare with a schema printed before; changes that break clients fail').conflicts(
        'sdl',
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ interlace check                                before a deployment
  $ interlace check --sdl > schema.graphql         the schema, sorted
  $ interlace check --against schema.graphql       what has changed since

Exit codes: 0 nothing wrong, 1 something wrong or breaking, 2 command line not understood.`,
    )
    .action(async (options: CheckOptions) => {
      const { checkGateway } = await import('./check-gateway.ts');
      program.exitCode = await checkGateway(options, composition.loadRuntime, terminal);
    });
}
