import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { CONFIG_FILES } from '../../config/load/load-config-file.ts';
import { composeGraph } from '../../graph/compose-graph.ts';
import type { ComposeSource } from '../../graph/compose-input.ts';
import type { Graph } from '../../graph/graph.ts';
import { createNodeSourceIO } from '../../sources/shared/node-source-io.ts';
import type { Composition } from '../composition.ts';
import { explain, Failure } from '../failure.ts';
import { detectLocation, isUrl } from '../inspect/detect-location.ts';
import { kindOptions } from '../inspect/kind-options.ts';
import { amount } from '../print-list.ts';
import type { Terminal } from '../terminal.ts';
import { configText, type InitialSource } from './config-text.ts';
import { graphText } from './graph-text.ts';
import { sourceName, variableName } from './source-name.ts';
import { type SuggestedLink, suggestLinks } from './suggest-links.ts';

const CONFIG_FILE = 'interlace.config.ts';
const GRAPH_FILE = 'graph.graphql';

/** Writes a configuration and a graph for descriptions; resolves to the exit code. Either both files are written or neither. */
export async function initProject(
  locations: readonly string[],
  headers: Readonly<Record<string, string>>,
  composition: Composition,
  terminal: Terminal,
): Promise<number> {
  const present = [...CONFIG_FILES, GRAPH_FILE].filter((name) => existsSync(name));
  if (present.length > 0) {
    throw new Failure([
      `There is ${present.join(' and ')} here already, and nothing is overwritten. Take another folder.`,
    ]);
  }
  const sources = await openAll(locations, headers, composition, terminal);
  const graph = composeGraph({ sources, extensions: [] });
  const links = fitting(sources, suggestLinks(graph));
  await writeFile(CONFIG_FILE, configText(sources, `./${GRAPH_FILE}`), { flag: 'wx' });
  await writeFile(GRAPH_FILE, graphText(links), { flag: 'wx' });
  tell(sources, graph, links, terminal);
  return 0;
}

interface OpenedSource extends InitialSource, ComposeSource {}

/** One after the other, so that names are given in the order of the command line; what cannot be read is told all at once. */
async function openAll(
  locations: readonly string[],
  header: Readonly<Record<string, string>>,
  composition: Composition,
  terminal: Terminal,
): Promise<readonly OpenedSource[]> {
  const opened: OpenedSource[] = [];
  const failures: string[] = [];
  for (const location of locations) {
    try {
      opened.push(await open(location, header, composition, new Set(opened.map(({ name }) => name))));
    } catch (error) {
      failures.push(
        ...explain(error, terminal).map((line) => (line.includes(location) ? line : `${location}: ${line}`)),
      );
    }
  }
  if (failures.length > 0) throw new Failure([...failures, 'Nothing was written.']);
  return opened;
}

async function open(
  location: string,
  header: Readonly<Record<string, string>>,
  composition: Composition,
  taken: ReadonlySet<string>,
): Promise<OpenedSource> {
  const io = createNodeSourceIO(process.cwd());
  // An endpoint of GraphQL answers no GET with a description: what is no description is asked by introspection.
  const isGraphql = /^https?:\/\/.*\/graphi?ql\b/i.test(location);
  const { kind } = isGraphql ? { kind: 'graphql' as const } : await detectLocation(location, { header }, io);
  const make = await composition.kinds[kind]?.();
  if (make === undefined) throw new Failure([`${location}: there is no source of the kind "${kind}".`]);
  const definition = make(location, kindOptions(kind, location, { includeDir: [], map: {}, header }));
  const { subschema, connect } = await definition.open(definition.options, io);
  await using connector = connect();
  const name = sourceName(location, kind, taken);
  const isAddress = isUrl(location);
  const isUnplaced =
    (!isAddress && (kind === 'graphql' || kind === 'grpc')) ||
    subschema.issues.some(({ code, message }) => code === 'UNRESOLVED' && message.includes('"endpoint"'));
  return {
    name,
    kind,
    location: isAddress || /^(?:\.{0,2}|[A-Za-z]:)[\\/]/.test(location) ? location : `./${location}`,
    variable: isUnplaced ? variableName(name) : undefined,
    takes: connector.takes,
    subschema,
  };
}

/** Those that compose: names may say what types do not. */
function fitting(sources: readonly ComposeSource[], links: readonly SuggestedLink[]): readonly SuggestedLink[] {
  const extensions = links.map(({ parent, sdl }, index) => ({
    file: `suggested ${index}`,
    sdl: `extend type ${parent} { ${sdl} }`,
  }));
  const { issues } = composeGraph({ sources, extensions });
  const refused = new Set(issues.filter(({ severity }) => severity === 'error').map(({ at }) => at.split(':', 1)[0]));
  return links.filter((_, index) => !refused.has(`suggested ${index}`));
}

function tell(
  sources: readonly OpenedSource[],
  { schema, issues }: Graph,
  links: readonly SuggestedLink[],
  terminal: Terminal,
): void {
  const queries = Object.keys(schema.getQueryType()?.getFields() ?? {}).length;
  terminal.out(
    `Wrote ${CONFIG_FILE} and ${GRAPH_FILE}: ${amount(sources.length, 'source')}, ${amount(queries, 'query', 'queries')}.`,
  );
  for (const { code, message } of issues) if (code === 'NAME_CONFLICT') terminal.out(`  ${message}`);
  if (links.length > 0)
    terminal.out(
      `${GRAPH_FILE} suggests ${amount(links.length, 'link')} between them: look at each, and take its "#" away.`,
    );
  terminal.out('');
  terminal.out('Next:');
  for (const { name, variable } of sources) {
    if (variable !== undefined) terminal.out(`  export ${variable}=…    where ${name} is`);
  }
  terminal.out('  npx interlace dev');
}
