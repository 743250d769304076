import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineConfig } from '../../src/config/define-config.ts';
import { env } from '../../src/config/env.ts';
import { loadConfigFile } from '../../src/config/load/load-config-file.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { SourceKinds } from '../../src/config/source-kinds.ts';
import { formatIssue } from '../../src/errors/issue.ts';
import type { CommonSourceOptions } from '../../src/sources/source.ts';
import type { SourceDefinition } from '../../src/sources/source-definition.ts';

const fake = (kind: string) => ({
  create: (
    description: string,
    options: CommonSourceOptions & { readonly description?: string },
  ): SourceDefinition => ({
    kind,
    options: { ...options, ...{ description } },
    open: () => Promise.reject(new Error('not opened here')),
  }),
});
const kinds: SourceKinds = { openapi: fake('openapi'), soap: fake('soap') };
const modules = { interlace: { defineConfig, env, openapi: kinds.openapi?.create } };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, text: string, environment: Record<string, string> = {}) {
  const path = join(folder, name);
  await writeFile(path, text);
  const loaded = await loadConfigFile(path, { kinds, modules });
  const strip = (lines: string[]): string[] => lines.map((line) => line.replaceAll(`${folder}/`, ''));
  if (loaded.config === undefined) return { config: undefined, lines: strip(loaded.issues.map(formatIssue)) };
  const resolved = resolveConfig(loaded.config, {
    env: environment,
    baseDir: loaded.baseDir,
    mode: 'development',
    locate: loaded.locate,
  });
  return { config: resolved.config, lines: strip([...loaded.issues, ...resolved.issues].map(formatIssue)) };
}

