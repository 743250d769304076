import { buildSchema, type GraphQLError, OperationTypeNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { connect } from '../../../src/sources/graphql/connector.ts';
import type { GraphqlOptions } from '../../../src/sources/graphql/options.ts';
import type { DocumentRequest, SourceIO } from '../../../src/sources/source.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { upstream } from './upstream.ts';

const schema = buildSchema(`
  type Query { reviews(skus: [String!]!): [Review!]!  node: Node  count: Int  big: BigInt  when: Float  name: String }
  interface Node { id: ID! }
  type Review implements Node { id: ID! stars: Int! text: String mood: Mood author: Author }
  type Author implements Node { id: ID! name: String! }
  enum Mood { GOOD BAD }
  scalar BigInt
`);

const _io = {} as SourceIO;

function request(query: string, more: Partial<DocumentRequest> = {}): DocumentRequest {
  return {
    document: parse(query),
    variables: {},
    operationType: OperationTypeNode.QUERY,
    operationName: undefined,
    forwarded: {},
    signal: new Canceller(),
    deadline: performance.now() + 5000,
    ...more,
  };
}

async function ask(
  answer: Parameters<typeof upstream>[0],
  query: string,
  options: Partial<GraphqlOptions> = {},
  more: Partial<DocumentRequest> = {},
) {
  await using service = await upstream(answer);
  await using connector = connect({ description: 'x', ...options }, { schema, endpoint: service.url });
  const report: { status?: string } = {};
  const result = await connector.execute(request(query, more), report).catch((error: unknown) => error);
  return { result, received: service.received, status: report.status };
}

const codeOf = (value: unknown): unknown => (GatewayError.is(value) ? value.code : value);

function errorsOf(result: unknown): unknown {
  const { errors = [] } = result as { errors?: readonly GraphQLError[] };
  return errors.map((error) => ({
    message: error.message,
    path: error.path?.join('.'),
    code: GatewayError.find(error)?.code,
  }));
}

test('sends the document, its variables and the headers that it may', async () => {
  const { result, received, status } = await ask(
    () => ({ data: { reviews: [{ stars: 5 }] } }),
    'query Q($skus: [String!]!) { reviews(skus: $skus) { stars } }',
    // The caller's stands before the configured one, however that is written.
    { headers: { 'x-key': 'k', Authorization: 'ours' } },
    { variables: { skus: ['A'] }, operationName: 'Q', forwarded: { authorization: 'Bearer t' } },
  );
  expect(result).toEqual({ data: { reviews: [{ stars: 5 }] } });
  expect(status).toBe('200');
  expect(received[0]?.body).toEqual({
    query: 'query Q($skus: [String!]!) {\n  reviews(skus: $skus) {\n    stars\n  }\n}',
    variables: { skus: ['A'] },
    operationName: 'Q',
  });
  expect(received[0]?.headers).toMatchObject({
    'x-key': 'k',
    authorization: 'Bearer t',
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
  });
});

test.each([
  ['HTML', '<html></html>'],
  ['an empty body', ''],
  ['an empty object', '{}'],
  ['null', 'null'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['null data without errors', '{"data":null}'],
  ['null data with no errors', '{"data":null,"errors":[]}'],
  ['data that is a list', '{"data":[]}'],
  ['data that is a text', '{"data":"x"}'],
  ['errors that are a text', '{"data":null,"errors":"boom"}'],
  ['errors that are an object', '{"data":{"name":"x"},"errors":{"message":"boom"}}'],
  ['JSON with something behind it', '{"data":{"name":"x"}} junk'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe])],
])('%s is an error, never silent nulls', async (_, body) => {
  const { result } = await ask(() => body, '{ name }');
  expect(codeOf(result)).toBe('UPSTREAM_MALFORMED');
  expect((result as GatewayError).message).not.toContain('boom');
});

test('a byte order mark is no harm', async () => {
  const { result } = await ask(() => '\uFEFF{"data":{"name":"x"}}', '{ name }');
  expect(result).toEqual({ data: { name: 'x' } });
});

test.each([
  ['{ count }', { count: '5' }, 'count', 'a string instead of Int'],
  ['{ count }', { count: 5_000_000_000 }, 'count', 'a number instead of Int'],
  ['{ name }', { name: { a: 1 } }, 'name', 'an object instead of String'],
  ['{ name }', {}, 'name', 'nothing'],
  ['{ reviews(skus: []) { stars } }', { reviews: {} }, 'reviews', 'an object instead of a list'],
  ['{ reviews(skus: []) { stars } }', { reviews: null }, 'reviews', 'null, where null is not allowed,'],
  ['{ reviews(skus: []) { stars } }', { reviews: ['x'] }, 'reviews.0', 'a string instead of an object'],
  [
    '{ reviews(skus: []) { s: stars } }',
    { reviews: [{ s: 1 }, { s: true }] },
    'reviews.1.s',
    'a boolean instead of Int',
  ],
  ['{ reviews(skus: []) { mood } }', { reviews: [{ mood: 'SAD' }] }, 'reviews.0.mood', 'a string instead of Mood'],
  [
    '{ node { __typename id } }',
    { node: { __typename: 'Query', id: '1' } },
    'node',
    'the type "Query" instead of Node',
  ],
  [
    'query { node { __typename ...F } } fragment F on Author { name }',
    { node: { __typename: 'Author', name: 7 } },
    'node.name',
    'a number instead of String',
  ],
])('%s answered with %j has an error at its path', async (query, data, path, problem) => {
  const { result } = await ask(() => ({ data }), query);
  expect(errorsOf(result)).toEqual([
    { message: `The upstream service answered with ${problem} at "${path}".`, path, code: 'UPSTREAM_MALFORMED' },
  ]);
});

