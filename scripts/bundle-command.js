import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Puts the command and the libraries that it uses into a few files: two thousand modules become fifty, without what nothing calls and
 * without comments, and most are loaded only when they are needed. Names stay, so that a stack trace can be read.
 *
 * Outside remain `graphql` (a user's modules make types of it, and it takes no other copy's), graphql-shield (its CommonJS build, for the
 * same users), and jiti, which finds its files beside itself.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/command');
const OUTSIDE = [/^graphql(?:\/|$)/, 'graphql-shield', 'jiti'];

export async function bundleCommand() {
  for (const old of [folder, join(root, 'dist/compiled')]) rmSync(old, { recursive: true, force: true });
  const bundle = await rolldown({
    cwd: root,
    input: { interlace: 'src/cli/interlace.ts' },
    platform: 'node',
    external: OUTSIDE,
    resolve: { alias: { undici$: join(root, 'scripts/undici-agent.cjs') } },
    transform: { target: 'node20' },
    onLog(level, log, handle) {
      // Apollo's protobuf writer asks for what it does without.
      if (log.code === 'EVAL' && /protobuf/.test(log.message)) return;
      handle(level === 'warn' ? 'error' : level, log);
    },
  });
  const { output } = await bundle.generate({
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    comments: false,
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: false } },
  });
  mkdirSync(folder, { recursive: true });
  for (const { fileName, code } of output) writeFileSync(join(folder, fileName), inAscii(code));
  writeFileSync(join(folder, 'LICENSES.txt'), licences(output.flatMap(({ moduleIds = [] }) => moduleIds)));
}

/** Escapes what is not ASCII: one such character, and the engine keeps the whole text at two bytes a character. */
function inAscii(code) {
  if (/String\.raw`[^`]*[^\0-\x7f`]/.test(code)) throw new Error('A raw template has a character that is not ASCII.');
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The licences of the packages that modules are of: they ask to go wherever their code goes. */
function licences(modules) {
  const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []));
  const texts = [...folders].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = readdirSync(path).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
    const text = file === undefined ? '' : `\n\n${readFileSync(join(path, file), 'utf8').trim()}`;
    return `${name} ${version} (${license ?? 'see below'})${text}`;
  });
  return `This folder holds code of these packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
