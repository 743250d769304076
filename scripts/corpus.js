import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run corpus -- <kind> <folder with manifest.json>`: inspects every description of a collection, each in a process of its own with a
 * time limit, and prints one table and the totals. Exit code 1 when a description gives no valid schema.
 */
const TIME_LIMIT_MS = 60_000;
const KINDS = { openapi: 'openapi', wsdl: 'soap', soap: 'soap', proto: 'grpc', grpc: 'grpc', graphql: 'graphql' };
const bin = fileURLToPath(new URL('../bin/interlace.js', import.meta.url));

const [wanted, folder] = process.argv.slice(2);
const kind = KINDS[wanted];
const manifest = folder === undefined ? undefined : join(resolve(folder), 'manifest.json');
if (kind === undefined || manifest === undefined || !existsSync(manifest)) {
  process.stderr.write('Usage: npm run corpus -- <openapi|wsdl|proto|graphql> <folder with manifest.json>\n');
  process.exit(2);
}
const entries = JSON.parse(readFileSync(manifest, 'utf8')).entries.filter((entry) => KINDS[entry.kind] === kind);

const rows = [];
const COLUMNS = [
  ['description', -34],
  ['valid', 7],
  ['operations', 13],
  ['types', 7],
  ['open', 6],
  ['errors', 7],
  ['ms', 7],
  ['MB', 6],
];
print(COLUMNS.map(([name]) => name));
const answers = [];
let next = 0;
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
summarise();

/** Takes one description after the other; rows are printed in the order of the manifest. */
async function work() {
  while (next < entries.length) {
    const index = next++;
    answers[index] = await inspect(entries[index]);
    while (answers[rows.length] !== undefined) show(entries[rows.length], answers[rows.length]);
  }
}

function show(entry, { code, report, reason }) {
  rows.push({ code, report });
  const verdict = code === 0 ? 'yes' : (reason ?? 'no');
  if (report === undefined) return print([entry.name, verdict]);
  const { operations, types, fallbacks, issues, ms, peakRssMb } = report;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const share = `${operations.translated}/${operations.described}`;
  print([entry.name, verdict, share, types, fallbacks.length, errors, ms, peakRssMb]);
}

/** What one process says of one description. */
function inspect(entry) {
  const base = join(resolve(folder), entry.dir ?? '.');
  const args = ['inspect', join(base, entry.entry), '--kind', kind, '--json'];
  for (const include of entry.includeDirs ?? []) args.push('--include-dir', join(base, include));
  for (const [url, file] of Object.entries(entry.urlMap ?? {})) args.push('--map', `${url}=${join(base, file)}`);
  return new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === null) return done({ code, reason: 'time' });
      if (out !== '') return done({ code, report: JSON.parse(out) });
      process.stderr.write(err);
      return done({ code, reason: 'fails' });
    });
  });
}

function summarise() {
  const reports = rows.flatMap(({ report }) => (report === undefined ? [] : [report]));
  const sum = (of) => reports.reduce((total, report) => total + of(report), 0);
  const valid = rows.filter(({ code }) => code === 0).length;
  const described = sum(({ operations }) => operations.described);
  const translated = sum(({ operations }) => operations.translated);
  const times = reports.map(({ ms }) => ms).sort((a, b) => a - b);
  const fields = sum((report) => report.fields);
  const open = sum(({ fallbacks }) => fallbacks.length);
  process.stdout.write(
    `\n${valid} of ${rows.length} give a valid schema; ${translated} of ${described} operations translated (${percent(translated, described)} %); ` +
      `${open} of ${fields} fields open (${percent(open, fields)} %); median ${times[times.length >> 1] ?? 0} ms, ` +
      `longest ${times.at(-1) ?? 0} ms, most memory ${Math.max(0, ...reports.map(({ peakRssMb }) => peakRssMb))} MB\n`,
  );
  process.exitCode = valid === rows.length ? 0 : 1;
}

function percent(part, whole) {
  return (whole === 0 ? 0 : (100 * part) / whole).toFixed(2);
}

function print(values) {
  const cells = values.map((value, index) => {
    const width = COLUMNS[index]?.[1] ?? 8;
    return width < 0 ? String(value).padEnd(-width) : String(value).padStart(width);
  });
  process.stdout.write(`${cells.join(' ')}\n`);
}
