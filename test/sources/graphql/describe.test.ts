import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, graphqlSync, introspectionFromSchema, printSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describe } from '../../../src/sources/graphql/describe.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import { upstream } from './upstream.ts';

const sdl = `type Query {
  """
  All of them.
  """
  reviews(skus: [String!]!): [String!]!
}`;
const schema = buildSchema(sdl);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-'));
});
afterAll(() => rm(folder, { recursive: true }));

const io = () => createNodeSourceIO(folder);

test('asks a service for its schema, with the headers of the source', async () => {
  await using service = await upstream(({ body }) => graphqlSync({ schema, source: body.query }));
  const description = await describe({ description: service.url, headers: { authorization: 'Bearer t' } }, io());
  expect(printSchema(description.schema)).toBe(printSchema(schema));
  expect(description.endpoint).toBe(service.url);
  expect(service.received[0]?.headers.authorization).toBe('Bearer t');
});

test('asks again in older words where a service does not know the newer parts of introspection', async () => {
  await using service = await upstream(({ body }) =>
    /isOneOf|includeDeprecated: true\) \{\s+\.\.\.InputValue/.test(body.query)
      ? { errors: [{ message: 'Cannot query field "isOneOf" on type "__Type".' }] }
      : graphqlSync({ schema, source: body.query }),
  );
  const description = await describe({ description: service.url }, io());
  expect(printSchema(description.schema)).toBe(printSchema(schema));
  expect(service.received.length).toBeGreaterThan(1);
});

test.each([
  [200, '<html>', 'it answered with something that is no JSON object. Is this the URL of a GraphQL service?'],
  [404, 'not here', 'it answered with status 404. Is this the URL of a GraphQL service?'],
  [401, '{}', 'it answered with status 401. Give credentials in "headers".'],
  [200, '{}', 'its answer has neither data nor errors. Is this the URL of a GraphQL service?'],
  [
    200,
    '{"errors":[{"message":"GraphQL introspection is not allowed"}]}',
    'it refused introspection (GraphQL introspection is not allowed). Give its schema as an SDL file, and "endpoint".',
  ],
])('status %i with %s', async (status, body, reason) => {
  await using service = await upstream((_, response) => {
    response.statusCode = status;
    return body;
  });
  await expect(describe({ description: service.url }, io())).rejects.toMatchObject({
    code: 'DESCRIPTION_UNREADABLE',
    message: `The schema of ${service.url} cannot be read: ${reason}`,
  });
});

test('reads SDL and introspection results from files, leaving out directives that they do not define', async () => {
  await writeFile(join(folder, 'a.graphql'), 'type Query @key(fields: "a") { a: Int @shareable b: Int @deprecated }');
  await writeFile(join(folder, 'b.json'), JSON.stringify({ data: introspectionFromSchema(schema) }));
  const options = { endpoint: 'https://example.com/graphql' };
  const first = await describe({ description: 'a.graphql', ...options }, io());
  expect(printSchema(first.schema)).toBe(printSchema(buildSchema('type Query { a: Int b: Int @deprecated }')));
  expect(first.endpoint).toBe('https://example.com/graphql');
  const second = await describe({ description: 'b.json', ...options }, io());
  expect(printSchema(second.schema)).toBe(printSchema(schema));
});

test.each([
  ['syntax.graphql', 'type Query {\n  a: \n}', 'syntax.graphql:3:1: Syntax Error: Expected Name, found "}".'],
  ['unknown.graphql', 'type Query {\n  a: Missing\n}', 'unknown.graphql: Unknown type "Missing".'],
  ['empty.graphql', 'type A { b: Int }', 'The schema of empty.graphql is invalid. Query root type must be provided.'],
  ['text.json', 'hello', /^text\.json is no JSON: /],
  ['other.json', '{"data":{}}', 'other.json is no result of an introspection: it has no "__schema".'],
])('%s is invalid', async (name, text, message) => {
  await writeFile(join(folder, name), text);
  const expected = typeof message === 'string' ? message : expect.stringMatching(message);
  await expect(describe({ description: name }, io())).rejects.toMatchObject({
    code: 'DESCRIPTION_INVALID',
    message: expected,
  });
});

test('an endpoint that is no URL', async () => {
  await expect(describe({ description: 'a.graphql', endpoint: 'reviews:4000' }, io())).rejects.toMatchObject({
    code: 'DESCRIPTION_INVALID',
    message: '"reviews:4000" is no http: or https: URL.',
  });
});
