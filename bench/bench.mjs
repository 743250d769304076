// `npm run bench`: installs the peers where they are missing, builds the product, and runs the scene on one core, the gateways on another.
// Everything but the answer goes to standard error, so that `--json` prints JSON alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command and ends this process with it where it fails. */
function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (error !== undefined) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${here}node_modules/.package-lock.json`)) run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here });
run('npm', ['run', '--silent', 'build'], { cwd: root });
if (process.argv[2] === '--import') {
  const args = [`${here}import/run.mjs`, ...process.argv.slice(3)];
  run(process.execPath, args, { cwd: root, stdio: ['ignore', 1, 2] });
  process.exit();
}
bundle();

const node = [process.execPath, `${here}build/run.js`, ...process.argv.slice(2)];
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
const command = canPin ? ['taskset', '-c', '0', ...node] : node;
run(command[0], command.slice(1), {
  cwd: here,
  stdio: ['ignore', 1, 2],
  env: { ...process.env, ...(canPin ? { BENCH_PINNED: '1' } : undefined) },
});

/** Plain JavaScript of everything that runs, so that no contender's memory and CPU are those of a TypeScript loader. */
function bundle() {
  const contenders = readdirSync(`${here}contenders`).map((file) => `contenders/${file}`);
  // Only now: it is one of the packages that may have had to be installed.
  createRequire(import.meta.url)('esbuild').buildSync({
    absWorkingDir: here,
    entryPoints: ['run.ts', 'scene/upstream.ts', ...contenders],
    outdir: 'build',
    entryNames: '[name]',
    bundle: true,
    packages: 'external',
    external: ['../../dist/index.js', '../../bin/interlace.js'],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
}
