import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';

const a = (options = {}) =>
  source('a', 'type Query { one: Thing when: When } type Thing { id: ID! kind: Kind } enum Kind { X Y } scalar When', {
    options,
  });
const b = (options = {}) =>
  source(
    'b',
    'type Query { one: Thing two: Other } type Thing { id: ID! kind: Kind } enum Kind { X Y } type Other { when: When } scalar When',
    { options },
  );

test('scalars of one name are one type; other types and root fields of one name get the name of their source', () => {
  const graph = compose([a(), b()]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      aOne: AThing
      when: When
      bOne: BThing
      two: Other
    }

    type AThing {
      id: ID!
      kind: AKind
    }

    enum AKind {
      X
      Y
    }

    scalar When

    type BThing {
      id: ID!
      kind: BKind
    }

    enum BKind {
      X
      Y
    }

    type Other {
      when: When
    }"
  `);
  expect(issuesOf(graph)).toEqual([
    'Query.one: warning: More than one root field is called "Query.one"; in the graph they are "Query.aOne" of "a", "Query.bOne" of "b". Choose other names with "rename" or "namespace".',
    'Thing: warning: Sources "a", "b" have a type "Thing"; in the graph they are "AThing" of "a", "BThing" of "b". Choose other names with "rename".',
    'Kind: warning: Sources "a", "b" have a type "Kind"; in the graph they are "AKind" of "a", "BKind" of "b". Choose other names with "rename".',
  ]);
  const [first] = graph.sources;
  expect(Object.fromEntries(first?.graphTypeNames ?? [])).toEqual({ Thing: 'AThing', Kind: 'AKind' });
  expect(Object.fromEntries(first?.typeNames ?? [])).toEqual({ AThing: 'Thing', AKind: 'Kind' });
});

test('a prefixed name that is taken moves on', () => {
  const graph = compose([
    a({ rename: { Kind: 'Sort' } }),
    b({ rename: { Kind: 'Form' } }),
    source('c', 'type Query { x: AThing } type AThing { y: Query1 } type Query1 { z: Int }'),
  ]);
  expect(Object.keys(graph.schema.getTypeMap()).filter((name) => name.endsWith('Thing'))).toEqual([
    'AThing',
    'BThing',
    'CAThing',
  ]);
});

test('names of the graph itself are not given away', () => {
  const graph = compose([
    source(
      'a',
      'schema { query: Root } type Root { q: Query m: Mutation l: LinkArguments } type Query { x: Int } type Mutation { y: Int } scalar LinkArguments',
    ),
  ]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      q: AQuery
      m: AMutation
      l: ALinkArguments
    }

    type AQuery {
      x: Int
    }

    type AMutation {
      y: Int
    }

    scalar ALinkArguments"
  `);
});

test('a namespace groups root fields and prefixes types; scalars stay shared', () => {
  const withMutation = source(
    'crm',
    'type Query { one: Thing } type Mutation { change(kind: Kind): Thing } type Subscription { changed: Thing } type Thing { kind: Kind when: When } enum Kind { X } scalar When',
    { options: { namespace: 'crm' } },
  );
  const graph = compose([a(), withMutation]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      crm: CrmQuery!
      one: Thing
      when: When
    }

    type Mutation {
      crm: CrmMutation!
    }

    type Subscription {
      crmChanged: CrmThing
    }

    type CrmQuery {
      one: CrmThing
    }

    type CrmMutation {
      change(kind: CrmKind): CrmThing
    }

    type Thing {
      id: ID!
      kind: Kind
    }

    enum Kind {
      X
      Y
    }

    scalar When

    type CrmThing {
      kind: CrmKind
      when: When
    }

    enum CrmKind {
      X
    }"
  `);
  expect(issuesOf(graph)).toEqual([]);
  expect([...graph.routes].map(([coordinate, { kind }]) => `${coordinate} ${kind}`)).toEqual([
    'Query.crm namespace',
    'Query.one call',
    'Query.when call',
    'Mutation.crm namespace',
    'Subscription.crmChanged call',
    'CrmQuery.one call',
    'CrmMutation.change call',
  ]);
});

test('two sources may share a namespace, and a root field may not take its name', () => {
  const graph = compose([a({ namespace: 'x' }), b({ namespace: 'x' }), source('c', 'type Query { x: Int }')]);
  expect(issuesOf(graph).filter((issue) => issue.startsWith('Query'))).toEqual([
    'Query.x: warning: The name of the root field "Query.x" is taken; in the graph it is "Query.cX" of "c". Choose other names with "rename" or "namespace".',
  ]);
  expect(Object.keys(graph.schema.getQueryType()?.getFields() ?? {})).toEqual(['x', 'cX']);
  expect([...graph.routes.keys()]).toEqual([
    'Query.x',
    'Query.cX',
    'XQuery.aOne',
    'XQuery.when',
    'XQuery.bOne',
    'XQuery.two',
  ]);
});

test('renamed types, fields, arguments, and the routes that read them', () => {
  const graph = compose(
    [
      source(
        'a',
        `type Query { getThings(filter_ids: [ID!], n: Int): [Thing] }
       interface Named { label: String }
       type Thing implements Named { label: String other_id: ID parts: [Part] }
       type Part { no: Int }`,
        {
          options: {
            rename: {
              'Query.getThings': 'things',
              'Query.getThings(filter_ids:)': 'ids',
              'Named.label': 'name',
              'Thing.other_id': 'otherId',
              Part: 'Piece',
            },
          },
        },
      ),
    ],
    'extend type Thing { other: Thing @link(from: "things", arg: "ids", keys: "otherId", by: "otherId") again: [Thing] @link(from: "things", args: { ids: "{name}", n: "{parts.no}" }) }',
  );
  expect(issuesOf(graph)).toEqual([
    'shop.graphql:1:163: error: Argument "n" of "Query.things": "{parts.no}" is "[Int]", which does not fit "Int".',
  ]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      things(ids: [ID!], n: Int): [Thing]
    }

    interface Named {
      name: String
    }

    type Thing implements Named {
      name: String
      otherId: ID
      parts: [Piece]
      other: Thing
      again: [Thing]
    }

    type Piece {
      no: Int
    }"
  `);
  expect(graph.routes.get('Query.things')).toMatchObject({ argNames: new Map([['ids', 'filter_ids']]) });
  expect(graph.routes.get('Thing.otherId')).toEqual({ kind: 'property', property: 'other_id' });
  expect(graph.routes.get('Thing.name')).toEqual({ kind: 'property', property: 'label' });
  expect(graph.routes.get('Thing.other')).toMatchObject({
    requires: [['other_id']],
    keyed: { keys: [['other_id']], by: [['other_id']], arg: ['ids'] },
  });
});

