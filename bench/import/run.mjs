import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Imports every OpenAPI document of a folder by us and by the peer, prints the table and writes it to RESULTS.md. */
const TIME_LIMIT_MS = 120_000;
const here = dirname(fileURLToPath(import.meta.url));
const [folder = process.env.INTERLACE_CORPUS ?? '../shared/corpus', ...names] = process.argv.slice(2);
const manifest = join(resolve(folder), 'manifest.json');
if (!existsSync(manifest)) {
  console.error(`There is no ${manifest}: give a folder of descriptions.`);
  process.exit(1);
}
const entries = JSON.parse(readFileSync(manifest, 'utf8')).entries.filter(
  (entry) => entry.kind === 'openapi' && (names.length === 0 || names.includes(entry.name)),
);

/** One import in a process of its own; undefined when it gave no valid schema within the time. */
function run(importer, file) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(here, 'one.mjs'), importer, file], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.on('close', (code) => {
      const line = out.split('\n').find((it) => it.startsWith('{'));
      done(code === 0 && line !== undefined ? JSON.parse(line) : undefined);
    });
  });
}

const rows = [];
let next = 0;
async function work() {
  while (next < entries.length) {
    const index = next++;
    const entry = entries[index];
    const file = join(resolve(folder), entry.dir, entry.entry);
    // One after the other, so that both have the same machine.
    const own = await run('interlace', file);
    const peer = await run('omnigraph', file);
    rows[index] = rowOf(entry.name, own, peer);
    console.log(line(rows[index].cells));
  }
}

function rowOf(name, own, peer) {
  const both = own !== undefined && peer !== undefined;
  const ratios = both ? { time: peer.cpuMs / own.cpuMs, memory: peer.rssMb / own.rssMb } : undefined;
  const of = (it) => (it === undefined ? ['–', '–', '–'] : [it.cpuMs, it.rssMb, it.fields]);
  return {
    own,
    peer,
    ratios,
    cells: [name, ...of(own), ...of(peer), ratios?.time.toFixed(1) ?? '–', ratios?.memory.toFixed(2) ?? '–'],
  };
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]?.toFixed(2) ?? '–';
const versionOf = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).version;

const HEAD = ['document', 'ms', 'MB', 'fields', 'peer ms', 'peer MB', 'peer fields', 'time ×', 'memory ×'];
const header = [line(HEAD), line(HEAD.map((_, index) => (index === 0 ? '---' : '--:')))];
console.log(header.join('\n'));
await Promise.all(Array.from({ length: availableParallelism() }, work));

const ratios = rows.flatMap((row) => (row.ratios === undefined ? [] : [row.ratios]));
const count = (key) => rows.filter((row) => row[key] !== undefined).length;
const summary =
  `${count('own')} of ${entries.length} give a valid schema within ${TIME_LIMIT_MS / 1000} s, of the peer ${count('peer')}. ` +
  `Where both do, the peer takes ${median(ratios.map((it) => it.time))} times the processor time ` +
  `and ${median(ratios.map((it) => it.memory))} times the memory (medians).`;
console.log(`\n${summary}`);
const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
const peer = `@omnigraph/openapi ${versionOf('../node_modules/@omnigraph/openapi/package.json')}`;
if (names.length === 0)
  writeFileSync(
    join(here, 'RESULTS.md'),
    `# Import of OpenAPI documents

Interlace ${versionOf('../../package.json')} and ${peer}; ${machine}. ms: processor time from reading the document to the
schema, modules loaded before; MB: most memory of the process; fields: of Query and Mutation; –: no valid schema.

${summary}

${[...header, ...rows.map(({ cells }) => line(cells))].join('\n')}
`,
  );
