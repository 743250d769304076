import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scrape } from '../read-metrics.ts';
import { interlace, type RunningProcess } from '../running-process.ts';

const OPENAPI = `openapi: 3.0.3
info: { title: Things, version: '1' }
paths:
  /things:
    get:
      operationId: things
      responses:
        '200': { description: Things., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Thing' } } } } }
    post:
      operationId: addThing
      responses:
        '200': { description: The thing., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
components: { schemas: { Thing: { type: object, required: [id], properties: { id: { type: string } } } } }
`;

let folder: string;
let upstream: Server;
/** Requests that read. */
let reads = 0;
/** While it is set, reads are answered when it resolves. */
let hold: Promise<void> | undefined;
const processes: RunningProcess[] = [];

beforeEach(async () => {
  reads = 0;
  hold = undefined;
  upstream = createServer(async (incoming, response) => {
    const writes = incoming.method === 'POST';
    if (!writes) reads += 1;
    if (!writes) await hold;
    const thing = { id: 'a' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(writes ? thing : [thing]));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'interlace-workers-'));
  await writeFile(join(folder, 'things.yaml'), OPENAPI);
  await configure('');
});

afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(folder, { recursive: true });
});

const configure = (more: string) =>
  writeFile(
    join(folder, 'interlace.config.yaml'),
    `sources: { things: { openapi: ./things.yaml, endpoint: "http://127.0.0.1:${(upstream.address() as AddressInfo).port}" } }
graph: "extend type Mutation { addThing: Thing @invalidate(tags: [\\"things\\"]) }"
server: { drain: { delay: 0 } }
# What is held is held for as long as processes take to start.
resilience: { timeout: 2m }
limits: { deadline: 2m }
${more}`,
  );

/** What the processes of one command have logged. */
interface Line {
  readonly msg: string;
  readonly pid?: number;
  readonly url?: string;
  readonly admin?: string;
}

async function start(workers: string) {
  const running = interlace(['serve', '--workers', workers, '--port', '0', '--host', '127.0.0.1'], { cwd: folder });
  processes.push(running);
  const lines = (): Line[] =>
    running
      .err()
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const pids = () => lines().flatMap(({ msg, pid }) => (msg === 'a worker is ready' && pid !== undefined ? [pid] : []));
  const ready = (count: number) =>
    vi.waitFor(() => expect(pids()).toHaveLength(count), { timeout: 40_000, interval: 20 });
  await Promise.race([ready(Number(workers)), running.ended]);
  const url = lines().find(({ msg }) => msg === 'listening')?.url ?? '';
  return { ...running, pids, ready, lines, url };
}

/** Each on a connection of its own, so that the workers take turns, unless an agent keeps connections. */
function ask(url: string, query = '{ things { id } }', agent: Agent | false = false): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.on('data', (data) => {
        text += data;
      });
      answer.on('end', () => resolve(JSON.parse(text)));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query }));
  });
}

const THINGS = { data: { things: [{ id: 'a' }] } };
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 20_000, interval: 20 });

test('workers share a port, and hear of each other’s invalidations', async () => {
  await configure('cache: { Query.things: { ttl: 1h, tags: [things] } }');
  const { url, pids } = await start('2');
  expect(new Set(pids()).size).toBe(2);
  const readAll = async () => {
    for (let i = 0; i < 6; i += 1) expect(await ask(url)).toEqual(THINGS);
  };
  await readAll();
  // Each has a memory of its own.
  expect(reads).toBe(2);
  expect(await ask(url, 'mutation { addThing { id } }')).toEqual({ data: { addThing: { id: 'a' } } });
  await vi.waitFor(async () => {
    await readAll();
    expect(reads).toBe(4);
  });
});

test('one that is killed is replaced while the others answer', async () => {
  const { url, pids, ready } = await start('2');
  const [victim = 0] = pids();
  process.kill(victim, 'SIGKILL');
  await gone([victim]);
  for (let i = 0; i < 4; i += 1) expect(await ask(url)).toEqual(THINGS);
  await ready(3);
  expect(pids().filter(isAlive)).toHaveLength(2);
  expect(await ask(url)).toEqual(THINGS);
});

test('SIGHUP renews the workers one by one, and no request is lost', async () => {
  const { url, pids, ready, child, lines } = await start('2');
  const old = pids();
  let release = () => {};
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const long = ask(url);
  await vi.waitFor(() => expect(reads).toBe(1));
  hold = undefined;
  child.kill('SIGHUP');
  let renewed = false;
  const answers: unknown[] = [];
  const kept = new Agent({ keepAlive: true });
  const asking = Promise.all(
    ([false, kept, kept, kept, kept] as const).map(async (agent) => {
      while (!renewed) answers.push(await ask(url, undefined, agent));
    }),
  );
  await ready(3);
  // One of the two is waited for as long as it has something to do.
  release();
  await ready(4);
  await gone(old);
  await vi.waitFor(() => expect(lines().some(({ msg }) => msg === 'the workers are renewed')).toBe(true));
  renewed = true;
  await asking;
  kept.destroy();
  expect(await long).toEqual(THINGS);
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(answer).toEqual(THINGS);
  expect(pids().filter(isAlive)).toHaveLength(2);
});

