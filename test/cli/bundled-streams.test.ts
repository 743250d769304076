import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, it } from 'vitest';
import { runProcess } from '../running-process.ts';

const BIN = new URL('../../bin/interlace.js', import.meta.url).pathname;

const schema = createSchema({
  typeDefs: 'type Query { now: Int } type Subscription { count: Int }',
  resolvers: {
    Subscription: {
      count: {
        async *subscribe() {
          for (let count = 1; count <= 3; count += 1) yield { count };
        },
      },
    },
  },
});

/** The bundle has a part of undici only: this is the one way to it besides plain calls. */
it('the bundled command reads answers of an upstream as they come', async () => {
  const upstream = createServer(createYoga({ schema, logging: false }));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'interlace-'));
  const config = join(folder, 'interlace.config.json');
  const counts = { graphql: `http://127.0.0.1:${port}/graphql`, subscriptions: { protocol: 'sse' } };
  await writeFile(config, JSON.stringify({ sources: { counts }, server: { port: 0 } }));
  const gateway = runProcess(process.execPath, [BIN, 'serve', '--config', config]);
  try {
    const [url = ''] = await gateway.says(/http:\/\/[^"]*graphql/);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { count }' }),
    });
    const events = (await answer.text()).matchAll(/^data: ?(\{.*)$/gm);
    expect([...events].map(([, event = '']) => JSON.parse(event))).toEqual(
      [1, 2, 3].map((count) => ({ data: { count } })),
    );
  } finally {
    gateway.child.kill();
    await gateway.ended;
    upstream.closeAllConnections();
    upstream.close();
    await rm(folder, { recursive: true });
  }
});
