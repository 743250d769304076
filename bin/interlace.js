#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const entry = new URL('../dist/command/interlace.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Interlace needs Node 20.19 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (!existsSync(entry)) {
  process.stderr.write('Interlace is not built yet. Run: npm run build\n');
  process.exitCode = 1;
} else {
  // From Node 22.1 on. Beside what it was made of: whoever can change it could change that too.
  module.enableCompileCache?.(fileURLToPath(new URL('../dist/compiled', import.meta.url)));
  // Libraries look at it when they are loaded, and are slower without it.
  if (process.argv[2] === 'serve') process.env.NODE_ENV ??= 'production';
  await import(entry.href);
}