test.each([
  [{ Thingy: 'X' }, 'sources.a.rename.Thingy: error: The source has no type "Thingy". Did you mean "Thing"?'],
  [
    { 'Thing.idd': 'X' },
    'sources.a.rename.Thing.idd: error: The type "Thing" has no field "idd". Did you mean "id" or "kind"?',
  ],
  [{ 'Thing.id': 'a b' }, 'sources.a.rename.Thing.id: error: "a b" is not a name in GraphQL.'],
  [{ 'Thing.id': '__id' }, 'sources.a.rename.Thing.id: error: "__id" is not a name in GraphQL.'],
  [
    { 'Thing.id': 'kind' },
    'sources.a.rename.Thing.id: error: "Thing.id" cannot become "kind": "Thing" has that name already.',
  ],
  [
    { 'Kind.X': 'Z' },
    'sources.a.rename.Kind.X: error: "Kind.X" cannot be renamed: only types, fields of objects and arguments of root fields can.',
  ],
  [{ Query: 'Root' }, 'sources.a.rename.Query: error: A root type cannot be renamed.'],
  [{ 'Query.one(x:)': 'y' }, 'sources.a.rename.Query.one(x:): error: "Query.one" has no argument "x".'],
  [
    { 'Query.one.x': 'y' },
    'sources.a.rename.Query.one.x: error: "Query.one.x" is not a schema coordinate such as "Type", "Type.field" or "Query.field(argument:)".',
  ],
])('rename %j', (rename, issue) => {
  expect(issuesOf(compose([a({ rename })]))).toEqual([issue]);
});

test('fields that swap their names', () => {
  const graph = compose([
    source('a', 'type Query { x: T } type T { a: Int b: Int }', { options: { rename: { 'T.a': 'b', 'T.b': 'a' } } }),
  ]);
  expect(issuesOf(graph)).toEqual([]);
  expect(graph.routes.get('T.a')).toEqual({ kind: 'property', property: 'b' });
});

test('a graph without queries still has a schema', () => {
  const graph = compose([source('a', 'schema { mutation: M } type M { do: Int }')]);
  expect(issuesOf(graph)).toEqual([]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      """Always null: the sources of this graph have no query."""
      _noQueries: Boolean
    }

    type Mutation {
      do: Int
    }"
  `);
});

test('who names a type or a root field that was renamed is told what it is called', () => {
  const graph = compose(
    [a(), b(), source('c', 'type Subscription { events: Int }  type Query { c: Int }')],
    `extend type Thing { x: Other @link(from: "one") }
     extend type AThing { x: Kind  y: AThing @link(from: "one") }
     extend type Subscription { z: Int @link(from: "c") }`,
    { tables: { cache: { Thing: { ttlMs: 1 } } } },
  );
  expect(issuesOf(graph).filter((issue) => issue.includes(': error: '))).toEqual([
    'shop.graphql:1:13: error: There is no type "Thing" to extend. In the graph it is "AThing" of "a" and "BThing" of "b".',
    'shop.graphql:2:30: error: There is no type "Kind" for "AThing.x". In the graph it is "AKind" of "a" and "BKind" of "b".',
    'shop.graphql:2:58: error: There is no root query field "one". In the graph it is "aOne" of "a" and "bOne" of "b".',
    'shop.graphql:3:40: error: "Subscription.z" cannot be a link: a link reads once, a subscription needs events.',
    'cache.Thing: error: There is no type "Thing". In the graph it is "AThing" of "a" and "BThing" of "b".',
  ]);
});
