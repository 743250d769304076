import { join } from 'node:path';
import { type GraphQLType, isInputObjectType, isInterfaceType, isObjectType, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import { SoapCodec } from '../../src/sources/soap/codec.ts';
import { soap } from '../../src/sources/soap/index.ts';
import type { SoapWire } from '../../src/sources/soap/wire.ts';
import { corpus, hasCorpus, wsdlEntries } from './soap-entries.ts';

describe.skipIf(!hasCorpus)(`WSDLs of ${corpus}${hasCorpus ? '' : ' (absent: skipped)'}`, () => {
  test.each(wsdlEntries().map((entry) => [entry.name, entry] as const))('%s', async (_, entry) => {
    const definition = soap(entry.entry, entry.urlMap === undefined ? {} : { map: entry.urlMap });
    const { subschema } = await definition.open(definition.options, createNodeSourceIO(join(corpus, entry.dir)));
    const problems = validateSchema(subschema.schema).filter(
      ({ message }) => message !== 'Query root type must be provided.',
    );
    expect(problems).toEqual([]);
    expect(subschema.operations.size).toBe(entry.operations);
    expect(subschema.described).toBe(entry.operations);
    expect(subschema.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    // A field is open only where the description leaves it open, or refers to what it does not have.
    const open = Object.values(subschema.schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      .flatMap((type): { name: string; type: GraphQLType }[] => Object.values(type.getFields()))
      .filter(({ name, type }) => String(type).replace(/[[\]!]/g, '') === 'JSON' && !name.startsWith('anyAttributes'));
    if (open.length > 0) expect(subschema.issues.some(({ code }) => code === 'TYPE_OPEN')).toBe(true);
    for (const operation of subschema.operations.values()) new SoapCodec(operation.wire as SoapWire);
  });
});
