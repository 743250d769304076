import { describe, expect, test } from 'vitest';
import type { ComposeInput } from '../../src/graph/compose-input.ts';
import type { CallResilience } from '../../src/sources/source.ts';
import { compose, issuesOf, source } from './compose.ts';

const zoo = source(
  'zoo',
  `type Query { animals: [Animal!]!  animal(id: ID!): Animal  keepers(ids: [ID!]!): Keepers!  keeper(id: ID!): Keepers }
   type Mutation { feed(id: ID!): Animal }
   interface Animal { id: ID!  legs: Int }
   type Bird implements Animal { id: ID!  legs: Int  wingspan: Float!  mood: Mood  keeperId: ID  keeperIds: [ID!] }
   type Snake implements Animal { id: ID!  legs: Int }
   type Keepers { found: [Keeper!]!  first: Keeper }
   type Keeper { id: ID!  name: String!  email: String }
   enum Mood { CALM WILD }`,
  { options: { rename: { Snake: 'Serpent', 'Bird.wingspan': 'span' }, nullability: 'strict' } },
);
const reviews = source('reviews', 'type Query { reviews: [Review!]! }  type Review { stars: Int }', {
  takes: 'documents',
});
const LINKS = `
  extend type Bird {
    keeper: Keeper @link(from: "keepers", arg: "ids", keys: "keeperId", by: "id")
    keepers: [Keeper] @link(from: "keepers", arg: "ids", keys: "keeperIds", by: "id")
    boss: Keeper @link(from: "keeper", args: { id: "{keeperId}" }, at: "first")
  }
  extend type Serpent @merge(type: "Keeper", from: "keepers", arg: "ids", keys: "id", by: "id", fields: ["email"])
`;

const withRules = (resilience: Readonly<Record<string, CallResilience>>, more: Partial<ComposeInput> = {}) =>
  compose([zoo, reviews], LINKS, { tables: { resilience }, ...more });
const withValue = (coordinate: string, value: unknown) => withRules({ [coordinate]: { fallback: { value } } });
const rowIssues = (graph: ReturnType<typeof withRules>) =>
  issuesOf(graph).filter((line) => line.startsWith('resilience.'));

describe('a fallback value', () => {
  test.each<[string, string, unknown, unknown]>([
    [
      'of a root field has its type',
      'Query.animal',
      { __typename: 'Bird', id: 'b', span: 1 },
      { __typename: 'Bird', id: 'b', wingspan: 1 },
    ],
    [
      'has the names of its source',
      'Query.animals',
      [{ __typename: 'Serpent', id: 's' }],
      [{ __typename: 'Snake', id: 's' }],
    ],
    ['may be nothing', 'Query.animal', null, null],
    ['of a link is that of one key', 'Bird.keeper', { id: 'k', name: 'K' }, { id: 'k', name: 'K' }],
    ['of a list of keys is that of one of them', 'Bird.keepers', { id: 'k', name: 'K' }, { id: 'k', name: 'K' }],
    [
      'of a link without keys is where it looks',
      'Bird.boss',
      { id: 'k', name: 'K' },
      { first: { id: 'k', name: 'K' } },
    ],
  ])('%s', (_, coordinate, value, shaped) => {
    const graph = withValue(coordinate, value);
    expect(rowIssues(graph)).toEqual([]);
    expect(graph.callRules.get(coordinate)).toEqual({ source: 'zoo', resilience: {}, fallback: { value: shaped } });
  });

  test.each<[string, string, unknown, string]>([
    ['null where that must not be', 'Query.animals', null, '"value" is null, and [Animal!]! must not be.'],
    ['null inside', 'Query.animals', [null], '"value[0]" is null, and Animal! must not be.'],
    ['no list', 'Query.animals', {}, '"value" is no list, as [Animal!] is.'],
    ['no object', 'Query.animal', 'x', '"value" is no object, as Animal is.'],
    [
      'an object of no type',
      'Query.animal',
      { id: 1 },
      '"value" needs "__typename", the name of an object type of Animal.',
    ],
    [
      'an object of another type',
      'Bird.keeper',
      { __typename: 'Bird' },
      '"value" needs "__typename", the name of an object type of Keeper.',
    ],
    [
      'an unknown field',
      'Bird.keeper',
      { id: 1, nam: 'K' },
      '"value" has "nam", which Keeper has not. Did you mean "name"?',
    ],
    ['a field that must not be missing', 'Bird.keeper', { id: 1 }, '"value" lacks "name", which must not be null.'],
    [
      'a field of another call',
      'Query.animal',
      { __typename: 'Bird', id: 1, span: 1, keeper: null },
      '"value" has "keeper", which is no property of Bird but answered by a call; leave it out.',
    ],
    [
      'a leaf of another type',
      'Query.animal',
      { __typename: 'Bird', id: 1, span: 'wide' },
      '"value.span" is no Float: Float cannot represent non numeric value: "wide"',
    ],
    [
      'a name that is no value of an enum',
      'Query.animal',
      { __typename: 'Bird', id: 1, span: 1, mood: 'TIRED' },
      '"value.mood" is no Mood: Enum "Mood" cannot represent value: "TIRED"',
    ],
  ])('is not %s', (_, coordinate, value, message) => {
    expect(rowIssues(withValue(coordinate, value))).toEqual([`resilience.${coordinate}.fallback: error: ${message}`]);
  });
});

