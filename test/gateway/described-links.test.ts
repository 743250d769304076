import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

const description = new URL('tickets.openapi.yaml', import.meta.url).pathname;
const TICKETS = [5, 1, 4, 9, 5, 2].map((assignee, index) => ({ id: index, assignee_id: assignee, project: 'web' }));

/** Users 1 to 5, the highest first; what was asked of it is in `asked`. */
async function startTickets() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url.pathname + decodeURIComponent(url.search));
    const ids = url.searchParams.get('ids')?.split(',').map(Number) ?? [];
    const users = [5, 4, 3, 2, 1].filter((id) => ids.includes(id)).map((id) => ({ id, name: `user ${id}` }));
    const answers: Record<string, unknown> = {
      '/tickets': TICKETS,
      '/users': { data: users.slice(0, Number(url.searchParams.get('limit') ?? 2)) },
      '/projects/web': { key: 'web', name: 'Web' },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[url.pathname]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a link of a description asks the list operation once for many parents, and matches by key', async () => {
  await using tickets = await startTickets();
  const { endpoint } = tickets;
  await using gateway = await createGateway({ sources: { tickets: openapi(description, { endpoint }) } });
  const answer = await gateway.request({ query: '{ listTickets { id assignee { name } } }' });
  expect(answer).toMatchObject({
    data: {
      listTickets: [5, 1, 4, 9, 5, 2].map((id) => ({ assignee: id > 5 ? null : { name: `user ${id}` } })),
    },
  });
  // Five keys, of which a page holds three.
  expect(tickets.asked).toEqual(['/tickets', '/users?ids=5,1,4&limit=3', '/users?ids=9,2&limit=3']);
});

test('an argument that filters by something else takes no keys: each value is asked for once', async () => {
  await using tickets = await startTickets();
  const { endpoint } = tickets;
  await using gateway = await createGateway({ sources: { tickets: openapi(description, { endpoint }) } });
  const answer = await gateway.request({ query: '{ listTickets { id project project_: projectLink { name } } }' });
  expect(answer).toMatchObject({
    data: { listTickets: TICKETS.map(() => ({ project: 'web', project_: { name: 'Web' } })) },
  });
  expect(tickets.asked).toEqual(['/tickets', '/projects/web']);
});
