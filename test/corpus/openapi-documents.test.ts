import { join } from 'node:path';
import { buildSchema, printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { openapi } from '../../src/sources/openapi/index.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import { corpus, entries } from './openapi-entries.ts';

const NO_QUERY = /Query root type must be provided/;

describe.skipIf(entries.length === 0)(
  `OpenAPI documents of ${corpus}${entries.length === 0 ? ' (absent: skipped)' : ''}`,
  () => {
    it.each(entries.map((entry) => [entry.name, entry] as const))(
      '%s',
      async (_, entry) => {
        const definition = openapi(entry.entry);
        const { subschema } = await definition.open(definition.options, createNodeSourceIO(join(corpus, entry.dir)));
        const problems = validateSchema(subschema.schema).filter(({ message }) => !NO_QUERY.test(message));
        expect(problems).toEqual([]);
        const sdl = printSchema(subschema.schema);
        if (sdl !== '') expect(() => buildSchema(sdl)).not.toThrow();
        expect(subschema.described).toBe(entry.operations);
        const skipped = subschema.issues.filter((issue) => issue.code === 'OPERATION_SKIPPED');
        expect(subschema.operations.size + skipped.length).toBe(subschema.described);
        expect(subschema.operations.size).toBeGreaterThanOrEqual(subschema.described * 0.995);
      },
      120_000,
    );
  },
);
