import { type ExecutionResult, execute, GraphQLError, parse, subscribe } from 'graphql';
import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import { type DelegatedExecutor, stitchGraph } from '../../src/graph/stitch-schema.ts';
import { readResult } from '../../src/sources/graphql/codec/read-result.ts';
import { compose, source } from './compose.ts';
import { tools } from './stitched-shop.ts';

const reviews = source(
  'reviews',
  `type Query { reviews: [Review!]  review: Review }
   type Subscription { added(sku: String): Review }
   type Review { id: ID! stars: Int text: String seen: When mood: Mood }
   enum Mood { GOOD BAD }
   scalar When`,
  { takes: 'documents' },
);
const other = source('other', 'type Query { other: Int } type Product { a: Int } scalar When', {});

/** The graph over a service that answers every document like this, its answer read as the GraphQL source reads it. */
function stitched(answer: unknown) {
  const executor: DelegatedExecutor = (async (request: { document: never; variables: never }) =>
    readResult(
      structuredClone(answer),
      { ...request, operationName: undefined },
      reviews.subschema.schema,
      200,
      '',
    )) as never;
  const graph = compose([reviews, other]);
  return stitchGraph({ graph, resolvers: {}, executors: new Map([['reviews', executor]]), tools });
}

async function run(answer: unknown, document: string) {
  const { data, errors = [] } = (await execute({
    schema: stitched(answer),
    document: parse(document),
    contextValue: {},
  })) as ExecutionResult;
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: errors.map((error) => `${error.path?.join('.')}: ${GatewayError.find(error)?.code}: ${error.message}`),
  };
}

const malformed = (what: string, path: string) =>
  `${path}: UPSTREAM_MALFORMED: The upstream service answered with ${what} at "${path}".`;

test.each([
  [
    { data: { review: { stars: '5', id: '1' } } },
    { review: { stars: null, id: '1' } },
    [malformed('a string instead of Int', 'review.stars')],
  ],
  [{ data: { review: { stars: 5 } } }, { review: null }, [malformed('nothing', 'review.id')]],
  [{ data: { review: [] } }, { review: null }, [malformed('a list instead of an object', 'review')]],
  [{ data: {} }, { review: null }, [malformed('nothing', 'review')]],
  [
    {
      data: { review: { id: '1', stars: null } },
      errors: [{ message: 'secret', path: ['review', 'stars'], extensions: { code: 'NOT_FOUND' } }],
    },
    { review: { id: '1', stars: null } },
    ['review.stars: UPSTREAM_REJECTED: The upstream service rejected the call.'],
  ],
  [
    { data: null, errors: [{ message: 'secret' }] },
    { review: null },
    ['review: UPSTREAM_FAILED: The upstream service failed.'],
  ],
])('%j is an error at its place', async (answer, data, errors) => {
  expect(await run(answer, '{ review { id stars } }')).toEqual({ data, errors });
});

test('an answer that is no result is an error of every field that asked', async () => {
  expect(await run({}, '{ review { id } reviews { id } }')).toEqual({
    data: { review: null, reviews: null },
    errors: [
      'review: UPSTREAM_MALFORMED: The upstream service answered with neither data nor errors, which is no GraphQL result.',
      'reviews: UPSTREAM_MALFORMED: The upstream service answered with neither data nor errors, which is no GraphQL result.',
    ],
  });
});

test('values of scalars and enums come through', async () => {
  const answer = { data: { review: { seen: { any: ['thing'] }, again: 'text', mood: 'BAD' } } };
  expect(await run(answer, '{ review { seen again: seen mood } }')).toEqual({ data: answer.data, errors: [] });
});

test('events of a subscription are delegated', async () => {
  const executor: DelegatedExecutor = (async () =>
    (async function* () {
      yield { data: { added: { id: '1', s: 5 } } };
      yield { data: { added: null }, errors: [new GraphQLError('broken', { path: ['added'] })] };
    })()) as never;
  const graph = compose([reviews, other]);
  const schema = stitchGraph({ graph, resolvers: {}, executors: new Map([['reviews', executor]]), tools });
  const events = await subscribe({
    schema,
    document: parse('subscription { new: added(sku: "A") { id s: stars } }'),
    contextValue: {},
  });
  const seen: unknown[] = [];
  for await (const event of events as AsyncIterable<ExecutionResult>) seen.push(JSON.parse(JSON.stringify(event)));
  expect(seen).toMatchObject([
    { data: { new: { id: '1', s: 5 } } },
    { data: { new: null }, errors: [{ message: 'broken', path: ['new'] }] },
  ]);
});