test('what the document leaves out may be missing', async () => {
  const query =
    'query Q($no: Boolean!) { name @include(if: $no) count @skip(if: true) node { __typename ... on Author { name } ... on Review { stars } } }';
  const { result } = await ask(
    () => ({ data: { node: { __typename: 'Author', name: 'Ann' } } }),
    query,
    {},
    { variables: { no: false } },
  );
  expect(errorsOf(result)).toEqual([]);
});

test('a null that an error accounts for is no further error; the error is masked and keeps its path', async () => {
  const { result } = await ask(
    () => ({
      data: { reviews: null, name: null },
      errors: [
        {
          message: 'secret pg://u:p@h',
          path: ['reviews', 0, 'stars'],
          extensions: { code: 'FORBIDDEN', stacktrace: ['at x'] },
        },
        { message: 'no path', path: 'name' },
        null,
      ],
    }),
    '{ reviews(skus: []) { stars } name }',
  );
  expect(errorsOf(result)).toEqual([
    {
      message: 'The upstream service did not accept the credentials it was given.',
      path: 'reviews.0.stars',
      code: 'UPSTREAM_UNAUTHORIZED',
    },
    { message: 'The upstream service failed.', path: undefined, code: 'UPSTREAM_FAILED' },
    {
      message: 'The upstream service answered with an error that is no object.',
      path: undefined,
      code: 'UPSTREAM_MALFORMED',
    },
  ]);
  expect(JSON.stringify(result)).not.toContain('secret');
});

test('of thousands of errors fifty are kept', async () => {
  const { result } = await ask(
    () => ({ data: null, errors: Array.from({ length: 10_000 }, (_, i) => ({ message: `e${i}` })) }),
    '{ name }',
  );
  const { errors } = result as { errors: GraphQLError[] };
  expect(errors).toHaveLength(51);
  expect(errors[50]?.message).toBe('The upstream service answered with 9950 further errors.');
});

test('integers beyond 2^53 keep every digit', async () => {
  const { result } = await ask(
    () => '{"data":{"big":12345678901234567890,"when":1234567890123456000,"name":"9999999999999999999 \\" 1"}}',
    '{ big when name }',
  );
  expect(result).toEqual({
    data: { big: '12345678901234567890', when: 1_234_567_890_123_456_000, name: '9999999999999999999 " 1' },
  });
});

test.each([
  [400, 'UPSTREAM_REJECTED'],
  [401, 'UPSTREAM_UNAUTHORIZED'],
  [302, 'UPSTREAM_MALFORMED'],
  [429, 'UPSTREAM_THROTTLED'],
  [500, 'UPSTREAM_FAILED'],
  [502, 'UPSTREAM_UNAVAILABLE'],
  [503, 'UPSTREAM_UNAVAILABLE'],
  [504, 'UPSTREAM_TIMEOUT'],
])('status %i is %s', async (status, code) => {
  const { result, status: reported } = await ask((_, response) => {
    response.statusCode = status;
    response.setHeader('retry-after', '2');
    return { errors: [{ message: 'secret' }] };
  }, '{ name }');
  expect(codeOf(result)).toBe(code);
  expect(result).toMatchObject({
    retryAfterMs: 2000,
    protocol: { httpStatus: status, graphqlErrors: [{ message: 'secret' }] },
  });
  expect((result as GatewayError).message).not.toContain('secret');
  expect(reported).toBe(String(status));
});

test('a result of media type application/graphql-response+json counts whatever its status', async () => {
  const { result } = await ask((_, response) => {
    response.statusCode = 500;
    response.setHeader('content-type', 'application/graphql-response+json; charset=utf-8');
    return { data: { name: null, count: 1 }, errors: [{ message: 'x', path: ['name'] }] };
  }, '{ name count }');
  expect(result).toMatchObject({ data: { name: null, count: 1 } });
  expect(errorsOf(result)).toEqual([
    { message: 'The upstream service failed.', path: 'name', code: 'UPSTREAM_FAILED' },
  ]);
});

test('an aborted request rejects with the reason of its signal', async () => {
  const signal = new Canceller();
  const reason = new GatewayError('DEADLINE_EXCEEDED');
  const { result } = await ask(() => new Promise(() => signal.abort(reason)), '{ name }', {}, { signal });
  expect(result).toBe(reason);
});

test('nothing listens', async () => {
  const service = await upstream(() => ({}));
  await service[Symbol.asyncDispose]();
  await using connector = connect({ description: 'x' }, { schema, endpoint: service.url });
  await expect(connector.execute(request('{ name }'))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