test.each<[string, CallResilience, string]>([
  ['Query.animls', {}, '"Query" has no field "animls". Did you mean "animals" or "animal"?'],
  ['Bird', {}, '"Bird" makes no call of its own; such a rule stands at a root field or a link.'],
  ['Bird.mood', {}, '"Bird.mood" makes no call of its own; such a rule stands at a root field or a link.'],
  ['Serpent.email', {}, '"Serpent.email" is merged, and shares its call with others; put the rule at "Query.keepers".'],
  ['Mutation.feed', { fallback: 'last-good' }, '"Mutation.feed" can have no fallback: only what a query reads can.'],
  [
    'Mutation.feed',
    { fallback: { value: null } },
    '"Mutation.feed" can have no fallback: only what a query reads can.',
  ],
])('a rule of %s %j is refused', (coordinate, rule, message) => {
  expect(rowIssues(withRules({ [coordinate]: rule }))).toEqual([`resilience.${coordinate}: error: ${message}`]);
});

test('the times and tries of a root field are those of the links to it, its fallback is not', () => {
  const rule = { timeout: 100, retries: 0 } as const;
  const { callRules } = withRules({
    'Query.keepers': { ...rule, fallback: { value: { found: [] } } },
    'Bird.keeper': { retries: 1 },
    'Query.reviews': { timeout: 5 },
  });
  expect(Object.fromEntries(callRules)).toEqual({
    'Query.keepers': { source: 'zoo', resilience: rule, fallback: { value: { found: [] } } },
    'Bird.keeper': { source: 'zoo', resilience: { retries: 1 }, fallback: undefined },
    'Bird.keepers': { source: 'zoo', resilience: rule, fallback: undefined },
    'Serpent.email': { source: 'zoo', resilience: rule, fallback: undefined },
    'Query.reviews': { source: 'reviews', resilience: { timeout: 5 }, fallback: undefined },
  });
});

describe('the last good answer', () => {
  const LONGEST = 24 * 24 * 3_600_000;

  test('is kept for nothing else, where no other rule is', () => {
    const { cacheRules } = withRules({ 'Query.animals': { fallback: 'last-good' } });
    expect([...cacheRules.keys()]).toEqual(['Query.animals']);
    expect(cacheRules.get('Query.animals')).toMatchObject({ ttlMs: 0, staleIfErrorMs: LONGEST, lastGood: true });
  });

  test('of a source that takes documents is that of its queries, in a namespace or not', () => {
    const sdl = 'type Query { reviews: Int } type Mutation { review: Int }';
    const options = { resilience: { fallback: 'last-good' } } as const;
    const grouped = source('grouped', sdl, { takes: 'documents', options: { ...options, namespace: 'apart' } });
    const { cacheRules } = compose([source('reviews', sdl, { takes: 'documents', options }), grouped]);
    expect([...cacheRules.keys()].sort()).toEqual(['ApartQuery.reviews', 'Query.reviews']);
  });

  test('of all reads of all sources is kept by the rules that there are, and by none where a field has another fallback', () => {
    const graph = compose([zoo, reviews], `${LINKS} extend type Keeper @cache(ttl: "1m", scope: PUBLIC)`, {
      resilience: { fallback: 'last-good' },
      tables: { resilience: { 'Query.animal': { fallback: { value: null } } } },
    });
    expect(rowIssues(graph)).toEqual([]);
    const rules = [...graph.cacheRules].map(([name, { ttlMs, scope, lastGood }]) => [name, ttlMs, scope, lastGood]);
    expect(rules.sort()).toEqual([
      ['Bird.boss', 60_000, 'public', true],
      ['Bird.keeper', 60_000, 'public', true],
      ['Bird.keepers', 60_000, 'public', true],
      ['Keeper', 60_000, 'public', false],
      ['Query.animals', 0, undefined, true],
      ['Query.keeper', 0, undefined, true],
      ['Query.keepers', 0, undefined, true],
      ['Query.reviews', 0, undefined, true],
      ['Serpent.email', 60_000, 'public', true],
    ]);
  });
});
