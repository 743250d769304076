import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isInputObjectType, isObjectType, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { grpc } from '../../src/sources/grpc/index.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';

const corpus = resolve(process.env.INTERLACE_CORPUS ?? '../shared/corpus');
const manifestFile = join(corpus, 'manifest.json');

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly dir: string;
  readonly entry: string;
  readonly includeDirs: readonly string[];
  readonly operations: number;
}

const read = (): Entry[] => {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { entries: Entry[] } | Entry[];
  return (Array.isArray(manifest) ? manifest : manifest.entries).filter(({ kind }) => kind === 'proto');
};

const entries = existsSync(manifestFile) ? read() : [];

describe.skipIf(entries.length === 0)(`protos of ${corpus}${entries.length === 0 ? ' (absent: skipped)' : ''}`, () => {
  test.each(entries.map((entry) => [entry.name, entry] as const))('%s', async (_, entry) => {
    const definition = grpc(`./${entry.entry}`, { importPaths: entry.includeDirs });
    const { subschema } = await definition.open(definition.options, createNodeSourceIO(join(corpus, entry.dir)));
    const problems = validateSchema(subschema.schema).filter(
      ({ message }) => message !== 'Query root type must be provided.',
    );
    expect(problems).toEqual([]);
    expect(subschema.described).toBe(entry.operations);
    expect(subschema.operations.size).toBe(entry.operations);
    expect(subschema.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    // Every open field is one that protobuf itself leaves open.
    const open = Object.values(subschema.schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInputObjectType(type))
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) => Object.values(type.getFields()))
      .filter(({ type }) => String(type).replace(/[[\]!]/g, '') === 'JSON');
    if (open.length > 0) expect(subschema.issues.some(({ code }) => code === 'TYPE_OPEN')).toBe(true);
  });
});
