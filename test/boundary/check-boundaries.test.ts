import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/check-boundaries.js', import.meta.url));

/** What the check says of a source tree that consists of these files. */
function check(files: Readonly<Record<string, string>>): { status: number | null; problems: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'interlace-boundaries-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'src', name)), { recursive: true });
      writeFileSync(join(folder, 'src', name), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: 'utf8' });
    return { status, problems: stderr.split('\n').filter((line) => line !== '') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the boundary check', () => {
  it('accepts the arrows of the design', () => {
    expect(
      check({
        'errors/a.ts': 'export const a = 1;',
        'config/c.ts': "import type { S } from '../sources/source.ts';\nexport const c: S = 1;",
        'sources/source.ts': 'export type S = number;',
        'sources/soap/index.ts':
          "import { c } from '../../config/c.ts';\nimport { a } from '../../errors/a.ts';\nexport const soap = [a, c];",
        'execution/e.ts': '// soap is only named here\nexport const e = 1;',
        'server/s.ts': "import type { E } from '../execution/e.ts';\nexport type T = E;",
        'gateway.ts': "import { soap } from './sources/soap/index.ts';\nexport const g = soap;",
      }),
    ).toEqual({ status: 0, problems: [] });
  });

  it.each([
    [
      'an arrow back',
      'graph/a.ts',
      "import { b } from '../execution/b.ts';",
      'src/graph/a.ts:1: an arrow points back: src/execution/b.ts',
    ],
    [
      'a kind that knows another',
      'sources/soap/a.ts',
      "\nimport { b } from '../grpc/b.ts';",
      'src/sources/soap/a.ts:2: a source kind imports another kind: src/sources/grpc/b.ts',
    ],
    [
      'a configuration that knows a kind',
      'config/a.ts',
      "import { b } from '../sources/grpc/b.ts';",
      "src/config/a.ts:1: config imports a source's implementation: src/sources/grpc/b.ts",
    ],
    [
      'graph that reads files',
      'graph/a.ts',
      "import { readFile } from 'node:fs/promises';",
      'src/graph/a.ts:1: graph does I/O: node:fs/promises',
    ],
    [
      'a server that looks behind the handle',
      'server/a.ts',
      "export { b } from '../execution/b.ts';",
      'src/server/a.ts:1: server looks behind the gateway handle: src/execution/b.ts',
    ],
    [
      'someone who needs the command line',
      'server/a.ts',
      "import '../cli/b.ts';",
      'src/server/a.ts:1: only the process imports cli: src/cli/b.ts',
    ],
    [
      'a frame in the wrong place',
      'graph/a.ts',
      "import { ApolloServer } from '@apollo/server';",
      'src/graph/a.ts:1: a third-party frame leaves its place (^src\\/server\\/): @apollo/server',
    ],
    [
      'sockets in a codec',
      'sources/soap/codec.ts',
      "import { connect } from 'node:net';",
      'src/sources/soap/codec.ts:1: files or sockets outside of connectors, loaders, server and cli: node:net',
    ],
    [
      'a protocol by name',
      'execution/a.ts',
      "export const a = kind === 'soap';",
      'src/execution/a.ts:1: graph or execution names a protocol: soap',
    ],
    [
      'the environment',
      'server/a.ts',
      '\n\nexport const a = process.env.A;',
      'src/server/a.ts:3: the environment is read outside of cli and config/load: process.env',
    ],
    [
      'a folder import',
      'errors/a.ts',
      "import { b } from '../utils';",
      'src/errors/a.ts:1: an import names no file: ../utils',
    ],
  ])('refuses %s', (_, file, text, problem) => {
    const { status, problems } = check({ [file]: text });
    expect(problems).toContain(problem);
    expect(status).toBe(1);
  });

  it('refuses a cycle of values, not of types', () => {
    const cycle = check({
      'utils/a.ts': "import { b } from './b.ts';\n",
      'utils/b.ts': "import { a } from './a.ts';\n",
    });
    expect(cycle.problems).toEqual([
      'src/utils/a.ts:1: an import cycle: src/utils/a.ts -> src/utils/b.ts -> src/utils/a.ts',
    ]);
    const types = check({
      'utils/a.ts': "import { b } from './b.ts';\n",
      'utils/b.ts': "import type { A } from './a.ts';\n",
    });
    expect(types.problems).toEqual([]);
  });
});
