import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { diffGraphs } from '../../src/graph/diff-graphs.ts';

const before = buildSchema(`
  type Query { a(x: Int! y: Int = 1): A gone: Int  hits: [Hit] }
  type A { id: ID! name: String }
  input I { must: Int! }
  enum E { X Y }
  union Hit = A
`);

test('changes by what clients feel of them', () => {
  const after = buildSchema(`
    type Query { a(x: Int y: Int = 2 z: Int): A  added: B  hits: [Hit] }
    type A { id: ID name: String @deprecated(reason: "use id") e: E }
    type B { i(input: I): Int }
    input I { must: Int  more: Int }
    enum E { X Y @deprecated(reason: "no") Z }
    union Hit = A | B
  `);
  expect(diffGraphs(before, after).map(({ level, kind, message }) => `${level} ${kind}: ${message}`)).toEqual([
    'breaking FIELD_CHANGED_KIND: A.id changed type from ID! to ID.',
    'breaking FIELD_REMOVED: Query.gone was removed.',
    'dangerous OPTIONAL_ARG_ADDED: An optional arg z on Query.a was added.',
    'dangerous OPTIONAL_INPUT_FIELD_ADDED: An optional field more on input type I was added.',
    'dangerous TYPE_ADDED_TO_UNION: B was added to union type Hit.',
    'dangerous ARG_DEFAULT_VALUE_CHANGE: Query.a arg y has changed defaultValue from 1 to 2.',
    'dangerous VALUE_ADDED_TO_ENUM: Z was added to enum type E.',
    'safe FIELD_ADDED: A.e was added.',
    'safe FIELD_DEPRECATED: A.name was deprecated: use id',
    'safe TYPE_ADDED: B was added.',
    'safe ENUM_VALUE_DEPRECATED: E.Y was deprecated: no',
    'safe INPUT_FIELD_OPTIONAL: I.must is no longer required.',
    'safe ARG_OPTIONAL: Query.a(x:) is no longer required.',
    'safe FIELD_ADDED: Query.added was added.',
  ]);
});

test('a graph does not differ from itself', () => {
  expect(diffGraphs(before, before)).toEqual([]);
});

test('a scalar of the standard that nothing has any more is no change of its own', () => {
  const after = buildSchema('type Query { a: String }');
  expect(diffGraphs(buildSchema('type Query { a: String gone: Float }'), after).map(({ message }) => message)).toEqual([
    'Query.gone was removed.',
  ]);
});
