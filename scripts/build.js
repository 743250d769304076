import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds the package into `dist`: the compiled sources, the command in one piece, and the playground page, which is rebuilt only when it is
 * missing or asked for by `--all`. With `--if-missing` a build that is there is left alone; with `--despite-errors`
 * what compiles although its types are wrong is built.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => join(root, path);
const flags = new Set(process.argv.slice(2));

const complete = existsSync(inRoot('dist/command/interlace.js')) && existsSync(inRoot('dist/playground/playground.js'));
if (!flags.has('--if-missing') || !complete) await build();

async function build() {
  if (flags.has('--all')) rmSync(inRoot('dist'), { recursive: true, force: true });
  if (flags.has('--all') || !existsSync(inRoot('dist/index.js')))
    rmSync(inRoot('node_modules/.cache/interlace.tsbuildinfo'), { force: true });
  run('typescript', 'tsc', ['-p', 'src/tsconfig.json']);
  // Only now: a build that is there needs no development dependency.
  const { bundleCommand } = await import('./bundle-command.js');
  await bundleCommand();
  if (!existsSync(inRoot('dist/playground/playground.js')))
    run('vite', 'vite', ['build', '--config', 'src/server/playground/app/vite.config.ts']);
}

/** Runs a development dependency's command with this very Node, whatever is on the path. */
function run(name, command, args) {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { bin } = createRequire(import.meta.url)(manifest);
  const file = join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0 && !flags.has('--despite-errors')) process.exit(status ?? 1);
}
