import cluster from 'node:cluster';
import { Command, InvalidArgumentError } from 'commander';
import { addCheck } from './check/check-command.ts';
import type { Composition } from './composition.ts';
import { addInit } from './init/init-command.ts';
import { addInspect } from './inspect/inspect-command.ts';
import type { RunOptions } from './run/run-gateway.ts';
import type { Terminal } from './terminal.ts';
import { parseWorkerCount } from './workers/worker-count.ts';

/** All commands of `interlace`. Each resolves to its exit code. */
export function createProgram(
  version: string,
  composition: Composition,
  terminal: Terminal,
): Command & { exitCode: number } {
  const program = Object.assign(new Command('interlace'), { exitCode: 0 });
  program
    .description('One GraphQL graph from the REST, SOAP, gRPC and GraphQL services you already have.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .showHelpAfterError('Run "interlace --help" to see the commands and options.')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(terminal.style('red', text)),
    })
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  $ interlace init orders.yaml crm.wsdl    write a first configuration for these services
  $ interlace dev                          run interlace.config.* of this directory, with the playground
  $ interlace serve --config shop.yaml     run it in production
  $ interlace check --config shop.yaml     what is wrong with it, before it is deployed
  $ interlace inspect orders.openapi.yaml  what a description becomes, and what it cannot

Exit codes: 0 done, 1 failed, 2 command line not understood.`,
    );
  addInit(program, composition, terminal);
  addRun(
    program,
    'dev',
    'development',
    'run the gateway with the playground, introspection and traces, and take up changes of its files',
  );
  addRun(
    program,
    'serve',
    'production',
    'run the gateway in production: JSON logs, nothing shown that is not asked for',
  );
  addCheck(program, composition, terminal);
  addInspect(program, composition, terminal);
  return program;

  function addRun(parent: typeof program, name: string, mode: 'development' | 'production', summary: string): void {
    const command = parent
      .command(name)
      .description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`)
      .summary(summary)
      .showHelpAfterError(`Run "interlace ${name} --help" to see the options.`)
      .option('-c, --config <file>', 'the configuration (default: interlace.config.ts, .js, .json or .yaml here)')
      .option('-p, --port <number>', 'port of the gateway; before PORT and the configuration', parsePort)
      .option('--host <address>', 'address to listen on; before the configuration');
    if (mode === 'development')
      command.option('--with <module>', 'start the services of this module first (its startDemo or start)');
    else
      command.option(
        '-w, --workers <number>',
        'processes that share the port: a number, or "auto" for one for each processor',
        parseWorkerCount,
        1,
      );
    command.action(async (options: RunOptions & { readonly workers?: number }) => {
      const { workers = 1 } = options;
      if (workers > 1 && cluster.isPrimary) {
        const { runWorkers } = await import('./workers/run-workers.ts');
        program.exitCode = await runWorkers(workers, terminal);
        return;
      }
      const { runGateway } = await import('./run/run-gateway.ts');
      program.exitCode = await runGateway(mode, options, composition.loadRuntime, terminal);
    });
  }
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return port;
}
