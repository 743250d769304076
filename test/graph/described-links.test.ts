import { expect, test } from 'vitest';
import { compose, issuesOf, source } from './compose.ts';

const at = 'api.yaml#/paths/~1users/get/responses/200/links';
const link = (type: string, field: string, from: string, args: Record<string, string>) => ({
  type,
  field,
  from,
  args,
  at: `${at}/${field}`,
});

const api = (links: ReturnType<typeof link>[], options = {}) =>
  source(
    'api',
    `type Query { user(id: ID!): User  team(id: Int!, deep: Boolean): Team!  teams(ids: [Int!]!): [Team!]! }
     type Mutation { drop(id: ID!): User }
     type User { id: ID! teamId: Int name: String }
     type Team { id: Int! leadId: ID! }`,
    { links, options },
  );

test('links of a description become fields, under the names of the graph', () => {
  const graph = compose([
    api(
      [
        link('User', 'team', 'Query.team', { id: '{teamId}', deep: 'true' }),
        link('Team', 'lead', 'Query.user', { id: '{leadId}' }),
      ],
      {
        rename: { 'Query.team': 'group', Team: 'Group' },
      },
    ),
  ]);
  expect(issuesOf(graph)).toEqual([]);
  expect(graph.routes.get('User.team')).toMatchObject({
    targetCoordinate: 'Query.group',
    args: [
      { path: ['id'], value: { parts: [{ kind: 'field', path: ['teamId'] }] } },
      { path: ['deep'], value: { parts: [{ kind: 'value', value: true }] } },
    ],
  });
  expect(graph.routes.get('Group.lead')).toMatchObject({
    kind: 'link',
    targetCoordinate: 'Query.user',
    requires: [['leadId']],
  });
});

test('one that does not fit is left out, with the reason, and stops nothing', () => {
  const graph = compose([
    api([
      link('Usr', 'team', 'Query.team', { id: '{teamId}' }),
      link('User', 'team', 'Query.taem', { id: '{teamId}' }),
      link('User', 'name', 'Query.team', { id: '{teamId}' }),
      link('User', 'other', 'Mutation.drop', { id: '{id}' }),
      link('User', 'self', 'Query.user', { id: '{missing}' }),
    ]),
  ]);
  expect(issuesOf(graph).map((issue) => issue.slice(at.length + 1))).toEqual([
    'team: info: The described link "Usr.team" was left out: its type or its operation "Query.team" is not in the graph.',
    'team: info: The described link "User.team" was left out: its type or its operation "Query.taem" is not in the graph.',
    'name: info: The described link "User.name" was left out: "User" has a field of that name.',
    'other: info: The described link "User.other" was left out: its type or its operation "Mutation.drop" is not in the graph.',
    'self: info: The described link "User.self" was left out. "{missing}": "User" has no field "missing".',
  ]);
});

test('the SDL may declare a described link otherwise', () => {
  const graph = compose(
    [api([link('User', 'team', 'Query.team', { id: '{teamId}' })])],
    'extend type User { team: Team @link(from: "teams", arg: "ids", keys: "teamId", by: "id") }',
  );
  expect(issuesOf(graph)).toEqual([]);
  expect(graph.routes.get('User.team')).toMatchObject({ keyed: { keys: [['teamId']] } });
});
