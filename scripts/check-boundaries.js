import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Holds the arrows of ARCHITECTURE.md: reads every import of `src` and reports each one that points the wrong way, with its line.
 * Exit code 1 when there is one. Another tree may be named. Files over 200 lines are listed; they do not fail the check.
 */
const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'src'), { recursive: true })
  .map((name) => `src/${String(name).replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('src/generated/') && !name.includes('/playground/app/'));

const LAYERS = ['config', 'sources', 'graph', 'execution', 'server', 'cli'];
const KINDS = ['openapi', 'rest', 'soap', 'grpc', 'graphql', 'webhook'];
const COMMON = /^src\/(?:errors|utils|telemetry)\//;
/** The shape of a source, which every layer may know. */
const CONTRACT = /^src\/sources\/(?:source|source-definition)\.ts$/;
/** The composition root and the face of the package see every layer. */
const ROOTS = new Set(['src/gateway.ts', 'src/index.ts']);

const layerOf = (file) => LAYERS.findIndex((layer) => file.startsWith(`src/${layer}/`));
const kindOf = (file) => KINDS.find((kind) => file.startsWith(`src/sources/${kind}/`));

/** Each rule: a name, what it looks at, and what it refuses. `to` is a file of `src`, or a package or `node:` name. */
const IMPORT_RULES = [
  {
    name: 'an arrow points back',
    refuses: (from, to) => layerOf(from) >= 0 && layerOf(to) > layerOf(from) && !CONTRACT.test(to),
  },
  {
    name: 'a source kind imports another kind',
    refuses: (from, to) => kindOf(from) !== undefined && kindOf(to) !== undefined && kindOf(from) !== kindOf(to),
  },
  {
    name: 'what all layers share imports a layer',
    refuses: (from, to) => COMMON.test(from) && to.startsWith('src/') && !COMMON.test(to) && !CONTRACT.test(to),
    values: true,
  },
  {
    name: "config imports a source's implementation",
    refuses: (from, to) => from.startsWith('src/config/') && to.startsWith('src/sources/') && !CONTRACT.test(to),
  },
  {
    name: 'graph or execution imports a source kind',
    refuses: (from, to) => /^src\/(?:graph|execution)\//.test(from) && kindOf(to) !== undefined,
  },
  {
    name: 'graph does I/O',
    refuses: (from, to) => from.startsWith('src/graph/') && /^node:(?!crypto)/.test(to),
  },
  {
    name: 'server looks behind the gateway handle',
    refuses: (from, to) => from.startsWith('src/server/') && /^src\/(?:sources|graph|execution)\//.test(to),
    values: true,
  },
  {
    name: 'only the process imports cli',
    refuses: (from, to) => to.startsWith('src/cli/') && !from.startsWith('src/cli/'),
  },
  {
    name: 'the composition root is imported from inside',
    refuses: (from, to) =>
      ROOTS.has(to) && !ROOTS.has(from) && !from.startsWith('src/cli/') && !from.startsWith('src/testing/'),
  },
  ...[
    [/^@apollo\/server|^graphql-sse$|^fastify$|^@fastify\//, /^src\/server\//],
    [/^graphql-ws$|^ws$/, /^src\/(?:server|sources\/graphql)\//],
    [/^@graphql-tools\//, /^src\/graph\//],
    [/^http-cache-semantics$/, /^src\/sources\/shared\//],
    [/^(?:dataloader|keyv|@keyv\/.*|graphql-jit|cockatiel)$/, /^src\/execution\//],
    [/^lru-cache$/, /^src\/(?:execution|server\/authentication)\//],
    [/^jose$/, /^src\/server\/authentication\//],
    [/^graphql-shield$/, /^src\/(?:execution\/|cli\/interlace\.ts)/],
    [/^(?:jiti)$/, /^src\/config\/load\//],
    [/^yaml$/, /^src\/(?:config\/load|sources\/openapi)\//],
    [/^commander$/, /^src\/cli\//],
    [/^pino$/, /^src\/telemetry\//],
    [/^undici$/, /^src\/sources\//],
    [/^(?:sax|saxes|fast-xml-parser|@xmldom\/.*|xml-crypto)$/, /^src\/sources\//],
    [/^(?:protobufjs|@grpc\/.*)$/, /^src\/sources\/grpc\//],
  ].map(([library, home]) => ({
    name: `a third-party frame leaves its place (${home.source})`,
    refuses: (from, to) => library.test(to) && !home.test(from),
    values: true,
  })),
  {
    name: 'files or sockets outside of connectors, loaders, server and cli',
    refuses: (from, to) =>
      /^node:(?:fs|net|http|http2|https|tls|dgram|dns|child_process|cluster)(?:\/|$)/.test(to) && !DOES_IO.test(from),
    values: true,
  },
];
/** Where the outside world may be touched. */
const DOES_IO =
  /^src\/(?:cli|server|config\/load|testing|sources\/shared)\/|^src\/sources\/\w+\/(?:connector|transport|connect|client)\b|^src\/execution\/(?:caching\/stores?|workers)\//;

const TEXT_RULES = [
  {
    name: 'graph or execution names a protocol',
    applies: (file) => /^src\/(?:graph|execution)\//.test(file),
    pattern: /\b(?:soap|grpc|wsdl|openapi|protobuf)\b/i,
  },
  {
    name: 'the environment is read outside of cli and config/load',
    applies: (file) => !/^src\/(?:cli|config\/load)\//.test(file),
    pattern: /\bprocess\.env\b/,
  },
];

const problems = [];
const graph = new Map();
for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8');
  const values = [];
  for (const { specifier, typeOnly, line } of importsOf(text)) {
    const to = specifier.startsWith('.') ? join(dirname(file), specifier).replaceAll('\\', '/') : specifier;
    if (specifier.startsWith('.') && !/\.(?:ts|json)$/.test(specifier))
      report(file, line, 'an import names no file', specifier);
    if (!typeOnly && to.startsWith('src/')) values.push(to);
    if (ROOTS.has(file)) continue;
    for (const rule of IMPORT_RULES) {
      if (!(rule.values && typeOnly) && rule.refuses(file, to)) report(file, line, rule.name, to);
    }
  }
  graph.set(file, values);
  const code = withoutComments(text).split('\n');
  for (const rule of TEXT_RULES.filter(({ applies }) => applies(file))) {
    code.forEach((line, index) => {
      const found = rule.pattern.exec(line);
      if (found !== null) report(file, index + 1, rule.name, found[0]);
    });
  }
  const length = text.split('\n').length - 1;
  if (length > 200) process.stdout.write(`long: ${file} has ${length} lines\n`);
}
for (const cycle of cyclesOf(graph)) problems.push(`${cycle[0]}:1: an import cycle: ${cycle.join(' -> ')}`);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`boundaries: ${files.length} files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function report(file, line, name, to) {
  problems.push(`${file}:${line}: ${name}: ${to}`);
}

/** Static imports and re-exports, and dynamic imports of a literal. */
function importsOf(text) {
  const pattern =
    /(?:^|\n)(?:import|export)\s+(type\s+)?((?:[\w*\s{},$]|\btype\b)*?\s*from\s*)?'([^']+)'|\bimport\('([^']+)'\)/g;
  return [...text.matchAll(pattern)].map((match) => {
    const names = match[2] ?? '';
    const listed =
      /\{([^}]*)\}/
        .exec(names)?.[1]
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? [];
    const allTypes = /^\s*\{/.test(names) && listed.length > 0 && listed.every((name) => name.startsWith('type '));
    return {
      specifier: match[3] ?? match[4],
      typeOnly: match[1] !== undefined || allTypes,
      line: text.slice(0, match.index + 1).split('\n').length,
    };
  });
}

function withoutComments(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
}

/** Cycles of imports that are there when the code runs; types alone make none. */
function cyclesOf(edges) {
  const state = new Map();
  const found = [];
  const visit = (file, path) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
