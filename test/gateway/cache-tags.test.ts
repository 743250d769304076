import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { rest } from '../../src/sources/rest/index.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const REST = `
  type Query {
    book(id: ID!, lang: String): Book @rest(get: "/books/{args.id}?lang={args.lang}")
    books(ids: [ID!]!): [Book] @rest(get: "/books?ids={args.ids}")
    page(shelf: ID!): Page @rest(get: "/pages/{args.shelf}")
    shelf: Shelf @rest(get: "/shelf")
  }
  type Mutation { write(id: ID!): Book @rest(put: "/books/{args.id}") }
  type Book { id: ID! series: String }
  type Page { items: [Book!] }
  type Shelf { bookId: ID! number: ID! }
`;
const SDL = 'type Query { review(id: ID!): Review } type Review { id: ID! bookId: ID stars: Int }';

let asked: string[] = [];
let folder: string;
const close: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  asked = [];
  folder = await mkdtemp(join(tmpdir(), 'interlace-tags-'));
  await writeFile(join(folder, 'books.graphql'), REST);
});

afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
  await rm(folder, { recursive: true });
});

async function gatewayOf(graph: string, rename: Readonly<Record<string, string>> = {}) {
  const book = (id: string) => ({ id, series: `s${id}` });
  const books = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://books');
    asked.push(url.pathname + url.search);
    const id = url.pathname.split('/').at(-1) ?? '';
    const answers: Record<string, unknown> = {
      '/shelf': { bookId: 'b', number: 'n' },
      '/pages/n': { items: [book('x'), book('y')] },
      '/books': [book('b')],
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[url.pathname] ?? book(id)));
  });
  const review = (_: unknown, { id }: { id: string }) => {
    asked.push(`review ${id}`);
    return { id, bookId: 'b', stars: 5 };
  };
  const yoga = createYoga({
    logging: false,
    schema: createSchema({ typeDefs: SDL, resolvers: { Query: { review } } }),
  });
  const gateway = await createGateway(
    {
      sources: {
        books: rest(join(folder, 'books.graphql'), { endpoint: await listenOnLoopback(books, close), rename }),
        reviews: graphql(`${await listenOnLoopback(createServer(yoga), close)}/graphql`),
      },
      graph,
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const ask = async (query: string) => JSON.parse(JSON.stringify(await gateway.request({ query })));
  return { gateway, ask };
}

/** Asks twice, and again once the tag is invalidated: what went upstream each time. */
async function rounds(graph: string, query: string, tag: string) {
  const { gateway, ask } = await gatewayOf(graph);
  const seen: string[][] = [];
  for (const tags of [[], ['another'], [tag]]) {
    await gateway.invalidate(tags);
    asked = [];
    expect(await ask(query)).not.toHaveProperty('errors');
    seen.push(asked.filter((path) => path !== '/shelf'));
  }
  return seen;
}

const cache = (tag: string) => `@cache(ttl: "1h", tags: ["${tag}"])`;
const once = (path: string) => [[path], [], [path]];

describe('tags of what is kept', () => {
  test.each(['series:{result.series}', 'series:{series}'])('at a root field read what it answers: %s', async (tag) => {
    const graph = `extend type Query { book: Book ${cache(tag)} }`;
    expect(await rounds(graph, '{ book(id: "1") { id } }', 'series:s1')).toEqual(once('/books/1'));
  });

  test('at a link read what it answers, not its parent', async () => {
    const graph = (tag: string) =>
      `extend type Shelf { book: Book @link(from: "books", arg: "ids", keys: "bookId", by: "id") ${cache(tag)} }`;
    expect(await rounds(graph('series:{series}'), '{ shelf { book { id } } }', 'series:sb')).toEqual(
      once('/books?ids=b'),
    );
    await expect(gatewayOf(graph('shelf:{number}'))).rejects.toThrow('"{number}": "Book" has no field "number".');
  });

  test.each(['own', 'of the type'])(
    'at a link read what it takes of an answer, where the rule is its %s',
    async (whose) => {
      const link = '@link(from: "page", args: { shelf: "{number}" }, at: "items")';
      const rule = cache('series:{series}');
      const graph = `extend type Shelf { page: [Book!] ${link} ${whose === 'own' ? rule : ''} } ${whose === 'own' ? '' : `extend type Book ${rule}`}`;
      expect(await rounds(graph, '{ shelf { page { id } } }', 'series:sy')).toEqual(once('/pages/n'));
    },
  );

  test('at a link read its arguments as they are passed on, and nothing that is not', async () => {
    const graph = (tag: string) =>
      `extend type Shelf { book(language: String, other: String): Book
         @link(from: "book", args: { id: "{bookId}", lang: "{args.language}" }) ${cache(tag)} }`;
    const query = '{ shelf { book(language: "de") { id } } }';
    expect(await rounds(graph('lang:{args.language}'), query, 'lang:de')).toEqual(once('/books/b?lang=de'));
    await expect(gatewayOf(graph('o:{args.other}'))).rejects.toThrow('"{args.other}" is not passed on');
  });

  test('and of mutations read arguments by the names that the graph has for them', async () => {
    const renamed = { 'Query.book(id:)': 'isbn', 'Mutation.write(id:)': 'isbn' };
    const { ask } = await gatewayOf(
      `extend type Query { book: Book ${cache('book:{args.isbn}')} }
       extend type Mutation { write: Book @invalidate(tags: ["book:{args.isbn}"]) }`,
      renamed,
    );
    for (const query of [
      '{ book(isbn: "1") { id } }',
      'mutation { write(isbn: "1") { id } }',
      '{ book(isbn: "1") { id } }',
    ])
      expect(await ask(query)).not.toHaveProperty('errors');
    expect(asked).toEqual(['/books/1', '/books/1', '/books/1']);
  });

  test('of a GraphQL source read what it answers', async () => {
    const graph = `extend type Query { review: Review ${cache('book:{result.bookId}')} }`;
    expect(await rounds(graph, '{ review(id: "1") { stars } }', 'book:b')).toEqual(once('review 1'));
  });
});
