import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything that can be said without running the tests: all steps run, then the failed ones are named. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules/.bin', name);
const node = (...args) => [process.execPath, args];
const pack = mkdtempSync(join(tmpdir(), 'interlace-pack-'));

const STEPS = [
  // First, because types of the examples come from what is built.
  ['build', () => node('scripts/build.js')],
  ['lint and format', () => [bin('biome'), ['check', '--error-on-warnings', '.']]],
  ['types', () => [bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']]],
  ['types of the playground', () => [bin('tsc'), ['-p', 'src/server/playground/app', '--noEmit']]],
  ['boundaries', () => node('scripts/check-boundaries.js')],
  ['unused code', () => [bin('knip'), []]],
  ['generated files', () => node('scripts/generate.js', '--check')],
  ['package: pack', () => ['npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', pack]]],
  ['package: publint', () => [bin('publint'), ['run', '--strict', tarball()]]],
  [
    'package: types',
    () => [bin('attw'), [tarball(), '--profile', 'esm-only', '--exclude-entrypoints', './config.schema.json']],
  ],
];

const tarball = () => join(pack, readdirSync(pack).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');

const failed = [];
for (const [name, commandOf] of STEPS) {
  const began = performance.now();
  const [command, args] = commandOf();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const ok = status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${Math.round(performance.now() - began)} ms)\n`);
  if (!ok) failed.push(name);
  if (!ok || name === 'boundaries') process.stdout.write(`${stdout}${stderr}\n`);
}
rmSync(pack, { recursive: true, force: true });
if (failed.length > 0) process.stderr.write(`\nfailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
