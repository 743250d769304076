import { expect, test } from 'vitest';
import type { ComposeSource } from '../../src/graph/compose-input.ts';
import { compose, issuesOf, source } from './compose.ts';

const SDL = `
  type Query { pets: [Pet!]!  pet(id: ID!): Pet! }
  type Mutation { feed(id: ID!): Pet! }
  type Subscription { fed: Pet! }
  type Pet { id: ID! }
`;
const pets = (options: ComposeSource['options'] = {}) => source('pets', SDL, { takes: 'documents', options });
const shelter = source('shelter', 'type Query { shelters: [Shelter!] } type Shelter { petId: ID! }');
const typeAt = (graph: ReturnType<typeof compose>, coordinate: string): string => {
  const [type = '', field = ''] = coordinate.split('.');
  const found = graph.schema.getType(type);
  return String(found !== undefined && 'getFields' in found && found.getFields()[field]?.type);
};
const ROOTS = ['Query.pets', 'Query.pet', 'Mutation.feed', 'Subscription.fed'];

test('root fields of queries and mutations may be null, whatever their source says, and nothing else changes', () => {
  const graph = compose([pets()]);
  expect(ROOTS.map((place) => typeAt(graph, place))).toEqual(['[Pet!]', 'Pet', 'Pet', 'Pet!']);
  expect(typeAt(graph, 'Pet.id')).toBe('ID!');
});

test('so may those in a namespace, which itself is always there', () => {
  const graph = compose([pets({ namespace: 'zoo' })]);
  expect(typeAt(graph, 'Query.zoo')).toMatch(/!$/);
  const group = typeAt(graph, 'Query.zoo').slice(0, -1);
  expect([typeAt(graph, `${group}.pets`), typeAt(graph, `${group}.pet`)]).toEqual(['[Pet!]', 'Pet'].map(named(graph)));
});

/** Types of a namespace have its prefix. */
function named(graph: ReturnType<typeof compose>): (type: string) => string {
  const pet = Object.keys(graph.schema.getTypeMap()).find((name) => name.endsWith('Pet')) ?? '';
  return (type) => type.replace('Pet', pet);
}

test('a source whose nullability is strict keeps what it says', () => {
  const graph = compose([pets({ nullability: 'strict' })]);
  expect(ROOTS.map((place) => typeAt(graph, place))).toEqual(['[Pet!]!', 'Pet!', 'Pet!', 'Pet!']);
});

test('the SDL of the graph may keep what the source of a single field says, and no more', () => {
  const graph = compose([pets()], 'extend type Query { pet: Pet! }');
  expect(issuesOf(graph)).toEqual([]);
  expect([typeAt(graph, 'Query.pets'), typeAt(graph, 'Query.pet')]).toEqual(['[Pet!]', 'Pet!']);
  const more = compose([shelter], 'extend type Query { shelters: [Shelter!]! }');
  expect(issuesOf(more)[0]).toContain('"Query.shelters" is "[Shelter!]" in the graph');
});

test('a link may be as the source of its target says: it takes only its parent with it', () => {
  const graph = compose(
    [pets(), shelter],
    'extend type Shelter { pet: Pet! @link(from: "pet", args: { id: "{petId}" }) }',
  );
  expect(issuesOf(graph).filter((issue) => issue.includes('error'))).toEqual([]);
});
