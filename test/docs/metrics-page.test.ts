import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WorkerPool } from '../../src/cli/workers/worker-pool.ts';
import { createGateway } from '../../src/gateway.ts';
import { createServer } from '../../src/server/create-server.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { SILENT } from '../../src/telemetry/logger.ts';
import { writeMetrics } from '../../src/telemetry/metrics/write-metrics.ts';
import { readMetrics, type Scrape, scrape } from '../read-metrics.ts';

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
const tickets = new URL('../gateway/tickets.openapi.yaml', import.meta.url).pathname;

interface Row {
  readonly name: string;
  readonly labels: readonly string[];
  readonly type: string;
}

const quoted = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| `(?:interlace|process|nodejs)_/.test(line))
  .flatMap((line) => {
    const [, names, labels, meaning = ''] = line.split('|');
    const type = (/^ (Counter|Gauge|Histogram)/.exec(meaning)?.[1] ?? '').toLowerCase();
    return quoted(names).map((name) => ({ name, labels: quoted(labels), type }));
  });

async function told(): Promise<readonly Scrape[]> {
  const rule = { ttl: '1m', staleIfError: '1h' };
  const resilience = { retries: 0 };
  await using gateway = await createGateway({
    sources: { tickets: openapi(tickets, { endpoint: 'http://127.0.0.1:1', resilience }) },
    server: { port: 0, host: '127.0.0.1', admin: { port: 0 }, drain: { delay: 0 } },
    cache: { store: new Map(), 'Query.listTickets': rule },
    resilience: { 'Query.listTickets': { fallback: { value: [] } } },
  });
  await using server = await createServer(gateway);
  await server.listen();
  await gateway.request({ query: '{ listTickets { id } }' });
  const pool = new WorkerPool(1, () => expect.fail('no worker is started'), SILENT);
  return [await scrape(server.adminUrl), readMetrics(writeMetrics(pool.metrics()))];
}

test('docs/metrics.md has every metric with its type and its labels, and no other', async () => {
  const scrapes = await told();
  const types = scrapes.flatMap((each) => [...each.types]);
  expect(rows.map(({ name, type }) => [name, type]).sort()).toEqual(types.sort());
  const labels = new Map<string, Set<string>>(rows.map(({ name }) => [name, new Set()]));
  for (const series of scrapes.flatMap((each) => [...each.values.keys()])) {
    const [, name = '', pairs = ''] = /^([^{]+)(?:\{(.*)\})?$/.exec(series) ?? [];
    const family = labels.get(name) ?? labels.get(name.replace(/_(?:bucket|sum|count)$/, ''));
    for (const [, label = ''] of pairs.matchAll(/(\w+)="/g)) if (label !== 'le') family?.add(label);
  }
  expect(rows.map(({ name, labels: said }) => [name, [...said].sort()])).toEqual(
    rows.map(({ name }) => [name, [...(labels.get(name) ?? [])].sort()]),
  );
});

test('what the examples ask for is there', async () => {
  const known = new Set(rows.map(({ name }) => name));
  const examples = [...page.matchAll(/^```(?:yaml|promql)\n([\s\S]*?)^```/gm)].map(([, text = '']) => text).join('\n');
  const named = [...examples.matchAll(/\b(?:interlace|process|nodejs)_\w+/g)].map(([name]) =>
    known.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
