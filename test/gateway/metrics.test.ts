import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { writeMetrics } from '../../src/telemetry/metrics/write-metrics.ts';
import { readMetrics, scrape } from '../read-metrics.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const tickets = new URL('tickets.openapi.yaml', import.meta.url).pathname;
const GRAPH = `
  extend type Ticket { project_: Project @link(from: "listProjects", arg: "labels", keys: "project", by: "key") }
`;
const TICKETS = [
  { id: 1, project: 'a' },
  { id: 2, project: 'b' },
  { id: 3, project: 'a' },
];
const PROJECTS = [
  { key: 'a', name: 'A' },
  { key: 'b', name: 'B' },
];

const close: (() => Promise<unknown>)[] = [];
/** How often the upstream was asked; and how it answers, in turn, where not as it should. */
let hits = 0;
let faults: ((response: ServerResponse) => void)[] = [];
let endpoint: string;

beforeEach(async () => {
  hits = 0;
  faults = [];
  const upstream = createHttpServer((request, response) => {
    hits += 1;
    const fault = faults.shift();
    if (fault !== undefined) fault(response);
    else {
      const body = request.url?.startsWith('/projects') ? PROJECTS : TICKETS;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }
  });
  endpoint = await listenOnLoopback(upstream, close);
});
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

const fails = (status: number) => (response: ServerResponse) => void response.writeHead(status).end();

async function started(config: Partial<GatewayConfig> = {}) {
  const gateway = await createGateway(
    {
      sources: { tickets: openapi(tickets, { endpoint }) },
      graph: GRAPH,
      server: { port: 0, admin: { port: 0 }, drain: { delay: 0 } },
      ...config,
    },
    { mode: 'development' },
  );
  close.push(async () => gateway[Symbol.asyncDispose]());
  const server = await createServer(gateway);
  close.push(() => server.close({ force: true }));
  const url = await server.listen();
  const ask = async (query: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };
  return { gateway, ask, scrape: () => scrape(server.adminUrl) };
}

const calls = (outcome: string): string => `interlace_upstream_calls_total{source="tickets",outcome="${outcome}"}`;
const TRIES = 'interlace_upstream_try_duration_seconds_count{source="tickets"}';
const RETRIES = 'interlace_upstream_retries_total{source="tickets"}';

test('tries are what the upstream was asked, and calls what the graph asked', async () => {
  const { ask, scrape } = await started();
  faults = [fails(503)];
  expect(await ask('{ listTickets { id project_ { name } } }')).toMatchObject({
    data: { listTickets: [{ project_: { name: 'A' } }, {}, {}] },
  });
  const { value } = await scrape();
  expect(hits).toBe(3);
  expect(value(TRIES)).toBe(hits);
  expect(value(calls('ok'))).toBe(2);
  expect(value(calls('UPSTREAM_UNAVAILABLE'))).toBe(0);
  expect(value(RETRIES)).toBe(1);
  expect(value('interlace_upstream_batch_keys_bucket{source="tickets",le="1"}')).toBe(0);
  expect(value('interlace_upstream_batch_keys_bucket{source="tickets",le="2"}')).toBe(1);
  expect(value('interlace_upstream_in_flight{source="tickets"}')).toBe(0);
  expect(value('interlace_operations_total{lane="fast",outcome="ok",status="200"}')).toBe(1);
  expect(value('interlace_prepared_lookups_total{result="miss"}')).toBe(1);
  expect(value('interlace_prepared_operations')).toBe(1);
  expect(value('interlace_prepared_bytes')).toBeGreaterThan(0);
});

test('a source that fails shows by its codes, its breaker and its state', async () => {
  const resilience = { retries: 0, breaker: { minimumCalls: 2 } } as const;
  const { ask, scrape } = await started({ sources: { tickets: openapi(tickets, { endpoint, resilience }) } });
  faults = [fails(500), fails(500)];
  for (let i = 0; i < 3; i += 1) await ask('{ listTickets { id } }');
  const { value } = await scrape();
  expect(hits).toBe(2);
  expect(value(TRIES)).toBe(2);
  expect(value(calls('UPSTREAM_FAILED'))).toBe(2);
  expect(value(calls('UPSTREAM_UNAVAILABLE'))).toBe(1);
  expect(value('interlace_upstream_breaker{source="tickets",state="open"}')).toBe(1);
  expect(value('interlace_upstream_breaker{source="tickets",state="closed"}')).toBe(0);
  expect(value('interlace_source_state{source="tickets",state="down"}')).toBe(1);
  expect(value('interlace_operations_total{lane="fast",outcome="errors",status="200"}')).toBe(3);
});

