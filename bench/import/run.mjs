import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const child = spawnSync(process.execPath, [join(here, 'one.mjs'), importer, file], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const line = child.stdout?.split('\n').find((it) => it.startsWith('{'));
  return child.status === 0 && line !== undefined ? JSON.parse(line) : undefined;
}

const cell = (value, width) => String(value).padStart(width);
const ratios = [];
console.log(
  `${'document'.padEnd(34)}${cell('ms', 8)}${cell('MB', 7)}${cell('fields', 8)}   peer:${cell('ms', 8)}${cell('MB', 7)}${cell('time ×', 9)}${cell('memory ×', 10)}`,
);
const totals = { own: 0, peer: 0 };
for (const entry of entries) {
  const file = join(resolve(folder), entry.dir, entry.entry);
  const own = run('interlace', file);
  const peer = run('omnigraph', file);
  if (own !== undefined) totals.own += 1;
  if (peer !== undefined) totals.peer += 1;
  const both = own !== undefined && peer !== undefined;
  if (both) ratios.push({ time: peer.ms / own.ms, memory: peer.rss / own.rss });
  console.log(
    `${entry.name.padEnd(34)}${cell(own?.ms ?? '-', 8)}${cell(own?.rss ?? '-', 7)}${cell(own?.fields ?? '-', 8)}        ${cell(peer?.ms ?? 'none', 8)}${cell(peer?.rss ?? '-', 7)}${cell(both ? (peer.ms / own.ms).toFixed(1) : '-', 9)}${cell(both ? (peer.rss / own.rss).toFixed(2) : '-', 10)}`,
  );
}
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]?.toFixed(2) ?? '-';
console.log(
  `\n${totals.own} of ${entries.length} valid, the peer ${totals.peer}. Median: the peer takes ${median(ratios.map((it) => it.time))} times as long and ${median(ratios.map((it) => it.memory))} times the memory.`,
);