describe('YAML', () => {
  it('makes sources by the key that names their kind', async () => {
    const { config, lines } = await load(
      'good.yaml',
      'sources:\n  orders: { openapi: ./orders.yaml, endpoint: "${URL}" }\nserver:\n  port: ${PORT:-0}\n',
      { URL: 'http://o' },
    );
    expect(lines).toEqual([]);
    expect(config?.sources[0]).toMatchObject({
      name: 'orders',
      definition: { kind: 'openapi' },
      options: { description: './orders.yaml', endpoint: 'http://o' },
    });
    expect(config?.baseDir).toBe(folder);
  });

  it('names line and column of every problem', async () => {
    const { lines } = await load(
      'bad.yaml',
      [
        'sources:',
        '  orders:',
        '    openapi: ./orders.yaml',
        '    endpoint: ${NOT_SET}',
        '    resilience:',
        '      timeout: soon',
        '  crm: { sope: ./crm.wsdl }',
        '  both: { soap: a, openapi: b }',
        '  empty:',
        'servr: {}',
        'limits: { body: 1 mib typo }',
      ].join('\n'),
    );
    expect(lines).toEqual([
      'bad.yaml:7:3: error: "sources.crm" has no kind: expected one of the keys openapi, soap. Did you mean "soap"?',
      'bad.yaml:8:3: error: "sources.both" has more than one kind: openapi and soap. Make them two sources.',
      'bad.yaml:9:3: error: "sources.empty" is null: expected an object such as { openapi: ./description, … }.',
      "bad.yaml:4:5: error: \"sources.orders.endpoint\" needs the environment variable NOT_SET, which is not set. Set it, or give a fallback: env('NOT_SET', '…') or ${NOT_SET:-…}.",
      `bad.yaml:6:7: error: "sources.orders.resilience.timeout" is "soon": expected a positive duration such as '250ms', '10s' or '5m'.`,
      `bad.yaml:11:11: error: "limits.body" is "1 mib typo": expected a positive size such as '512kb' or '1mb'.`,
      'bad.yaml:10:1: error: Unknown key "servr" in the configuration. Did you mean "server"?',
    ]);
  });

  it('refuses duplicate keys, broken syntax and alias bombs', async () => {
    expect((await load('twice.yaml', 'sources: {}\nserver: {}\nserver: {}\n')).lines).toEqual([
      'twice.yaml:3:1: error: The key server stands here twice; keep one.',
    ]);
    expect((await load('broken.yaml', 'sources:\n  a: [1,\nserver: {}\n')).lines[0]).toMatch(
      /^broken\.yaml:\d+:\d+: error: /,
    );
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
      .concat(Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`))
      .join('\n');
    expect((await load('bomb.yaml', bomb)).lines).toEqual([
      'bomb.yaml:1:1: error: Its aliases cannot be expanded: Excessive alias count indicates a resource exhaustion attack.',
    ]);
  });
});

describe('JSON', () => {
  it('is read with the same places, tabs and all', async () => {
    expect(
      (await load('a.json', '{\n\t"sources": {\n\t\t"orders": { "openapi": "./o.yaml" }\n\t},\n\t"graf": []\n}')).lines,
    ).toEqual(['a.json:5:2: error: Unknown key "graf" in the configuration. Did you mean "graph"?']);
  });
});

describe('a document that names its schema for an editor', () => {
  it.each(['named.json', 'named.yaml'])('%s', async (name) => {
    const { config, lines } = await load(
      name,
      '{ "$schema": "./config.schema.json", "sources": { "orders": { "openapi": "./o.yaml" } } }',
    );
    expect(lines).toEqual([]);
    expect(config?.sources.map((source) => source.name)).toEqual(['orders']);
  });
});

describe('broken JSON', () => {
  it('is told as JSON', async () => {
    expect((await load('open.json', '{\n  "sources": {')).lines).toEqual([
      expect.stringMatching(/^open\.json:2:\d+: error: This is no valid JSON: .*\.$/),
    ]);
    expect((await load('comma.json', '[1')).lines).toEqual([
      `comma.json:1:3: error: This is no valid JSON: Expected ',' or ']' after array element.`,
    ]);
    expect((await load('word.json', '{\n  "sources": { "a": nope, ] }\n}')).lines).toEqual([
      expect.stringMatching(/^word\.json:\d:\d+: error: This is no valid JSON: Unexpected token 'o'\.$/),
    ]);
  });
});

describe('TypeScript', () => {
  it('runs, with the running copy of the package', async () => {
    const { config, lines } = await load(
      'good.config.ts',
      `import { defineConfig, env, openapi } from 'interlace';
       const port: number = 4321;
       export default defineConfig({ sources: { orders: openapi('./o.yaml', { endpoint: env('URL') }) }, server: { port } });`,
      { URL: 'http://o' },
    );
    expect(lines).toEqual([]);
    expect(config?.server.port).toBe(4321);
    expect(config?.sources[0]?.options).toEqual({ description: './o.yaml', endpoint: 'http://o' });
  });

  it('names the path inside the configuration', async () => {
    const { lines } = await load('bad.config.ts', `export default { sources: {}, server: { port: 'x' } };`);
    expect(lines).toEqual([
      'bad.config.ts (sources): error: "sources" is an object: expected at least one source.',
      'bad.config.ts (server.port): error: "server.port" is "x": expected a whole number from 0 to 65535.',
    ]);
  });

  it('says where it breaks, without a stack', async () => {
    const thrown = await load(
      'throws.config.ts',
      `const a = 1;\nthrow new Error('no database');\nexport default { a };\n`,
    );
    expect(thrown.lines).toEqual([
      expect.stringMatching(/^throws\.config\.ts:2: error: The file could not be loaded: Error: no database\.$/),
    ]);
    const broken = await load('syntax.config.ts', `export default {\n  sources: {,\n};\n`);
    expect(broken.lines).toEqual([
      expect.stringMatching(/^syntax\.config\.ts:2:13: error: The file could not be loaded: ParseError: .*\w\.$/),
    ]);
    const name = await load(
      'name.config.ts',
      `import { opanapi } from 'interlace';\nexport default { sources: { a: opanapi('x') } };\n`,
    );
    expect(name.lines).toEqual([
      'name.config.ts:2: error: The file could not be loaded: TypeError: opanapi is not a function.',
    ]);
    const empty = await load('empty.config.ts', 'export const a = 1;\n');
    expect(empty.lines).toEqual([
      'empty.config.ts: error: The file has no default export. Write: export default defineConfig({ … }).',
    ]);
  });
});

describe('JavaScript', () => {
  const text = (endpoint: string) =>
    `import { defineConfig, openapi } from 'interlace'; export default defineConfig({ sources: { a: openapi('./a.yaml', { endpoint: '${endpoint}' }) } });`;

  it.each(['one.mjs', 'two.js'])(
    '%s gets the modules of this process, and is read again when it has changed',
    async (name) => {
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      for (const endpoint of ['http://a', 'http://b']) {
        const { config, lines } = await load(name, text(endpoint));
        expect(lines).toEqual([]);
        expect(config?.sources[0]?.options).toMatchObject({ endpoint });
      }
    },
  );

  it('of CommonJS exports what it assigns', async () => {
    const { config } = await load(
      'old.cjs',
      `const { openapi } = require('interlace'); module.exports = { sources: { a: openapi('./a.yaml') } };`,
    );
    expect(config?.sources[0]?.name).toBe('a');
  });
});

describe('a path that is no configuration', () => {
  it('is said so', async () => {
    const missing = await loadConfigFile(join(folder, 'none.yaml'), { kinds, modules });
    expect(missing.issues.map(formatIssue)).toEqual([
      `${join(folder, 'none.yaml')}: error: There is no such file. Name the configuration by --config, or run \`interlace\` where it is.`,
    ]);
    expect((await load('a.toml', '')).lines).toEqual([
      'a.toml: error: "a.toml" is no configuration file: expected .ts, .js, .json or .yaml.',
    ]);
  });
});
