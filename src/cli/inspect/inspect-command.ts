import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { GatewayError } from '../../errors/gateway-error.ts';
import { createNodeSourceIO } from '../../sources/shared/node-source-io.ts';
import type { SourceIO } from '../../sources/source.ts';
import type { Composition } from '../composition.ts';
import { explain, Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { adviceOn, type Detected, detectKind } from './detect-kind.ts';
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
  const { content, ...detected } = await detect(location, options, io);
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

interface Read extends Detected {
  /** Undefined where nothing was read to find out. */
  readonly content: Uint8Array | undefined;
}

/** A named kind stands; the content then only tells the version. */
async function detect(location: string, { kind: named, header }: InspectOptions, io: SourceIO): Promise<Read> {
  if (named === undefined && (await isFolder(location))) return { kind: 'grpc', version: '', content: undefined };
  const content = await contentOf(location, header, io, named);
  const found = content === undefined ? undefined : detectKind(content, location);
  if (named !== undefined)
    return { kind: named as Detected['kind'], version: found?.kind === named ? found.version : '', content };
  if (found !== undefined) return { ...found, content };
  if (content === undefined) return { kind: 'grpc', version: 'reflection', content };
  const advice = adviceOn(content, undefined) ?? 'Say so: --kind openapi, soap, grpc or graphql.';
  throw new Failure([`${location}: it is not clear what this describes. ${advice}`]);
}

/** Only protos are described by a folder of files. */
async function isFolder(location: string): Promise<boolean> {
  const found = await stat(location).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Undefined for an address such as `catalog:50051`, which is asked, not read, and for what only its kind knows how to read. */
async function contentOf(
  location: string,
  headers: Readonly<Record<string, string>>,
  io: SourceIO,
  named: string | undefined,
): Promise<Uint8Array | undefined> {
  if (/^[\w.-]+:\d+$/.test(location) || /^grpcs?:\/\//.test(location)) return undefined;
  try {
    if (!isUrl(location)) return await io.readFile(location);
    const { status, body } = await io.fetch(new URL(location), { headers });
    if (status >= 200 && status <= 299) return body;
    if (named !== undefined) return undefined;
    throw new Failure([
      `${location} cannot be read: the server answered ${status}. Check the URL; if it needs credentials, give them by --header.`,
    ]);
  } catch (error) {
    if (named !== undefined && GatewayError.is(error)) return undefined;
    throw error;
  }
}

const isUrl = (location: string): boolean => /^[a-z][\w+.-]*:\/\//i.test(location) || /^[\w.-]+:\d+$/.test(location);

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectHeader(value: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, text] = /^([!#$%&'*+.^`|~\w-]+):\s*(.*)$/.exec(value) ?? [];
  if (name === undefined || text === undefined) throw new InvalidArgumentError('It must be "Name: value".');
  return { ...before, [name]: text };
}

function collectMap(value: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const middle = value.lastIndexOf('=');
  if (middle <= 0 || middle === value.length - 1) throw new InvalidArgumentError('It must be URL=FILE.');
  return { ...before, [value.slice(0, middle)]: resolve(value.slice(middle + 1)) };
}
