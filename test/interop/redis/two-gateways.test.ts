import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { interlace, type RunningProcess } from '../../running-process.ts';
import { hasRedis, RedisProcess } from './redis-process.ts';

const OPENAPI = `openapi: 3.0.3
info: { title: Things, version: '1' }
paths:
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: thing
      responses: { '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
    put:
      operationId: touch
      responses: { '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
components: { schemas: { Thing: { type: object, required: [id, version], properties: { id: { type: string }, version: { type: integer } } } } }
`;

let folder: string;
let redis: RedisProcess;
let upstream: Server;
let version = 1;
/** Reads by path. */
const reads = new Map<string, number>();
const processes: RunningProcess[] = [];

beforeEach(async () => {
  version = 1;
  reads.clear();
  upstream = createServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'PUT') version += 1;
    else reads.set(path, (reads.get(path) ?? 0) + 1);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id: path.split('/').at(-1), version }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'interlace-two-'));
});

afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await redis?.[Symbol.asyncDispose]();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(folder, { recursive: true });
});

async function start(): Promise<string> {
  const running = interlace(['serve', '--port', '0', '--host', '127.0.0.1'], { cwd: folder });
  processes.push(running);
  const [, url = ''] = await running.says(/"url":"([^"]+)"/);
  return url;
}

async function ask(url: string, query: string): Promise<unknown> {
  const body = JSON.stringify({ query });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return (await response.json()) as unknown;
}

const read = (url: string, id: string) => ask(url, `{ thing(id: "${id}") { version } }`);
const at = (number: number) => ({ data: { thing: { version: number } } });
const WAIT = { timeout: 20_000, interval: 20 };

describe.skipIf(!hasRedis())('two gateways, each a process of its own, with one Redis', () => {
  test('share what one has read, and see at once what the other has changed', async () => {
    redis = await RedisProcess.start();
    await writeFile(join(folder, 'things.yaml'), OPENAPI);
    await writeFile(
      join(folder, 'interlace.config.yaml'),
      `sources: { things: { openapi: ./things.yaml, endpoint: "http://127.0.0.1:${(upstream.address() as AddressInfo).port}" } }
graph: |
  extend type Query { thing: Thing @cache(ttl: "1h", tags: ["thing:{args.id}"]) }
  extend type Mutation { touch: Thing @invalidate(tags: ["thing:{result.id}"]) }
cache: { store: "${redis.url}" }
server: { drain: { delay: 0 } }
`,
    );
    const [a, b] = [await start(), await start()];
    // Both connect in the background, and writes are not waited for: until what one has read is there for the other.
    let n = 0;
    await vi.waitFor(async () => {
      const id = `warm${n++}`;
      await read(a, id);
      await vi.waitFor(async () => {
        const before = reads.get(`/things/${id}`);
        await read(b, id);
        expect(reads.get(`/things/${id}`)).toBe(before);
      });
      expect(reads.get(`/things/${id}`)).toBe(1);
    }, WAIT);

    // One that is older than the clocks of replicas may differ by, in the memory of both.
    await read(a, 'x');
    await vi.waitFor(async () => expect(await read(b, 'x')).toEqual(at(1)), WAIT);
    expect(await ask(a, 'mutation { touch(id: "x") { version } }')).toEqual({ data: { touch: { version: 2 } } });
    expect(await read(a, 'x')).toEqual(at(2));
    await vi.waitFor(async () => expect(await read(b, 'x')).toEqual(at(2)), WAIT);
    // What the change did not name is where it was.
    const last = `warm${n - 1}`;
    expect(await read(b, last)).toEqual(at(1));
    expect(reads.get(`/things/${last}`)).toBe(1);
  });

  test('answer on without it', async () => {
    redis = await RedisProcess.start();
    await writeFile(join(folder, 'things.yaml'), OPENAPI);
    await writeFile(
      join(folder, 'interlace.config.yaml'),
      `sources: { things: { openapi: ./things.yaml, endpoint: "http://127.0.0.1:${(upstream.address() as AddressInfo).port}" } }
cache: { store: "${redis.url}", Query.thing: { ttl: 1h } }
server: { drain: { delay: 0 } }
`,
    );
    const url = await start();
    expect(await read(url, 'before')).toEqual(at(1));
    redis.signal('SIGSTOP');
    for (let i = 0; i < 20; i += 1) expect(await read(url, `stopped${i}`)).toEqual(at(1));
    redis.signal('SIGCONT');
    await redis.kill();
    for (let i = 0; i < 20; i += 1) expect(await read(url, `killed${i}`)).toEqual(at(1));
    expect(await read(url, 'before')).toEqual(at(1));
    expect(reads.get('/things/before')).toBe(1);
  });
});
