import fc from 'fast-check';
import { lexicographicSortSchema, printSchema, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';

const typeName = fc.constantFrom('Thing', 'Item', 'AThing', 'BItem', 'Query2', 'LinkArguments', 'When');
const fieldName = fc.constantFrom('one', 'two', 'aOne', 'bTwo', 'id', 'x');

/** Sources whose types and root fields meet in many ways. */
const sketch = fc.record({
  types: fc.uniqueArray(typeName, { minLength: 1, maxLength: 4 }),
  kinds: fc.array(fc.constantFrom('type', 'enum', 'scalar', 'interface'), { minLength: 4, maxLength: 4 }),
  fields: fc.uniqueArray(fieldName, { minLength: 1, maxLength: 4 }),
  takes: fc.constantFrom('calls' as const, 'documents' as const),
  namespace: fc.option(fc.constantFrom('x', 'one'), { nil: undefined }),
});

function sdlOf({ types, kinds, fields }: { types: string[]; kinds: string[]; fields: string[] }): string {
  const definitions = types.map((name, index) => {
    const kind = kinds[index] ?? 'type';
    if (kind === 'enum') return `enum ${name} { A B }`;
    return kind === 'scalar' ? `scalar ${name}` : `${kind} ${name} { id: ID! next: ${types[index - 1] ?? 'Int'} }`;
  });
  return `type Query { ${fields.map((field, index) => `${field}: ${types[index % types.length]}`).join(' ')} }\n${definitions.join('\n')}`;
}

const sketches = fc.array(sketch, { minLength: 1, maxLength: 4 });

const sourcesOf = (
  given: readonly (Parameters<typeof sdlOf>[0] & { takes: 'calls' | 'documents'; namespace: string | undefined })[],
) =>
  given.map((each, index) =>
    source('abcd'.charAt(index), sdlOf(each), {
      takes: each.takes,
      ...(each.namespace && { options: { namespace: each.namespace } }),
    }),
  );

test('any sources make a valid schema, in which every root field of every source is', () => {
  fc.assert(
    fc.property(sketches, (given) => {
      const graph = compose(sourcesOf(given));
      expect(validateSchema(graph.schema)).toEqual([]);
      expect(issuesOf(graph).filter((issue) => issue.includes(': error: '))).toEqual([]);
      const routes = [...graph.routes.values()].filter(({ kind }) => kind === 'call' || kind === 'delegate');
      expect(routes).toHaveLength(given.reduce((count, { fields }) => count + fields.length, 0));
    }),
  );
});

test('composition is deterministic, and the order of the sources changes no name', () => {
  fc.assert(
    fc.property(sketches, (given) => {
      const sources = sourcesOf(given);
      const print = (order: typeof sources): string => printSchema(lexicographicSortSchema(compose(order).schema));
      expect(print(sources)).toBe(print(sources));
      expect(print([...sources].reverse())).toBe(print(sources));
    }),
  );
});

test('a source more renames nothing that it does not meet', () => {
  fc.assert(
    fc.property(sketches, (given) => {
      const before = compose(sourcesOf(given));
      const after = compose([...sourcesOf(given), source('z', 'type Query { unmet: Unmet } type Unmet { id: ID }')]);
      expect(Object.keys(after.schema.getTypeMap())).toEqual(
        expect.arrayContaining(Object.keys(before.schema.getTypeMap())),
      );
      expect([...after.routes.keys()]).toEqual(expect.arrayContaining([...before.routes.keys()]));
    }),
  );
});

test('a thousand types compose within a moment', () => {
  const sources = Array.from({ length: 10 }, (_, s) => {
    const types = Array.from(
      { length: 100 },
      (__, t) =>
        `type S${s}T${t} { id: ID! other: ID! next: S${s}T${(t + 1) % 100} ${Array.from({ length: 10 }, (___, f) => `f${f}: String`).join(' ')} }`,
    );
    const fields = Array.from({ length: 100 }, (__, t) => `s${s}t${t}(ids: [ID!]!): [S${s}T${t}!]!`);
    return source(`s${s}`, `type Query { ${fields.join(' ')} }\n${types.join('\n')}`);
  });
  const sdl = Array.from({ length: 500 }, (_, n) => {
    const [s, t] = [n % 10, n % 100];
    return `extend type S${s}T${t} { link${n}: S${(s + 1) % 10}T${t} @link(from: "s${(s + 1) % 10}t${t}", arg: "ids", keys: "other", by: "id") @cache(ttl: "1m", tags: ["x:{id}"]) }`;
  }).join('\n');
  const start = process.cpuUsage();
  const graph = compose(sources, sdl);
  const used = process.cpuUsage(start);
  const elapsed = (used.user + used.system) / 1000;
  console.log(
    `composed ${Object.keys(graph.schema.getTypeMap()).length} types and ${graph.routes.size} routes in ${elapsed.toFixed(0)} ms of processor time`,
  );
  expect(issuesOf(graph)).toEqual([]);
  expect(elapsed).toBeLessThan(5_000);
});
