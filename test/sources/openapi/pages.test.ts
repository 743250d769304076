import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, select, startUpstream } from './harness.ts';

const user = {
  type: 'object',
  title: 'User',
  required: ['id'],
  properties: { id: { type: 'integer' }, first_name: { type: 'string' } },
};
const users = Array.from({ length: 25 }, (_, index) => ({ id: index + 1, first_name: `n${index + 1}` }));
const query = (...names: string[]): unknown[] =>
  names.map((name) => ({
    name,
    in: 'query',
    schema: { type: 'integer', ...(name === 'limit' ? { maximum: 10 } : undefined) },
  }));
const ids = (connection: unknown): number[] => (connection as { nodes: { id: number }[] }).nodes.map((it) => it.id);
const pageInfo = (connection: unknown): { hasNextPage: boolean; endCursor: string } =>
  (connection as { pageInfo: { hasNextPage: boolean; endCursor: string } }).pageInfo;
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('connections', () => {
  it.each([
    [
      'page',
      query('page', 'limit'),
      (url: URL) => (Number(url.searchParams.get('page')) - 1) * Number(url.searchParams.get('limit')),
    ],
    ['offset', query('offset', 'limit'), (url: URL) => Number(url.searchParams.get('offset'))],
  ] as const)('by %s fetch as many pages as are needed', async (style, parameters, start) => {
    await using upstream = await startUpstream(({ url }) => {
      const from = start(new URL(url, 'http://x'));
      return { body: JSON.stringify(users.slice(from, from + 10)), headers: { 'x-total-count': '25' } };
    });
    const document = describing({ parameters, responses: jsonResponse({ type: 'array', items: user }) });
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, pagination: { style, total: 'header:X-Total-Count' } },
      { 'd.json': document },
    );
    expect(printSchema(source.subschema.schema)).toMatch(
      /first: Int[\s\S]*after: String\s*\): UserConnection[\s\S]*type PageInfo/,
    );
    const first = await source.call(
      'Query.test',
      { first: 12 },
      { selection: select('nodes{id,firstName},pageInfo{hasNextPage,endCursor},totalCount') },
    );
    expect(ids(first)).toEqual(range(1, 12));
    expect(first).toMatchObject({ totalCount: 25, pageInfo: { hasNextPage: true }, nodes: { 0: { firstName: 'n1' } } });
    expect(upstream.received).toHaveLength(2);
    const rest = await source.call('Query.test', { first: 50, after: pageInfo(first).endCursor });
    expect(ids(rest)).toEqual(range(13, 25));
    expect(pageInfo(rest)).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(pageInfo(first)).toMatchObject({ hasPreviousPage: false, startCursor: expect.any(String) });
  });

  it('by cursor follow it', async () => {
    await using upstream = await startUpstream(({ url }) => {
      const from = Number(new URL(url, 'http://x').searchParams.get('cursor') ?? 0);
      return {
        body: JSON.stringify({
          data: users.slice(from, from + 10),
          next_cursor: from + 10 < 25 ? String(from + 10) : null,
        }),
      };
    });
    const schema = {
      type: 'object',
      properties: { data: { type: 'array', items: user }, next_cursor: { type: 'string', nullable: true } },
    };
    const document = describing({ parameters: query('cursor', 'limit'), responses: jsonResponse(schema) });
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, pagination: { style: 'cursor' } },
      { 'd.json': document },
    );
    const first = await source.call('Query.test', { first: 13 });
    expect(ids(first)).toEqual(range(1, 13));
    const rest = await source.call('Query.test', { first: 100, after: pageInfo(first).endCursor });
    expect(ids(rest)).toEqual(range(14, 25));
    expect(pageInfo(rest).hasNextPage).toBe(false);
  });

  it('by Link header follow it, to the same origin only', async () => {
    let next = '/test?p=2';
    await using upstream = await startUpstream(({ url }) => {
      const second = url.includes('p=2');
      return {
        body: JSON.stringify(second ? users.slice(10, 20) : users.slice(0, 10)),
        headers: second ? {} : { link: `</x>; rel="prev", <${next}>; rel="next"` },
      };
    });
    const document = describing({ responses: jsonResponse({ type: 'array', items: user }) });
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, pagination: { style: 'link' } },
      { 'd.json': document },
    );
    expect(ids(await source.call('Query.test', { first: 15 }))).toEqual(range(1, 15));
    next = 'http://evil.example/';
    await expect(source.call('Query.test', { first: 15 })).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  });

  it('reject a cursor that is none', async () => {
    const document = describing({
      parameters: query('page', 'limit'),
      responses: jsonResponse({ type: 'array', items: user }),
    });
    await using source = await open(
      'd.json',
      { endpoint: 'http://localhost', pagination: { style: 'page' } },
      { 'd.json': document },
    );
    await expect(source.call('Query.test', { after: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('push-down', () => {
  it.each([
    ['top', '/test?fields=id,team'],
    ['fields', '/test?fields=id,team.team_name'],
    ['parens', '/test?fields=id,team(team_name)'],
  ] as const)('in the %s syntax', async (syntax, url) => {
    await using upstream = await startUpstream(() => ({ body: '[]' }));
    const item = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        other: { type: 'string' },
        team: { type: 'object', properties: { team_name: { type: 'string' } } },
      },
    };
    const document = describing({
      parameters: [{ name: 'fields', in: 'query', schema: { type: 'string' } }],
      responses: jsonResponse({ type: 'array', items: item }),
    });
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, projection: { parameter: 'fields', syntax } },
      { 'd.json': document },
    );
    await source.call('Query.test', {}, { selection: select('id,team{teamName}') });
    expect(decodeURIComponent(upstream.received[0]?.url ?? '')).toBe(url);
    await source.call('Query.test', { fields: 'own' }, { selection: select('id') });
    expect(upstream.received[1]?.url).toBe('/test?fields=own');
  });
});

describe('links', () => {
  it('become joins on the type of the answer', async () => {
    const document = {
      openapi: '3.0.3',
      info: {},
      paths: {
        '/orders/{id}': {
          get: {
            operationId: 'getOrder',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: {
              '200': {
                description: 'ok',
                content: {
                  'application/json': {
                    schema: {
                      title: 'Order',
                      type: 'object',
                      properties: { buyer: { type: 'object', properties: { user_id: { type: 'string' } } } },
                    },
                  },
                },
                links: {
                  customer: { operationId: 'getUser', parameters: { id: '$response.body#/buyer/user_id' } },
                  broken: { operationId: 'getUser', parameters: { id: '$response.body#/nothing' } },
                },
              },
            },
          },
        },
        '/users/{id}': {
          get: {
            operationId: 'getUser',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: jsonResponse(user),
          },
        },
      },
    };
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(source.subschema.links).toEqual([
      expect.objectContaining({
        type: 'Order',
        field: 'customer',
        from: 'Query.getUser',
        args: { id: '{buyer.userId}' },
      }),
    ]);
    expect(source.subschema.issues.map((it) => it.message)).toEqual([
      expect.stringContaining('The link broken of GET /orders/{id} is no field'),
    ]);
  });
});
