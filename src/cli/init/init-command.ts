import type { Command } from 'commander';
import type { Composition } from '../composition.ts';
import { collectHeader } from '../inspect/inspect-command.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `interlace init` to the program. */
export function addInit(program: Command & { exitCode: number }, composition: Composition, terminal: Terminal): void {
  program
    .command('init')
    .summary('write a first configuration for your services')
    .showHelpAfterError('Run "interlace init --help" to see the options.')
    .description(
      'Reads descriptions of services, and writes interlace.config.ts and graph.graphql for them here, with the links between them that their names suggest. Overwrites nothing, and calls no operation of a service.',
    )
    .argument(
      '<files-or-urls...>',
      'OpenAPI documents, WSDLs, proto files or folders of them, GraphQL SDL or endpoints, gRPC addresses',
    )
    .option(
      '-H, --header <name: value>',
      'header to fetch descriptions with, such as credentials (repeatable); it is not written down',
      collectHeader,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ interlace init orders.openapi.yaml crm.wsdl catalog.proto
  $ interlace init https://orders.example.com/openapi.json https://reviews.example.com/graphql

Exit codes: 0 both files were written, 1 nothing was, 2 command line not understood.`,
    )
    .action(async (locations: readonly string[], { header = {} }: { header?: Readonly<Record<string, string>> }) => {
      const { initProject } = await import('./init-project.ts');
      program.exitCode = await initProject(locations, header, composition, terminal);
    });
}
