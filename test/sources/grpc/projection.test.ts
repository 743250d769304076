import { printType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Opened, open } from './support/open.ts';
import { answer, type RunningServer, serve } from './support/serve.ts';

const proto = `syntax = "proto3"; package lib;
  import "google/protobuf/field_mask.proto";
  service Library {
    rpc GetBook(GetBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc UpdateBook(UpdateBookRequest) returns (Book);
  }
  enum View { VIEW_UNSPECIFIED = 0; VIEW_BASIC = 1; VIEW_FULL = 2; }
  message GetBookRequest { string name = 1; google.protobuf.FieldMask read_mask = 2; View view = 3; }
  message UpdateBookRequest { Book book = 1; google.protobuf.FieldMask update_mask = 2; }
  message ListBooksRequest {
    int32 page_size = 1; string page_token = 2; google.protobuf.FieldMask read_mask = 3; string filter = 4;
  }
  message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; int32 total_size = 3; }
  message Book {
    string name = 1; string display_title = 2; Author author = 3; repeated Author co_authors = 4; string isbnCode = 5;
    oneof format { string paper_back = 6; int32 e_book = 7; }
  }
  message Author { string given_name = 1; string family_name = 2; }`;

const asked: unknown[] = [];
let server: RunningServer;
let source: Opened;
const books = Array.from({ length: 25 }, (_, index) => ({ name: `b${index}` }));

beforeAll(async () => {
  server = await serve(proto, 'lib.Library', {
    GetBook: answer(({ name, read_mask: mask, view }) => {
      asked.push((mask as { paths: string[] } | null)?.paths ?? null);
      return { name: `${name}/${view}`, display_title: 'T' };
    }),
    ListBooks: answer((request) => {
      const {
        page_size: size,
        page_token: token,
        read_mask: mask,
      } = request as { page_size: number; page_token: string; read_mask: { paths: string[] } | null };
      asked.push(mask?.paths ?? null);
      const from = token === '' ? 0 : Number(token);
      const to = Math.min(books.length, from + Math.min(size === 0 ? 10 : size, 10));
      return {
        books: books.slice(from, to),
        next_page_token: to < books.length ? String(to) : '',
        total_size: books.length,
      };
    }),
    UpdateBook: answer(({ update_mask: mask }) => {
      asked.push((mask as { paths: string[] } | null)?.paths ?? null);
      return {};
    }),
  });
  source = await open(proto, {
    endpoint: server.endpoint,
    connections: ['listBooks'],
    views: { getBook: { BASIC: ['name'], FULL: ['name', 'author'] } },
  });
});
afterAll(async () => {
  await source[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const mask = async (coordinate: string, args: Record<string, unknown>, select: string): Promise<unknown> => {
  await source.call(coordinate, args, { select });
  return asked.at(-1);
};

test('a read mask is filled from the selection, in the names of the proto', async () => {
  expect(await mask('Query.getBook', {}, 'name,displayTitle,author{givenName},coAuthors{givenName},isbnCode')).toEqual([
    'author.given_name',
    'co_authors',
    'display_title',
    'isbnCode',
    'name',
  ]);
  expect(await mask('Query.getBook', {}, 'formatCase')).toEqual(['e_book', 'paper_back']);
});

test('a mask that the caller gave stands, and one that says what to change is never filled', async () => {
  expect(await mask('Query.getBook', { readMask: ['displayTitle'] }, 'name')).toEqual(['display_title']);
  expect(await mask('Mutation.updateBook', { book: { name: 'x' } }, 'name')).toBeNull();
});

test('without a selection everything is asked for', async () => {
  await source.call('Query.getBook', {});
  expect(asked.at(-1)).toBeNull();
});

test('the smallest view that has all that is selected is asked for', async () => {
  expect(await source.call('Query.getBook', { name: 'x' }, { select: 'name' })).toEqual({ name: 'x/VIEW_BASIC' });
  expect(await source.call('Query.getBook', { name: 'x' }, { select: 'name,author{givenName}' })).toMatchObject({
    name: 'x/VIEW_FULL',
  });
  expect(await source.call('Query.getBook', { name: 'x' }, { select: 'name,isbnCode' })).toMatchObject({
    name: 'x/VIEW_UNSPECIFIED',
  });
});

test('a list with page tokens is a connection where that is asked for', async () => {
  expect(printType(source.subschema.schema.getType('BookConnection') as never)).toBe(
    'type BookConnection {\n  totalSize: Int!\n  edges: [BookEdge!]!\n  nodes: [Book!]!\n  pageInfo: PageInfo!\n}',
  );
  const fields = source.subschema.schema
    .getQueryType()
    ?.getFields()
    .listBooks?.args.map(({ name }) => name);
  expect(fields).toEqual(['readMask', 'filter', 'first', 'after']);
  expect(await mask('Query.listBooks', { first: 2 }, 'edges{node{displayTitle},cursor}')).toEqual(['display_title']);
});

interface Connection {
  readonly totalSize: number;
  readonly edges: readonly { readonly node: { readonly name: string }; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

test.each([3, 7, 10, 100])('following the end cursors with first: %i gives every item once', async (first) => {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const page = (await source.call(
      'Query.listBooks',
      { first, after },
      {
        select: 'totalSize,edges{node{name},cursor},pageInfo{hasNextPage,endCursor}',
      },
    )) as Connection;
    expect(page.totalSize).toBe(25);
    names.push(...page.edges.map(({ node }) => node.name));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(names).toEqual(books.map(({ name }) => name));
});

test('the cursor of any edge is a place to go on from', async () => {
  const { edges } = (await source.call('Query.listBooks', { first: 5 })) as Connection;
  const next = (await source.call('Query.listBooks', { first: 2, after: edges[1]?.cursor })) as Connection;
  expect(next.edges.map(({ node }) => node.name)).toEqual(['b2', 'b3']);
});

test('what is no cursor, and a first that asks for nothing, are BAD_USER_INPUT', async () => {
  await expect(source.call('Query.listBooks', { after: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(source.call('Query.listBooks', { first: 0 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a connection or a view that cannot be is told', async () => {
  await using wrong = await open(proto, { connections: ['getBook'], views: { getBook: { TINY: [] } } });
  const rules = wrong.subschema.issues.filter(({ code }) => code === 'RULE_INVALID').map(({ message }) => message);
  expect(rules).toHaveLength(2);
  expect(rules.join('\n')).toContain('"TINY" is no value of its view; it has UNSPECIFIED, BASIC, FULL.');
});
