import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type InterlaceServer } from '../../src/server/create-server.ts';
import { fakeGateway } from './fake-gateway.ts';

/**
 * What we answer otherwise than an audit wishes. GET without a content type or a header of its own is a notice: such a request may be
 * forged across sites. With `accept: application/json`, a request error keeps its 4xx, which GraphQL over HTTP allows.
 */
const DEVIATIONS: Readonly<Record<string, 'notice' | 'warn'>> = {
  '5A70': 'notice',
  D6D5: 'notice',
  '6A70': 'notice',
  '572B': 'warn',
  FDE2: 'warn',
  '7B9B': 'warn',
};

const servers: InterlaceServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close({ force: true }))));

describe.each([true, false])('graphql-http audits, fast lane %s', (planned) => {
  let url = '';
  beforeAll(async () => {
    const server = await createServer(fakeGateway({ planned }));
    servers.push(server);
    url = await server.listen();
  });

  for (const audit of serverAudits({ url: () => url, fetchFn: fetch })) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      const expected = DEVIATIONS[audit.id] ?? 'ok';
      expect(result.status, 'reason' in result ? result.reason : undefined).toBe(expected);
    });
  }
});
