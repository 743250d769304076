import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildSchema, GraphQLBoolean, GraphQLObjectType, GraphQLSchema, printSchema, validateSchema } from 'graphql';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { here, open } from './harness.ts';

type Json = Record<string, unknown>;

const NAMES = ['A', 'B', 'C', 'some thing', '9', '', '__x', 'a/b~c', 'String', 'Query', 'constructor', '__proto__'];
const name = fc.constantFrom(...NAMES);
const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, true, [], {}, [null], ''));
const types = fc.constantFrom('object', 'array', 'string', 'integer', 'number', 'boolean', 'null', 'file', 'any');
const mostly = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: usual as fc.Arbitrary<unknown>, weight: 30 }, { arbitrary: odd, weight: 1 });
const reference = name.map((it) => ({
  $ref: `#/components/schemas/${it.replaceAll('~', '~0').replaceAll('/', '~1')}`,
}));

/** Schemas that refer to each other freely, with any keyword beside any other, now and then of a wrong type. */
const { schema } = fc.letrec<{ schema: unknown; keywords: Json }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    reference,
    types.map((type) => ({ type })),
    tie('keywords'),
    fc.boolean(),
  ),
  keywords: fc.record(
    {
      type: mostly(fc.oneof(types, fc.array(types, { maxLength: 3 }))),
      properties: mostly(fc.dictionary(name, tie('schema'), { maxKeys: 4 })),
      required: mostly(fc.array(name, { maxLength: 3 })),
      additionalProperties: mostly(tie('schema')),
      patternProperties: mostly(fc.dictionary(name, tie('schema'), { maxKeys: 2 })),
      items: mostly(tie('schema')),
      prefixItems: mostly(fc.array(tie('schema'), { maxLength: 2 })),
      allOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
      oneOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
      anyOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
      enum: mostly(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 })),
      const: odd,
      default: odd,
      format: mostly(fc.constantFrom('date-time', 'int64', 'binary', 'uuid', 'decimal', 'x')),
      title: mostly(name),
      description: mostly(fc.constantFrom('', 'It is so.', '"""', '\\"""\\')),
      deprecated: mostly(fc.boolean()),
      nullable: mostly(fc.boolean()),
      readOnly: mostly(fc.boolean()),
      writeOnly: mostly(fc.boolean()),
      discriminator: mostly(fc.record({ propertyName: name, mapping: fc.dictionary(name, name, { maxKeys: 2 }) })),
      $recursiveRef: fc.constant('#'),
      $recursiveAnchor: mostly(fc.boolean()),
      $dynamicRef: mostly(fc.constantFrom('#a', '#b', 'https://e.test/a#a')),
      $dynamicAnchor: mostly(fc.constantFrom('a', 'b')),
      $id: mostly(fc.constantFrom('https://e.test/a', 'b')),
      $defs: mostly(fc.dictionary(name, tie('schema'), { maxKeys: 2 })),
    },
    { requiredKeys: [] },
  ),
}));

const content = mostly(
  fc.dictionary(
    fc.constantFrom('application/json', 'text/plain', 'multipart/form-data', 'application/xml', '*/*', 'x'),
    fc.record({ schema }, { requiredKeys: [] }),
    { maxKeys: 2 },
  ),
);
const parameter = fc.record({
  name: mostly(name),
  in: mostly(fc.constantFrom('query', 'path', 'header', 'cookie', 'body', 'formData')),
  required: mostly(fc.boolean()),
  style: mostly(fc.constantFrom('form', 'deepObject', 'matrix')),
  schema,
});
const operation = fc.record(
  {
    operationId: mostly(name),
    parameters: mostly(fc.array(mostly(parameter), { maxLength: 3 })),
    requestBody: mostly(fc.record({ required: mostly(fc.boolean()), content })),
    responses: mostly(
      fc.dictionary(fc.constantFrom('200', '201', '2XX', '204', 'default', '404'), fc.record({ content }), {
        maxKeys: 3,
      }),
    ),
    deprecated: mostly(fc.boolean()),
  },
  { requiredKeys: [] },
);
const document = fc.record({
  openapi: fc.constantFrom('3.0.3', '3.1.0', '3.2.0'),
  info: odd,
  paths: mostly(
    fc.dictionary(
      fc.constantFrom('/a', '/a/{A}', '/b/{C}/{C}', ''),
      mostly(fc.dictionary(fc.constantFrom('get', 'post', 'delete', 'head'), mostly(operation), { maxKeys: 2 })),
      { maxKeys: 3 },
    ),
  ),
  components: mostly(fc.record({ schemas: mostly(fc.dictionary(name, schema, { maxKeys: 6 })) })),
});

/** Translates, checks that the schema is valid and reads back, and that places can be told. */
async function check(description: unknown): Promise<void> {
  const text = JSON.stringify(description);
  await using source = await open('d.json', { endpoint: 'http://localhost' }, { 'd.json': text });
  const { schema: translated, issues } = source.subschema;
  for (const issue of issues) expect(issue.at).toMatch(/^d\.json/);
  const query = new GraphQLObjectType({ name: 'Query', fields: { nothing: { type: GraphQLBoolean } } });
  const whole = translated.getQueryType() ? translated : new GraphQLSchema({ ...translated.toConfig(), query });
  expect(validateSchema(whole)).toEqual([]);
  buildSchema(printSchema(whole));
}

describe('any description', () => {
  it('gives a valid schema, whatever its schemas say', async () => {
    await fc.assert(fc.asyncProperty(document, check), { numRuns: 300 });
  });

  it('gives a valid schema, or says what is wrong, when a part of it is replaced', async () => {
    const orders = JSON.stringify(load(await readFile(join(here, 'orders.yaml'), 'utf8')));
    const places = JSON.parse(orders) as Json;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.oneof(odd, schema)), { minLength: 1, maxLength: 3 }),
        async (changes) => {
          const changed = structuredClone(places);
          for (const [index, value] of changes) {
            const members = containers(changed).flatMap((it) => Object.keys(it).map((key) => [it, key] as const));
            const [holder, key] = members[index % members.length] ?? [];
            if (holder !== undefined && key !== undefined) holder[key] = structuredClone(value);
          }
          await check(changed).catch((error: unknown) => {
            if (!GatewayError.is(error) || error.code !== 'DESCRIPTION_INVALID') throw error;
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Every object and list inside. */
function containers(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(containers)];
}
