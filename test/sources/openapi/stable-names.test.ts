import fc from 'fast-check';
import { isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { fnv1a } from '../../../src/utils/fnv1a.ts';
import { open } from './harness.ts';

const COMPONENTS = ['User', 'user_role', 'Team', 'order.line'];
const PATHS = ['users', 'teams', 'orders', 'events'];

const leaf = fc.constantFrom<unknown>(
  { type: 'string' },
  { type: 'integer', format: 'int64' },
  { type: 'string', enum: ['a', 'b'] },
  { type: 'object', additionalProperties: { type: 'number' } },
);
const reference = fc.constantFrom(...COMPONENTS).map((name) => ({ $ref: `#/components/schemas/${name}` }));
const property = fc.constantFrom('id', 'name', 'owner_id', 'Items', 'kind', 'parent', 'meta-data');
/** A component and properties that it does not have: what two parts both have is a schema of its own, and may contain itself. */
const extended = (name: string, of: fc.Arbitrary<unknown>) =>
  fc
    .tuple(reference, fc.dictionary(fc.constantFrom(`${name}_a`, `${name}_b`), of, { minKeys: 1 }))
    .map(([parent, properties]) => ({ allOf: [parent, { type: 'object', properties }] }));
const { schema, object } = fc.letrec<{ schema: unknown; object: unknown }>((tie) => ({
  object: fc
    .dictionary(property, tie('schema'), { minKeys: 1, maxKeys: 3 })
    .map((properties) => ({ type: 'object', properties })),
  schema: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    leaf,
    reference,
    tie('object'),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc.array(tie('object'), { minLength: 2, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    extended('own', tie('schema')),
  ),
}));

const component = (name: string) => fc.oneof(object, extended(name, schema));

const json = (value: unknown) => ({ 'application/json': { schema: value } });
const operation = (id: fc.Arbitrary<string | undefined>, of: fc.Arbitrary<unknown>) =>
  fc.record({ id, answer: of, input: fc.option(of, { nil: undefined }) }).map((it) => ({
    ...(it.id === undefined ? {} : { operationId: it.id }),
    responses: { '200': { description: 'ok', content: json(it.answer) } },
    ...(it.input === undefined ? {} : { requestBody: { content: json(it.input) } }),
  }));
const pathItem = (of: fc.Arbitrary<unknown>) => (name: string) =>
  fc.record(
    {
      get: operation(fc.constantFrom(undefined, `list_${name}`), of),
      post: operation(fc.constantFrom(undefined, `create-${name}`), of),
    },
    { requiredKeys: [] },
  );

/** Everything that a client can name: fields by their coordinate with their type, and values of enumerations. */
async function namesOf(paths: Record<string, unknown>, schemas: Record<string, unknown>): Promise<string[]> {
  const document = { openapi: '3.1.0', info: { title: '', version: '' }, paths, components: { schemas } };
  await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
  return Object.values(source.subschema.schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isEnumType(type)) return type.getValues().map((value) => `${type.name}.${value.name}`);
    // An interface has what its objects share, and more objects may share less.
    if (!isObjectType(type) && !isInputObjectType(type)) return [];
    return Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`);
  });
}

/** Some of an object's members, in another order. */
const some = (all: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> =>
  fc.shuffledSubarray(Object.entries(all)).map((entries) => Object.fromEntries(entries));

/** Some of the operations, and all of them with another component: names of the first are names of the second. */
async function holdsStable(
  item: ReturnType<typeof pathItem>,
  components: fc.Arbitrary<Record<string, unknown>>,
  numRuns = 60,
): Promise<void> {
  const documents = fc
    .tuple(
      fc.record(Object.fromEntries(PATHS.map((name) => [`/${name}`, item(name)]))),
      components,
      fc.constantFrom(...['Unused', 'Zebra', 'AAA'].map((name) => ({ [name]: { type: 'string', enum: ['z'] } }))),
    )
    .chain(([paths, schemas, unused]) =>
      fc.record({
        all: fc.constant(paths),
        part: some(paths),
        schemas: fc.constant(schemas),
        unused: fc.constant(unused),
      }),
    );
  await fc.assert(
    fc.asyncProperty(documents, async ({ all, part, schemas, unused }) => {
      const before = await namesOf(part, schemas);
      const after = new Set(await namesOf(all, { ...unused, ...schemas }));
      expect(before.filter((name) => !after.has(name))).toEqual([]);
      expect([...after].filter((name) => name.includes('_DOT_'))).toEqual([]);
    }),
    { numRuns },
  );
}

it('operations and schemas that are added change no name, and no name says DOT', () =>
  holdsStable(pathItem(schema), fc.record(Object.fromEntries(COMPONENTS.map((name) => [name, component(name)]))), 150));

const plain = (of: fc.Arbitrary<unknown>) =>
  fc.dictionary(property, of, { minKeys: 1, maxKeys: 3 }).map((properties) => ({ type: 'object', properties }));
const nested = plain(fc.oneof(leaf, plain(fc.oneof(leaf, plain(leaf)))));
/** Parts of which several describe the same property, each in its own way. */
const overlapping = (parents: readonly string[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...parents], { minLength: 1, maxLength: Math.min(2, parents.length) }),
      plain(fc.oneof(leaf, plain(fc.oneof(leaf, plain(leaf))))),
      fc.boolean(),
    )
    .map(([names, own, first]) => {
      const inherited = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
      return { allOf: first ? [own, ...inherited] : [...inherited, own] };
    });

it('no more so where the parts of an allOf describe the same property', () =>
  holdsStable(
    pathItem(fc.oneof(reference, nested, overlapping(COMPONENTS), plain(overlapping(COMPONENTS)))),
    // Inheritance has no cycles.
    fc.record(
      Object.fromEntries(
        COMPONENTS.map((name, index) => [
          name,
          index === 0 ? nested : fc.oneof(nested, overlapping(COMPONENTS.slice(0, index))),
        ]),
      ),
    ),
  ));

it('no more so where equal schemas have equal titles', () => {
  const titled = nested.map((it) => ({ title: `Part ${fnv1a(JSON.stringify(it)).toString(36)}`, ...it }));
  const small = plain(leaf).map((it) => ({ title: `Part ${fnv1a(JSON.stringify(it)).toString(36)}`, ...it }));
  const some = fc.oneof(titled, small, plain(fc.oneof(small, titled)));
  return holdsStable(pathItem(some), fc.record(Object.fromEntries(COMPONENTS.map((name) => [name, some]))));
});