test('shows what a source is busy with, and what waits for it', async () => {
  const held: ServerResponse[] = [];
  const hold = (response: ServerResponse) => void held.push(response);
  const resilience = { concurrency: 1 };
  const { ask, scrape } = await started({ sources: { tickets: openapi(tickets, { endpoint, resilience }) } });
  faults = [hold];
  const first = ask('{ listTickets { id } }');
  await vi.waitFor(() => expect(held).toHaveLength(1));
  const second = ask('{ getProject(key: "a") { name } }');
  await vi.waitFor(async () => expect((await scrape()).value('interlace_upstream_waiting{source="tickets"}')).toBe(1));
  const { value } = await scrape();
  expect(value('interlace_upstream_in_flight{source="tickets"}')).toBe(1);
  expect(value('interlace_upstream_places{source="tickets"}')).toBe(1);
  held[0]?.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  await Promise.all([first, second]);
  expect((await scrape()).value('interlace_upstream_waiting{source="tickets"}')).toBe(0);
});

test('reads of the cache are counted by key, and what outlived its time', async () => {
  const rule = { ttl: '1m', staleIfError: '1h' };
  const { ask, scrape, gateway } = await started({ cache: { 'Ticket.project_': rule, 'Query.listTickets': rule } });
  const query = '{ listTickets { id project_ { name } } }';
  const result = async (name: string) =>
    (await scrape()).value(`interlace_cache_reads_total{source="tickets",result="${name}"}`);
  await ask(query);
  expect([await result('hit'), await result('miss')]).toEqual([0, 3]);
  await ask(query);
  expect([await result('hit'), await result('miss')]).toEqual([3, 3]);
  expect((await scrape()).value('interlace_cache_entries')).toBe(3);
  expect((await scrape()).value('interlace_cache_bytes')).toBeGreaterThan(1_000);
  expect(hits).toBe(2);
  vi.useFakeTimers({ toFake: ['performance'], now: performance.now() });
  try {
    vi.advanceTimersByTime(120_000);
    faults = Array.from({ length: 6 }, () => fails(500));
    expect(await gateway.request({ query })).not.toHaveProperty('errors');
  } finally {
    vi.useRealTimers();
  }
  const { value } = await scrape();
  expect(value('interlace_cache_outlived_total{source="tickets"}')).toBe(3);
  expect(await result('miss')).toBe(6);
});

test('a store that fails shows', async () => {
  const store = new Keyv({ store: new Map<string, unknown>(), throwOnErrors: true });
  const rule = { ttl: '1m' };
  const { ask, scrape } = await started({ cache: { store, 'Query.listTickets': rule, 'Query.listProjects': rule } });
  const shown = async () => {
    const { value } = await scrape();
    return [
      value('interlace_cache_store_up'),
      value('interlace_cache_store_failures_total'),
      value('interlace_cache_store_reads_total{result="miss"}'),
    ];
  };
  expect(await shown()).toEqual([1, 0, 0]);
  await ask('{ listTickets { id } }');
  expect(await shown()).toEqual([1, 0, 1]);
  vi.spyOn(store, 'getMany').mockRejectedValue(new Error('gone'));
  expect(await ask('{ listProjects(labels: ["a"]) { name } }')).not.toHaveProperty('errors');
  expect(await shown()).toEqual([0, 1, 1]);
});

test('a fallback and a masked error are counted', async () => {
  const { ask, scrape } = await started({
    sources: { tickets: openapi(tickets, { endpoint, resilience: { retries: 0 } }) },
    resilience: { 'Query.listTickets': { fallback: { value: [] } } },
  });
  faults = [fails(500)];
  expect(await ask('{ listTickets { id } }')).toHaveProperty('data.listTickets', []);
  const { value } = await scrape();
  expect(value('interlace_fallbacks_total{source="tickets",used="value"}')).toBe(1);
  expect(value('interlace_masked_errors_total')).toBe(0);
});

test('without the listener no call is counted, and who embeds the gateway still reads the rest', async () => {
  const { gateway } = await started({ server: { port: 0 } });
  await gateway.request({ query: '{ listTickets { id } }' });
  const { values, value } = readMetrics(writeMetrics(gateway.metrics()));
  expect([...values.keys()].filter((series) => series.startsWith('interlace_upstream_calls'))).toEqual([]);
  expect(value('interlace_prepared_lookups_total{result="miss"}')).toBe(1);
  expect(value('interlace_source_state{source="tickets",state="up"}')).toBe(1);
});
