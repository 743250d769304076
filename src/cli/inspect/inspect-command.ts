import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createNodeSourceIO } from '../../sources/shared/node-source-io.ts';
import type { Composition } from '../composition.ts';
import { explain, Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { adviceOn } from './detect-kind.ts';
import { detectLocation } from './detect-location.ts';
import { kindOptions } from './kind-options.ts';
import { printReport } from './print-report.ts';
import { inspect } from './report.ts';
import { sampleUrl } from './sample-url.ts';

export interface InspectOptions {
  readonly kind?: string;
  readonly includeDir: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
  readonly json?: boolean;
  readonly sdl?: boolean;
  readonly sample?: boolean;
}

/** Adds `interlace inspect` to the program. */
export function addInspect(
  program: Command & { exitCode: number },
  composition: Composition,
  terminal: Terminal,
): void {
  program
    .command('inspect')
    .summary('show what a description becomes')
    .showHelpAfterError('Run "interlace inspect --help" to see the options.')
    .description(
      'Translates one service description and reports what came of it. Calls no operation of the service, except with --sample.',
    )
    .argument(
      '<file-or-url>',
      'an OpenAPI document, a WSDL, a proto file or a folder of them, GraphQL SDL; or a gRPC address, for reflection',
    )
    .addOption(
      new Option('-k, --kind <kind>', 'what it is (default: what its content says)').choices(
        Object.keys(composition.kinds),
      ),
    )
    .option(
      '-I, --include-dir <dir>',
      'folder that proto imports are looked up in, or that a WSDL may import from (repeatable)',
      collect,
    )
    .option('--map <url=file>', 'file to read instead of a URL that is imported (repeatable)', collectMap)
    .option(
      '-H, --header <name: value>',
      'header to fetch the description with, such as credentials (repeatable)',
      collectHeader,
    )
    .addOption(new Option('--json', 'print the report as JSON').conflicts('sdl'))
    .option('--sdl', 'print the schema')
    .addOption(
      new Option('--sample', 'ask the URL once, and print SDL with @rest for the JSON that it answers').conflicts([
        'json',
        'sdl',
        'kind',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ interlace inspect orders.openapi.yaml             what it becomes, and what stays open
  $ interlace inspect customers.wsdl --sdl            the schema itself
  $ interlace inspect catalog:50051                   a gRPC service, by reflection
  $ interlace inspect https://api.example.com/users --sample > users.graphql
                                                      types for a service without a description`,
    )
    .addHelpText('after', '\nExit codes: 0 a valid schema came out, 1 none did, 2 command line not understood.')
    .action(async (location: string, options: Partial<InspectOptions>) => {
      const given = { includeDir: [], map: {}, header: {}, ...options };
      program.exitCode = await inspectDescription(location, given, composition, terminal);
    });
}

async function inspectDescription(
  location: string,
  options: InspectOptions,
  composition: Composition,
  terminal: Terminal,
): Promise<number> {
  const began = performance.now();
  const io = createNodeSourceIO(process.cwd());
  if (options.sample) return await sampleUrl(location, options.header, composition, io, terminal);
  const { content, ...detected } = await detectLocation(location, options, io);
  const load = composition.kinds[detected.kind];
  if (load === undefined) throw new Failure([`${location}: there is no source of the kind "${detected.kind}".`]);
  const make = await load();
  const definition = make(location, kindOptions(detected.kind, location, options));
  const opened = await definition.open(definition.options, io).catch((error: unknown) => {
    const advice = content === undefined ? undefined : adviceOn(content, detected.kind);
    throw advice === undefined ? error : new Failure([...explain(error, terminal), advice]);
  });
  const inspection = inspect(opened.subschema, detected, () => ({
    ms: Math.round(performance.now() - began),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }));
  if (options.json) terminal.out(JSON.stringify(inspection.report));
  else if (options.sdl) terminal.out(inspection.sdl.trimEnd());
  else printReport(location, inspection, terminal);
  if (inspection.faults.length === 0) return 0;
  if (options.json || options.sdl) for (const fault of inspection.faults) terminal.note(fault);
  return 1;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** For options such as `--header "Name: value"`. */
export function collectHeader(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, text] = /^([!#$%&'*+.^`|~\w-]+):\s*(.*)$/.exec(value) ?? [];
  if (name === undefined || text === undefined) throw new InvalidArgumentError('It must be "Name: value".');
  return { ...before, [name]: text };
}

function collectMap(value: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const middle = value.lastIndexOf('=');
  if (middle <= 0 || middle === value.length - 1) throw new InvalidArgumentError('It must be URL=FILE.');
  return { ...before, [value.slice(0, middle)]: resolve(value.slice(middle + 1)) };
}
