import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes what is made from the sources: the JSON Schema of the configuration, the demo's composed schema, and the types of its client
 * and resolvers. With `--check` nothing is written: what would change is named, with exit code 1.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const checkOnly = process.argv.includes('--check');
const stale = [];

const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.js')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

put('schemas/config.schema.json', await configSchema());
put('examples/shop/generated/schema.graphql', composedSchema());
const { generate } = await import('@graphql-codegen/cli');
const { createJiti } = await import('jiti');
const config = await createJiti(import.meta.url).import(join(root, 'codegen.ts'), { default: true });
for (const { filename, content } of await generate({ ...config, cwd: root, silent: true }, false))
  put(filename, content);

for (const file of stale) process.stderr.write(`${file} is not what its sources make of it: run npm run generate\n`);
if (checkOnly) process.stdout.write(`generated files: ${stale.length} out of date\n`);
process.exit(checkOnly && stale.length > 0 ? 1 : 0);

function put(file, text) {
  const path = join(root, file);
  if (checkOnly) {
    if (read(path) !== text) stale.push(file);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function configSchema() {
  const { configJsonSchema } = await import('../dist/config/json-schema.js');
  const { SOURCE_KINDS } = await import('../dist/sources/source-kinds.js');
  const schema = configJsonSchema(SOURCE_KINDS);
  const docs = {
    ...docsOf('src/config/gateway-config.ts'),
    ...docsOf('src/config/authentication-config.ts'),
    ...docsOf('src/sources/source.ts'),
  };
  docs.ResilienceConfig = { ...docs.ResilienceOptions, ...docs.ResilienceConfig };
  describe(schema, docs.GatewayConfig, docs);
  for (const source of schema.properties.sources.additionalProperties.anyOf) {
    const kind = Object.keys(SOURCE_KINDS).find((name) => name in source.properties);
    const own = docsOf(`src/sources/${kind}/options.ts`);
    const options = Object.entries(own).find(([name]) => name.toLowerCase() === `${kind}options`)?.[1];
    describe(source, { ...docs.CommonSourceOptions, ...options }, { ...docs, ...own });
  }
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The comment and the type of every member of every interface in a file. */
function docsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const interfaces = {};
  for (const [, name, body] of text.matchAll(/export interface (\w+)[^{]*\{\n([\s\S]*?)\n\}/g)) {
    interfaces[name] = {};
    for (const [, comment, key, type] of body.matchAll(
      /(?: {2}\/\*\*([\s\S]*?)\*\/\n)? {2}readonly (\w+)\??: ([^;]+);/g,
    )) {
      const description = comment
        ?.replace(/\n\s*\*/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      interfaces[name][key] = { description, types: type.match(/\w+/g) };
    }
  }
  return interfaces;
}

/** Puts what the types say of each setting into its schema, so that an editor shows it. */
function describe(schema, members, docs) {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const member = members?.[key];
    if (member === undefined) continue;
    if (member.description !== undefined) property.description ??= member.description;
    const inner = member.types.map((type) => docs[type]).find((found) => found !== undefined);
    if (inner === undefined) continue;
    for (const part of [property, ...(property.anyOf ?? [])]) describe(part, inner, docs);
  }
}

/** SDL of the demo's graph. One of its sources is asked for its schema, so the services have to run. */
function composedSchema() {
  const cwd = join(root, 'examples/shop');
  const args = [join(root, 'bin/interlace.js'), 'check', '--mode', 'development', '--with', 'demo.ts', '--sdl'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}
