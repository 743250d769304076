import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openapi } from '../../../src/sources/openapi/index.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import type { CallConnector } from '../../../src/sources/source.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { type Opened, openAt } from '../../sources/grpc/support/open.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const present = spawnSync('etcd', ['--version']).status === 0 && spawnSync('etcdctl', ['version']).status === 0;

/** etcd takes no port 0, so that a free one is looked for. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe.skipIf(!present)(`etcd${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let folder: string;
  let server: ChildProcess;
  let endpoint: string;
  let source: Opened;
  const etcdctl = (...args: string[]): string =>
    execFileSync('etcdctl', ['--endpoints', endpoint, ...args], {
      env: { ...process.env, ETCDCTL_API: '3' },
    }).toString();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'etcd-'));
    endpoint = `127.0.0.1:${await freePort()}`;
    const peer = `http://127.0.0.1:${await freePort()}`;
    const client = `http://${endpoint}`;
    server = spawn(
      'etcd',
      ['--data-dir', folder, '--listen-client-urls', client, '--advertise-client-urls', client]
        .concat(['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer])
        .concat(['--initial-cluster', `default=${peer}`]),
      { stdio: 'ignore' },
    );
    source = await openAt(here, './etcd.proto', {
      endpoint,
      queries: ['range', 'leaseTimeToLive', 'status'],
      waitForReady: true,
    });
    await source.call('Query.status', {}, { deadline: performance.now() + 20_000 });
  }, 30_000);
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  test('what we put, etcdctl reads; what it puts, we range over', async () => {
    await source.call('Mutation.put', { key: base64('ours'), value: base64('grüße') });
    expect(etcdctl('get', 'ours')).toBe('ours\ngrüße\n');
    etcdctl('put', 'theirs', 'hello');
    const found = await source.call(
      'Query.range',
      { key: base64('theirs') },
      { select: 'count,kvs{key,value,version,modRevision}' },
    );
    const theirs = JSON.parse(etcdctl('get', 'theirs', '-w', 'json')) as {
      count: number;
      kvs: { mod_revision: number }[];
    };
    expect(found).toEqual({
      count: String(theirs.count),
      kvs: [
        {
          key: base64('theirs'),
          value: base64('hello'),
          version: '1',
          modRevision: String(theirs.kvs[0]?.mod_revision),
        },
      ],
    });
  });

  test('a range over many keys is what etcdctl lists', async () => {
    for (let index = 0; index < 30; index += 1) {
      await source.call('Mutation.put', {
        key: base64(`many/${String(index).padStart(2, '0')}`),
        value: base64(String(index)),
      });
    }
    const args = {
      key: base64('many/'),
      rangeEnd: base64('many0'),
      sortOrder: 'DESCEND',
      sortTarget: 'KEY',
      limit: '10',
    };
    const found = (await source.call('Query.range', args)) as { more: boolean; kvs: { key: string }[] };
    const theirs = JSON.parse(
      etcdctl('get', 'many/', '--prefix', '--order=DESCEND', '--sort-by=KEY', '--limit=10', '-w', 'json'),
    ) as typeof found;
    expect(found.more).toBe(true);
    expect(found.kvs.map(({ key }) => key)).toEqual(theirs.kvs.map(({ key }) => key));
  });

  test('a transaction with oneof requests answers a oneof of responses', async () => {
    const result = await source.call('Mutation.txn', {
      compare: [{ result: 'EQUAL', target: 'VERSION', key: base64('fresh'), targetUnion: { version: '0' } }],
      success: [{ request: { requestPut: { key: base64('fresh'), value: base64('1') } } }],
      failure: [{ request: { requestRange: { key: base64('fresh') } } }],
    });
    expect(result).toMatchObject({ succeeded: true, responses: [{ response: { __typename: 'PutResponse' } }] });
    expect(etcdctl('get', 'fresh', '--print-value-only')).toBe('1\n');
  });

  test('a watch is a subscription', async () => {
    const seen: unknown[] = [];
    const messages = [{ requestUnion: { createRequest: { key: base64('watched') } } }];
    for await (const event of source.watch(
      'Subscription.watch',
      { messages },
      { select: 'created,events{type,kv{key,value}}' },
    )) {
      seen.push(event);
      if (seen.length === 1) etcdctl('put', 'watched', 'a');
      if (seen.length === 2) etcdctl('del', 'watched');
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([
      { created: true, events: [] },
      { created: false, events: [{ type: 'PUT', kv: { key: base64('watched'), value: base64('a') } }] },
      { created: false, events: [{ type: 'DELETE', kv: { key: base64('watched'), value: '' } }] },
    ]);
  });

  test('leases are granted, told and revoked', async () => {
    const { id } = (await source.call('Mutation.leaseGrant', { ttl: '100' }, { select: 'id,ttl' })) as { id: string };
    expect(etcdctl('lease', 'list')).toContain(BigInt(id).toString(16));
    await source.call('Mutation.put', { key: base64('leased'), value: base64('x'), lease: id });
    expect(await source.call('Query.leaseTimeToLive', { id, keys: true }, { select: 'grantedTTL,keys' })).toEqual({
      grantedTTL: '100',
      keys: [base64('leased')],
    });
    await source.call('Mutation.leaseRevoke', { id });
    expect(etcdctl('get', 'leased')).toBe('');
  });

  test('errors of etcd are errors of the table', async () => {
    await expect(source.call('Mutation.put', { key: '', value: '' })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      protocol: { grpcStatus: { name: 'INVALID_ARGUMENT' }, text: 'etcdserver: key is not provided' },
    });
  });

  test('its REST mapping gives the same values through openapi()', async () => {
    const definition = openapi('./etcd.openapi.yaml', { endpoint: `http://${endpoint}` });
    const { subschema, connect } = await definition.open(definition.options, createNodeSourceIO(here));
    await using rest = connect() as CallConnector<unknown>;
    const call = (name: string, input: Record<string, unknown>): Promise<unknown> => {
      const operation = [...subschema.operations.values()].find(({ coordinate }) => coordinate.endsWith(`.${name}`));
      if (operation === undefined) throw new Error(`no ${name} in ${[...subschema.operations.keys()].join(', ')}`);
      return rest.call({
        operation,
        args: { input },
        selection: undefined,
        forwarded: {},
        signal: new Canceller(),
        deadline: performance.now() + 5000,
      });
    };
    await call('put', { key: base64('rest'), value: base64('ü') });
    const overRest = (await call('range', { key: base64('rest') })) as { kvs: Record<string, unknown>[] };
    const overGrpc = (await source.call(
      'Query.range',
      { key: base64('rest') },
      { select: 'kvs{key,value,createRevision,modRevision,version}' },
    )) as {
      kvs: Record<string, unknown>[];
    };
    expect(overGrpc.kvs).toEqual([overRest.kvs[0]].map((kv) => ({ ...kv })));
    expect(overGrpc.kvs).toHaveLength(1);
  });
});
