import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
import { createServer } from '../../../src/server/create-server.ts';
import { openapi } from '../../../src/sources/openapi/index.ts';
import { listenOnLoopback } from '../../gateway/listen-on-loopback.ts';

const available = spawnSync('promtool', ['--version']).status === 0;
if (!available) console.warn('Skipped: there is no promtool here. Install the package prometheus.');

const tickets = new URL('../../gateway/tickets.openapi.yaml', import.meta.url).pathname;
const close: (() => Promise<unknown>)[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-prometheus-'));
  const page = await readFile(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  for (const [, name = '', text = ''] of page.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```/gm)) {
    await writeFile(join(folder, name), text);
  }
});
afterAll(async () => {
  for (const step of close.splice(0).reverse()) await step();
  await rm(folder, { recursive: true });
});

function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, input, encoding: 'utf8' });
  return status === 0 && stderr === '' ? 'fine' : `${status}\n${stdout}${stderr}`;
}

describe.skipIf(!available)('to Prometheus', () => {
  test('what the gateway tells is well formed and well named', async () => {
    const upstream = createHttpServer((_, response) => response.writeHead(500).end());
    const endpoint = await listenOnLoopback(upstream, close);
    const gateway = await createGateway({
      sources: { tickets: openapi(tickets, { endpoint }) },
      server: { port: 0, host: '127.0.0.1', admin: { port: 0 }, drain: { delay: 0 } },
      cache: { store: new Map(), 'Query.listTickets': { ttl: '1m' } },
    });
    close.push(async () => gateway[Symbol.asyncDispose]());
    const server = await createServer(gateway);
    close.push(() => server.close({ force: true }));
    await server.listen();
    await gateway.request({ query: '{ listTickets { id } }' });
    const text = await (await fetch(`${server.adminUrl}/metrics`)).text();
    expect(text).toContain('outcome="UPSTREAM_FAILED"} 1');
    expect(promtool(['check', 'metrics'], text)).toBe('fine');
  });

  test('the configuration and the rules of the documentation are valid', () => {
    expect(promtool(['check', 'config', 'prometheus.yml'])).toBe('fine');
    expect(promtool(['check', 'rules', 'interlace.rules.yml'])).toBe('fine');
  });

  /** Which alerts fire ten minutes after series have begun; every one has the label `job`. */
  async function fires(series: Readonly<Record<string, string>>, alert: string): Promise<string> {
    const inputs = Object.entries(series).map(([name, values]) => ({ series: name, values }));
    const rule = { eval_time: '10m', alertname: alert, exp_alerts: [] };
    const tests = {
      rule_files: ['interlace.rules.yml'],
      tests: [{ interval: '15s', input_series: inputs, alert_rule_test: [rule] }],
    };
    // JSON is YAML.
    await writeFile(join(folder, 'test.yml'), JSON.stringify(tests));
    const said = promtool(['test', 'rules', 'test.yml']);
    return /alertname="(\w+)"/.exec(said)?.[1] ?? said;
  }
  const operations = (outcome: string) => `interlace_operations_total{job="a",instance="b",outcome="${outcome}"}`;
  const calls = (outcome: string) =>
    `interlace_upstream_calls_total{job="a",instance="b",source="orders",outcome="${outcome}"}`;

  const MASKED = 'interlace_masked_errors_total{job="a",instance="b"}';
  const HEALTHY = { [operations('OVERLOADED')]: '0x60', [MASKED]: '0x60' };

  test.each([
    ['GatewayFails', { [operations('ok')]: '0+100x60', ...HEALTHY, [MASKED]: '0+2x60' }, true],
    ['GatewayFails', { [operations('ok')]: '0+100x60', [operations('OVERLOADED')]: '0+2x60', [MASKED]: '0x60' }, true],
    ['GatewayFails', { [operations('ok')]: '0+50x60', [operations('BAD_USER_INPUT')]: '0+50x60', ...HEALTHY }, false],
    ['SourceFails', { [calls('ok')]: '0+80x60', [calls('UPSTREAM_TIMEOUT')]: '0+20x60' }, true],
    ['SourceFails', { [calls('ok')]: '0+95x60', [calls('UPSTREAM_TIMEOUT')]: '0+5x60' }, false],
    ['SourceFails', { [calls('ok')]: '0+50x60', [calls('UPSTREAM_REJECTED')]: '0+50x60' }, false],
    [
      'GatewayFull',
      {
        'interlace_operations_running{job="a",instance="b"}': '500x60',
        'interlace_operations_places{job="a",instance="b"}': '512x60',
      },
      true,
    ],
    [
      'GatewayFull',
      {
        'nodejs_eventloop_active_seconds_total{job="a",instance="b"}': '0+14.5x60',
        'nodejs_eventloop_idle_seconds_total{job="a",instance="b"}': '0+0.5x60',
      },
      true,
    ],
    [
      'GatewayFull',
      {
        'interlace_operations_running{job="a",instance="b"}': '50x60',
        'interlace_operations_places{job="a",instance="b"}': '512x60',
        'nodejs_eventloop_active_seconds_total{job="a",instance="b"}': '0+5x60',
        'nodejs_eventloop_idle_seconds_total{job="a",instance="b"}': '0+10x60',
      },
      false,
    ],
  ] as const)('%s on %j: %s', async (alert, series, expected) => {
    expect(await fires(series, alert)).toBe(expected ? alert : 'fine');
  });
});
