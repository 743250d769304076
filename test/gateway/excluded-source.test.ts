import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/errors/issue.ts';
import { createGateway, graphql, openapi } from '../../src/index.ts';

const TICKETS = {
  openapi: '3.0.3',
  info: { title: 'Tickets', version: '1' },
  paths: {
    '/tickets': {
      get: {
        operationId: 'tickets',
        responses: {
          200: {
            description: 'All of them',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Ticket: { type: 'object', properties: { id: { type: 'string' } } } } },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-excluded-'));
  await writeFile(join(folder, 'tickets.json'), JSON.stringify(TICKETS));
  await writeFile(
    join(folder, 'shop.graphql'),
    'extend type Ticket { reviews: [Review] @link(from: "reviews", arg: "ids", keys: "id", by: "id") }',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const sources = {
  tickets: openapi('./tickets.json', { endpoint: 'http://127.0.0.1:9' }),
  reviews: graphql('http://127.0.0.1:9/graphql', { onError: 'exclude' }),
};

it('is named first where the graph cannot do without it, as what is to be mended', async () => {
  const failure = await createGateway({ sources, graph: './shop.graphql' }, { baseDir: folder }).then(
    () => undefined,
    (error: unknown) => error as { message: string; facts: { issues: readonly Issue[] } },
  );
  const [title, first, second] = failure?.message.split('\n') ?? [];
  expect(title).toBe('The graph has 2 problems:');
  expect(first).toMatch(/sources\.reviews: error: http:\/\/127\.0\.0\.1:9\/graphql cannot be read/);
  expect(second).toMatch(/shop\.graphql:1:\d+: error: There is no type "Review"/);
  expect(failure?.message).not.toContain('goes on without it');
});

it('is a warning where the graph goes on without it', async () => {
  await using gateway = await createGateway({ sources }, { baseDir: folder });
  expect(gateway.issues).toMatchObject([
    { severity: 'warning', at: 'sources.reviews', message: expect.stringMatching(/The graph goes on without it\.$/) },
  ]);
});
