import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { rest } from '../../../src/sources/rest/index.ts';
import type { RestOptions } from '../../../src/sources/rest/options.ts';
import { inferTypes } from '../../../src/sources/rest/sample/infer-types.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import type { Subschema } from '../../../src/sources/source.ts';

const sdl = `
type Query {
  user(id: ID!, fields: [String!], trace: String): User @rest(get: "/users/{args.id}?f={args.fields}&v=2", headers: ["X-Trace: {args.trace}"], result: "data.user")
  users: [User!] @rest(get: "/users")
}
type Mutation {
  rename(id: ID!, name: String!, tags: [String!]): User @rest(put: "/users/{args.id}", body: "{\\"name\\": \\"{args.name}\\", \\"by\\": \\"user {args.id}\\", \\"tags\\": \\"{args.tags}\\"}")
  create(input: NewUser!): User @rest(post: "/users", body: "{args.input}")
}
input NewUser { name: String! homeTowns: [NewTown!] @json(name: "home_towns") }
input NewTown { zipCode: String @json(name: "zip-code") }
type User { id: ID! firstName: String @json(name: "first_name") since: DateTime friends: [User!] score: BigInt }
`;

interface Sent {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly trace: unknown;
  readonly body: string;
}

/** Calls one operation against an upstream that answers `reply`. */
async function exchange(
  coordinate: string,
  args: Record<string, unknown>,
  reply: { status?: number; body: string },
  options: Partial<RestOptions> = {},
): Promise<{ value: unknown; sent: Sent[] }> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      sent.push({ method: request.method, url: request.url, trace: request.headers['x-trace'], body });
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const definition = rest(sdl, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`,
    ...options,
  });
  const opened = await definition.open(definition.options, createNodeSourceIO('.'));
  const connector = opened.connect();
  try {
    const operation = opened.subschema.operations.get(coordinate);
    if (operation === undefined || connector.takes !== 'calls') throw new Error(`There is no ${coordinate}.`);
    const signal = new AbortController().signal;
    const value = await connector.call({ operation, args, selection: undefined, forwarded: {}, signal, deadline: 0 });
    return { value, sent };
  } finally {
    await connector[Symbol.asyncDispose]();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const open = async (text: string): Promise<Subschema> => {
  const definition = rest(text, { endpoint: 'http://localhost' });
  return (await definition.open(definition.options, createNodeSourceIO('.'))).subschema;
};

describe('rest()', () => {
  it('leaves its directives out of the schema', async () => {
    const { schema, operations, issues } = await open(sdl);
    expect(validateSchema(schema)).toEqual([]);
    expect(issues).toEqual([]);
    expect(printSchema(schema)).not.toMatch(/@rest|@json|directive/);
    expect(operations.get('Query.user')).toMatchObject({
      effect: 'read',
      idempotent: true,
      label: 'GET /users/{args.id}',
    });
    expect(operations.get('Mutation.create')).toMatchObject({ effect: 'write', idempotent: false });
  });

  it('fills path, query and headers, and finds the result', async () => {
    const { value, sent } = await exchange(
      'Query.user',
      { id: 'a/b', fields: ['x', 'y&z'], trace: 't' },
      { body: '{"data":{"user":{"id":"1","first_name":"A","friends":[{"id":"2","first_name":"B"}]}}}' },
    );
    expect(sent[0]).toMatchObject({ method: 'GET', url: '/v1/users/a%2Fb?f=x&f=y%26z&v=2', trace: 't' });
    expect(value).toEqual({
      id: '1',
      firstName: 'A',
      since: undefined,
      friends: [{ id: '2', firstName: 'B', since: undefined, friends: undefined, score: undefined }],
      score: undefined,
    });
  });

  it('writes bodies, without what is absent', async () => {
    const put = await exchange('Mutation.rename', { id: '1', name: 'a"b' }, { body: '{"id":"1"}' });
    expect(put.sent[0]).toMatchObject({ method: 'PUT', body: '{"name":"a\\"b","by":"user 1"}' });
    const post = await exchange('Mutation.create', { input: { name: 'n' } }, { body: '{"id":"1"}' });
    expect(post.sent[0]?.body).toBe('{"name":"n"}');
  });

  it('writes the names that the service has', async () => {
    const input = { name: 'n', homeTowns: [{ zipCode: '1' }] };
    const { sent } = await exchange('Mutation.create', { input }, { body: '{"id":"1"}' });
    expect(sent[0]?.body).toBe('{"name":"n","home_towns":[{"zip-code":"1"}]}');
  });

  it('keeps every digit of what holds them', async () => {
    const body = '[{"id":9007199254740993,"first_name":"9007199254740993","score":-9007199254740993}]';
    const { value } = await exchange('Query.users', {}, { body });
    expect(value).toMatchObject([
      { id: '9007199254740993', firstName: '9007199254740993', score: '-9007199254740993' },
    ]);
  });

  it.each(['..', '', 'a\nb'])('rejects the path value %j', async (id) => {
    await expect(exchange('Query.user', { id }, { body: '{}' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each([
    [{ body: '{"data":{}}' }, 'UPSTREAM_MALFORMED', 'it has no data.user'],
    [{ body: '{"data":{"user":[]}}' }, 'UPSTREAM_MALFORMED', 'data.user is no object'],
    [{ body: 'x' }, 'UPSTREAM_MALFORMED', 'a body that is no JSON'],
    [{ status: 500, body: 'x' }, 'UPSTREAM_FAILED', 'failed (500)'],
  ])('rejects %j', async (reply, code, message) => {
    await expect(exchange('Query.user', { id: '1' }, reply)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('says what is wrong with the SDL, and where', async () => {
    const { issues, operations } = await open(`type Query {
  a: String
  b: String @rest(get: "/x", post: "/y")
  c(id: ID): String @rest(get: "/x/{args.ix}")
  d: String @rest(post: "/x", body: "{oops")
  e: Missing @rest(get: "/x")
}`);
    expect(operations.size).toBe(0);
    expect(issues).toEqual([expect.objectContaining({ message: 'Unknown type "Missing".' })]);
    const fixed = await open(`type Query {
  a: String
  b: String @rest(get: "/x", post: "/y")
  c(id: ID): String @rest(get: "/x/{args.ix}")
  d: String @rest(post: "/x", body: "{oops")
}`);
    expect(fixed.issues.map((it) => [it.code, it.at])).toEqual([
      ['OPERATION_SKIPPED', 'rest():2:3'],
      ['OPERATION_SKIPPED', 'rest():3:3'],
      ['INVALID', 'rest():4:3'],
      ['INVALID', 'rest():5:3'],
    ]);
  });
});

describe('types from samples', () => {
  it('are SDL that rest() takes', async () => {
    const text = inferTypes([
      {
        path: '/v1/users/42',
        values: [
          {
            id: 42,
            first_name: 'A',
            joined: '2026-01-02T03:04:05Z',
            score: 1,
            big: 9_007_199_254_740_991,
            address: { zip: 'x' },
            tags: ['a'],
            odd: null,
          },
          {
            id: 43,
            first_name: null,
            joined: '2026-01-02T03:04:05Z',
            score: 1.5,
            big: 1,
            address: { zip: 'y' },
            tags: [],
            odd: null,
          },
        ],
      },
      {
        path: '/v1/users',
        values: [
          [
            {
              id: 1,
              first_name: 'C',
              joined: '2026-01-02T03:04:05Z',
              score: 1,
              big: 1,
              address: { zip: 'z' },
              tags: [],
            },
          ],
        ],
      },
    ]);
    expect(text).toMatchInlineSnapshot(`
      "type Query {
        user(id: Int!): User @rest(get: "/v1/users/{args.id}")
        users: [User!] @rest(get: "/v1/users")
      }

      type User {
        id: Int!
        firstName: String @json(name: "first_name")
        joined: DateTime!
        score: Float!
        big: BigInt!
        address: UserAddress!
        tags: [String!]!
        odd: JSON
      }

      type UserAddress {
        zip: String!
      }

      scalar BigInt

      scalar DateTime

      scalar JSON
      "
    `);
    const { schema, issues } = await open(text);
    expect([validateSchema(schema), issues]).toEqual([[], []]);
    expect(() => buildSchema(printSchema(schema))).not.toThrow();
  });
});
