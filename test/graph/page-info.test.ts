import { printSchema } from 'graphql';
import { expect, test } from 'vitest';

import { compose, issuesOf, source } from './compose.ts';

const paged = (item: string, fields: string): string =>
  `type Query { list${item}: ${item}Connection! }
   type ${item}Connection { nodes: [${item}!]! pageInfo: PageInfo! }
   type ${item} { id: ID! }
   type PageInfo { ${fields} }`;
const RELAY = 'hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String';

test('the page information of all connections is one type', () => {
  const graph = compose([source('books', paged('Book', RELAY)), source('users', paged('User', RELAY))]);
  expect(issuesOf(graph)).toEqual([]);
  expect(printSchema(graph.schema).match(/^type \w*PageInfo/gm)).toEqual(['type PageInfo']);
});

test('another type of that name is another type', () => {
  const graph = compose([source('books', paged('Book', RELAY)), source('users', paged('User', 'next: String'))]);
  expect(printSchema(graph.schema).match(/^type \w*PageInfo/gm)).toEqual(['type PageInfo', 'type UsersPageInfo']);
});
