import { describe, expect, it } from 'vitest';
import { createExecutor } from '../../src/execution/executor.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { executable } from './executable.ts';
import { fakeContext, fakeGraph, keyedLink } from './fake-graph.ts';
import { fakeSource } from './fake-source.ts';

const sdl = `
  type Query { shops: [Shop] people(keys: [ID!]!): [Person] anything: Any named: Named }
  type Shop implements Named { name: String! rank: Int mood: Mood tags: [String!] boss: Person owner: Owner near: Named }
  type Person implements Named { id: ID name: String! age: Int! owner: Owner }
  type Owner { name: String! age: Int }
  interface Named { name: String! owner: Owner }
  union Any = Shop | Person
  enum Mood { GOOD }`;

/** People come from another source than shops; a shop's owner is part of it, a person's is linked. */
function graphOf(): Graph {
  const graph = fakeGraph({ sdl });
  const people = { ...keyedLink('Query.people', 'bossId', 'id') };
  const target = { ...people.target, source: 'people' };
  return {
    ...graph,
    routes: new Map([
      ...graph.routes,
      ['Query.people', target as never],
      ['Shop.boss', { ...people, target } as never],
      ['Person.owner', { ...keyedLink('Query.people', 'id', 'id'), target } as never],
    ]),
  };
}

async function errorsOf(query: string, shops: unknown, people: readonly object[] = [], anything?: unknown) {
  const graph = graphOf();
  const { handler } = fakeSource({
    'Query.shops': () => shops,
    'Query.people': () => people,
    'Query.anything': () => anything,
    'Query.named': () => anything,
  });
  const seen = [];
  for (const plans of [true, false]) {
    const executor = createExecutor({ graph, schema: executable(graph, handler), handler, plans });
    const operation = executor.prepare(query, undefined);
    if ('errors' in operation) throw new Error(JSON.stringify(operation.errors));
    expect(operation.planned).toBe(plans);
    const { errors = [] } = await executor.execute(operation, {}, fakeContext());
    expect(JSON.stringify(errors)).not.toContain('SECRET');
    seen.push(
      errors.map(({ message, path, extensions }) => ({ message, at: path?.join('.'), source: extensions.source })),
    );
    for (const { extensions } of errors) expect(extensions.code).toBe('UPSTREAM_MALFORMED');
  }
  expect(seen[0]).toEqual(seen[1]);
  return seen[0] ?? [];
}

describe('a value that does not fit its type is an error that names its source and not the value', () => {
  const expected = 'Expected a value of type';
  it.each([
    ['rank', { rank: 'SECRET' }, `${expected} "Int", but the service answered a string that is none.`, 'rank'],
    ['rank', { rank: { SECRET: 1 } }, `${expected} "Int", but the service answered an object that is none.`, 'rank'],
    ['mood', { mood: 'SECRET' }, `${expected} "Mood", but the service answered a string that is none.`, 'mood'],
    ['tags', { tags: ['a', null] }, 'Cannot return null for non-nullable field Shop.tags.', 'tags.1'],
    ['tags', { tags: 'SECRET' }, 'Expected a list at "Shop.tags", but the service answered a string.', 'tags'],
    ['name', { name: undefined }, 'Cannot return null for non-nullable field Shop.name.', 'name'],
    [
      'owner { name }',
      { owner: ['SECRET'] },
      'Expected an object of type "Owner", but the service answered a list.',
      'owner',
    ],
    [
      'near { name }',
      { near: 'SECRET' },
      'Expected an object of type "Named", but the service answered a string.',
      'near',
    ],
    [
      'near { name }',
      { near: { __typename: 'SECRET' } },
      'Expected an object of type "Named", but the service answered one of another type.',
      'near',
    ],
    [
      'near { name }',
      { near: {} },
      'Expected an object of type "Named", but the service answered one that does not say of which type it is.',
      'near',
    ],
  ])('%s of %j', async (selection, shop, message, at) => {
    expect(await errorsOf(`{ shops { ${selection} } }`, [shop])).toEqual([
      { message, at: `shops.0.${at}`, source: 'fake' },
    ]);
  });

  it('that of a link names the source that the link leads to', async () => {
    const errors = await errorsOf('{ shops { chief: boss { years: age } } }', [{ bossId: 1 }], [{ id: 1, age: 'x' }]);
    expect(errors).toEqual([
      {
        message: 'Expected a value of type "Int", but the service answered a string that is none.',
        at: 'shops.0.chief.years',
        source: 'people',
      },
    ]);
  });

  it('that below an interface is of whom the value’s own type has it from', async () => {
    const query = '{ named { ...F } } fragment F on Named { whose: owner { name } }';
    const missing = { message: 'Cannot return null for non-nullable field Owner.name.', at: 'named.whose.name' };
    const shop = { __typename: 'Shop', owner: {} };
    const person = { __typename: 'Person', id: 1 };
    expect(await errorsOf(query, [], [], shop)).toEqual([{ ...missing, source: 'fake' }]);
    expect(await errorsOf(query, [], [{ id: 1 }], person)).toEqual([{ ...missing, source: 'people' }]);
  });

  it('that of a union is of the call that answered it', async () => {
    expect(await errorsOf('{ anything { __typename } }', [], [], 7)).toEqual([
      {
        message: 'Expected an object of type "Any", but the service answered a number.',
        at: 'anything',
        source: 'fake',
      },
    ]);
  });
});