test('a new configuration that is wrong leaves the workers that are', async () => {
  const { url, pids, child, says } = await start('2');
  const old = pids();
  await configure('serverr: {}');
  child.kill('SIGUSR2');
  await says(/a new worker ended before it was ready/);
  expect(old.every(isAlive)).toBe(true);
  expect(await ask(url)).toEqual(THINGS);
  await configure('');
  child.kill('SIGUSR2');
  await says(/the workers are renewed/);
  await gone(old);
  expect(await ask(url)).toEqual(THINGS);
});

test('a configuration that is wrong is said once', async () => {
  await configure('serverr: {}');
  const { ended, err } = await start('2');
  expect(await ended).toBe(1);
  expect(err().match(/Unknown key "serverr"/g)).toHaveLength(1);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends all, and what is in flight is answered', async (signal) => {
  const { url, pids, child, ended, lines } = await start('2');
  let release = () => {};
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const long = ask(url);
  await vi.waitFor(() => expect(reads).toBe(1));
  child.kill(signal);
  await vi.waitFor(() => expect(lines().filter(({ msg }) => msg === 'draining')).toHaveLength(2));
  release();
  expect(await long).toEqual(THINGS);
  expect(await ended).toBe(0);
  await gone(pids());
});

test('one that hangs is ended by a second signal too', async () => {
  const { pids, child, ended, lines } = await start('2');
  const [victim = 0] = pids();
  process.kill(victim, 'SIGSTOP');
  child.kill('SIGTERM');
  await vi.waitFor(() => expect(lines().some(({ msg }) => msg === 'stopping the workers')).toBe(true));
  await gone(pids().slice(1));
  expect(isAlive(victim)).toBe(true);
  // What comes too soon after the first one counts as a copy of it.
  await vi.waitFor(() => {
    child.kill('SIGTERM');
    expect(lines().some(({ msg }) => msg === 'stopping the workers now')).toBe(true);
  });
  const began = performance.now();
  expect(await ended).toBe(1);
  // Not as late as one that hangs is noticed.
  expect(performance.now() - began).toBeLessThan(12_000);
  await gone([victim]);
});

test('one that hangs is replaced, while one that works is left alone', async () => {
  const { url, pids, ready, lines } = await start('2');
  const [victim = 0, other = 0] = pids();
  process.kill(victim, 'SIGSTOP');
  await ready(3);
  expect(lines().some(({ msg, pid }) => msg === 'a worker hangs and is killed' && pid === victim)).toBe(true);
  await gone([victim]);
  expect(isAlive(other)).toBe(true);
  for (let i = 0; i < 4; i += 1) expect(await ask(url)).toEqual(THINGS);
});

test('no worker outlives the process that started it', async () => {
  const { pids, child } = await start('2');
  child.kill('SIGKILL');
  await gone(pids());
});

test.each(['0', '-1', 'many', '1.5', '257'])('%s is no number of workers', async (workers) => {
  const running = interlace(['serve', '--workers', workers], { cwd: folder });
  expect(await running.ended).toBe(2);
  expect(running.err()).toContain('It must be "auto" or a whole number from 1 to 256.');
});

test('"auto" is one for each processor', async () => {
  const running = interlace(['serve', '--workers', 'auto', '--port', '0', '--host', '127.0.0.1'], { cwd: folder });
  processes.push(running);
  await running.says(/listening/);
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
});

test('whichever worker is asked tells the metrics of all, and no count falls', async () => {
  await configure('');
  const file = join(folder, 'interlace.config.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('server: {', 'server: { admin: { port: 0 },'));
  const { url, pids, ready, lines, child } = await start('2');
  const admin = lines().find(({ msg }) => msg === 'listening')?.admin;
  const answered = async (): Promise<number> =>
    (await scrape(admin)).value('interlace_operations_total{lane="fast",outcome="ok",status="200"}');
  for (let i = 0; i < 6; i += 1) expect(await ask(url)).toEqual(THINGS);
  // Both have a share of them, and the scrapes go to one after the other.
  expect(await Promise.all([answered(), answered(), answered()])).toEqual([6, 6, 6]);
  expect((await scrape(admin)).value('interlace_upstream_try_duration_seconds_count{source="things"}')).toBe(reads);
  expect((await scrape(admin)).value('interlace_workers')).toBe(2);

  child.kill('SIGHUP');
  await ready(4);
  await vi.waitFor(() => expect(lines().some(({ msg }) => msg === 'the workers are renewed')).toBe(true));
  expect(await ask(url)).toEqual(THINGS);
  expect(await answered()).toBe(7);

  const [, , victim = 0] = pids();
  process.kill(victim, 'SIGKILL');
  await gone([victim]);
  expect(await answered()).toBe(7);
  await ready(5);
  expect((await scrape(admin)).value('interlace_worker_losses_total')).toBe(1);
  expect((await scrape(admin)).value('interlace_workers')).toBe(2);
});

test('a port for the metrics that is taken is said once, by the exit code too', async () => {
  const { port } = upstream.address() as AddressInfo;
  const file = join(folder, 'interlace.config.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('server: {', `server: { admin: { port: ${port} },`));
  const { ended, err } = await start('2');
  expect(await ended).toBe(1);
  expect(err().match(/choose another by server.admin.port/g)).toHaveLength(1);
});
