import { readFileSync } from 'node:fs';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  file_google_protobuf_descriptor,
  file_google_protobuf_struct,
} from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { readDescriptorSet } from '../../../src/sources/grpc/descriptor/binary.ts';
import { linkFiles } from '../../../src/sources/grpc/descriptor/link.ts';
import { parseProto } from '../../../src/sources/grpc/descriptor/parser.ts';
import type { RawFile } from '../../../src/sources/grpc/descriptor/raw.ts';
import { translate } from '../../../src/sources/grpc/translate.ts';

const proto = readFileSync(new URL('../../../schemas/catalog.proto', import.meta.url), 'utf8');
const set = toBinary(
  FileDescriptorSetSchema,
  create(FileDescriptorSetSchema, { file: [file_google_protobuf_descriptor.proto, file_google_protobuf_struct.proto] }),
);

/** Whatever can be read must translate to a valid schema; what cannot is refused in words. */
function check(read: () => readonly RawFile[]): void {
  let files: readonly RawFile[];
  try {
    files = read();
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'DESCRIPTION_INVALID' });
    return;
  }
  const { registry, issues } = linkFiles(files);
  const subschema = translate({ registry, services: [...registry.services.keys()], issues }, { description: 'x' });
  const problems = validateSchema(subschema.schema).filter(
    ({ message }) => message !== 'Query root type must be provided.',
  );
  expect(problems).toEqual([]);
}

const pieces = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ';',
  '"',
  "'",
  '/*',
  '//',
  '=',
  '.',
  ' ',
  '\n',
  'message',
  'oneof x {',
  'map<',
  'group',
  'extend',
  '__proto__',
  '0x',
  '-1',
  '\u0000',
  'ä',
  'stream',
  'option (x).y = ',
  '99999999999999999999',
);
const edit = fc.record({
  at: fc.nat(),
  drop: fc.integer({ min: 0, max: 40 }),
  put: fc.array(pieces, { maxLength: 4 }),
});

test('damaged protos are refused or translated', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      let text = proto;
      for (const { at, drop, put } of edits) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + put.join('') + text.slice(place + drop);
      }
      check(() => [parseProto(text, 'x.proto')]);
    }),
    { numRuns: 2000 },
  );
});

test('damaged descriptor sets are refused or translated', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
      (damage) => {
        const bytes = Buffer.from(set);
        for (const [at, value] of damage) bytes[at % bytes.length] = value;
        check(() => readDescriptorSet(bytes).files);
      },
    ),
    { numRuns: 200 },
  );
});
