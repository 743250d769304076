import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { beforeFile, lastBoundary, MULTIPART, slowRequest, startFiles, upload } from './upload-kit.ts';

const MB = 1024 * 1024;
const PUT = 'mutation ($file: Upload!) { putBlob(name: "a", input: $file) { parts { size hash } } }';
const ROOMY = { server: { uploads: { fileSize: '1gb' } } };

/** Resolves to the value once it has not changed for half a second: whoever moves it is blocked, and nothing tells when. */
async function settled(value: () => number): Promise<number> {
  for (let last = -1, still = 0; ; still = last === value() ? still + 1 : 0) {
    if (still === 10) return last;
    last = value();
    await after(50);
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in buffers that somebody still holds. */
function heldBytes(): number {
  // Buffers are given back beside the program; the second one waits until the first has done so.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

const answer = (response: ServerResponse, parts: unknown[] = []): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ parts }));
};
const firstBytes = (request: IncomingMessage): Promise<unknown> =>
  new Promise((resolve) => request.once('data', resolve));

describe('a file passes by', () => {
  it('no faster than its service reads it, and is never in memory', async () => {
    await using files = await startFiles(ROOMY);
    const chunk = Buffer.alloc(MB, 'x');
    const total = 120;
    let written = 0;
    let read = 0;
    const hash = createHash('sha256');
    let startReading = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      startReading = resolve;
    });
    files.answer = async (request, response) => {
      await reading;
      for await (const bytes of request) {
        read += bytes.length;
        hash.update(bytes);
      }
      answer(response, [{ size: read, hash: hash.digest('hex') }]);
    };
    const client = slowRequest(files.url);
    await client.write(beforeFile(PUT));
    const heldBefore = heldBytes();
    let mostHeld = 0;
    const sending = (async () => {
      for (let index = 0; index < total; index++) {
        await client.write(chunk);
        written += chunk.length;
        if (index % 60 === 59) mostHeld = Math.max(mostHeld, heldBytes() - heldBefore);
      }
      client.end(lastBoundary);
    })();
    // What has been taken from the client is in the buffers of three sockets.
    expect(await settled(() => written)).toBeLessThan(40 * MB);
    expect(read).toBe(0);
    expect(heldBytes() - heldBefore).toBeLessThan(2 * MB);
    startReading();
    await sending;
    const { json } = await client.answer;
    const whole = createHash('sha256');
    for (let index = 0; index < total; index++) whole.update(chunk);
    expect(json).toEqual({ data: { putBlob: { parts: [{ size: total * MB, hash: whole.digest('hex') }] } } });
    expect(mostHeld).toBeLessThan(2 * MB);
  });

  it('while it is still being sent', async () => {
    await using files = await startFiles();
    const client = slowRequest(files.url);
    const arrived = new Promise<string>((resolve) => {
      files.answer = (request, response) => {
        request.once('data', (bytes: Buffer) => resolve(bytes.toString()));
        request.on('end', () => answer(response));
      };
    });
    await client.write(`${beforeFile(PUT)}first`);
    expect(await arrived).toBe('first');
    client.end(lastBoundary);
    expect((await client.answer).json).toEqual({ data: { putBlob: { parts: [] } } });
  });

  it.runIf(existsSync('/usr/bin/curl'))('from curl', async () => {
    await using files = await startFiles(ROOMY);
    const folder = await mkdtemp(join(tmpdir(), 'interlace-upload-'));
    try {
      await writeFile(join(folder, 'big.bin'), Buffer.alloc(20 * MB, 7));
      const { stdout } = await promisify(execFile)('/usr/bin/curl', [
        ...['-sS', files.url, '-H', 'graphql-require-preflight: 1'],
        ...['-F', `operations=${JSON.stringify({ query: PUT, variables: { file: null } })}`],
        ...['-F', 'map={"0":["variables.file"]}', '-F', `0=@${join(folder, 'big.bin')}`],
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ data: { putBlob: { parts: [{ size: 20 * MB }] } } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('an exchange that ends early', () => {
  it('ends the call when the client leaves', async () => {
    await using files = await startFiles();
    const client = slowRequest(files.url);
    const arrived = new Promise<void>((resolve) => {
      files.answer = (request) => firstBytes(request).then(() => resolve());
    });
    await client.write(`${beforeFile(PUT)}first`);
    await arrived;
    client.destroy();
    expect(await files.calls[0]?.ended).toBe(false);
  });

  it('ends the call when the server is stopped', async () => {
    const files = await startFiles();
    const client = slowRequest(files.url);
    const arrived = new Promise<void>((resolve) => {
      files.answer = (request) => firstBytes(request).then(() => resolve());
    });
    await client.write(`${beforeFile(PUT)}first`);
    await arrived;
    await files[Symbol.asyncDispose]();
    expect(await files.calls[0]?.ended).toBe(false);
    await client.closed;
  });

  it.each([
    [413, 'UPSTREAM_REJECTED'],
    [401, 'UPSTREAM_UNAUTHORIZED'],
    [503, 'UPSTREAM_UNAVAILABLE'],
  ])('is answered when the service answers %i without reading', async (status, code) => {
    await using files = await startFiles(ROOMY);
    files.answer = (_, response) => response.writeHead(status).end();
    const client = slowRequest(files.url);
    await client.write(beforeFile(PUT));
    await client.write(Buffer.alloc(MB));
    const { json, headers } = await client.answer;
    expect(json).toMatchObject({ data: { putBlob: null }, errors: [{ extensions: { code, source: 'files' } }] });
    expect(headers.connection).toBe('close');
    await client.closed;
  });

  it('is answered when the service breaks the connection', async () => {
    await using files = await startFiles(ROOMY);
    files.answer = (request) => firstBytes(request).then(() => request.socket.destroy());
    const client = slowRequest(files.url);
    await client.write(`${beforeFile(PUT)}first`);
    const { json } = await client.answer;
    expect(json.errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(files.calls).toHaveLength(1);
  });

  it('leaves the connection to the next request where little is left unread', async () => {
    await using files = await startFiles({ permissions: { rules: {}, 'Mutation.addSecret': 'deny' } as never });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const query = 'mutation ($file: Upload!) { addSecret(input: $file) { parts { size } } }';
    const body = `${beforeFile(query)}${'x'.repeat(500_000)}${lastBoundary}`;
    const refused = slowRequest(files.url, { ...MULTIPART, 'content-length': String(body.length) }, agent);
    refused.end(body);
    const { json, headers } = await refused.answer;
    expect(json.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(headers.connection).toBe('keep-alive');
    const next = slowRequest(files.url, MULTIPART, agent);
    next.end(`${beforeFile(PUT)}x${lastBoundary}`);
    expect((await next.answer).json).toMatchObject({ data: { putBlob: { parts: [{ size: 1 }] } } });
    expect(next.reused).toBe(true);
    expect(files.calls).toHaveLength(1);
    agent.destroy();
  });

  it('ends the connection where much is left unread, after the answer', async () => {
    await using files = await startFiles({ permissions: { rules: {}, 'Mutation.addSecret': 'deny' } as never });
    const query = 'mutation ($file: Upload!) { addSecret(input: $file) { parts { size } } }';
    const client = slowRequest(files.url, { ...MULTIPART, 'content-length': String(30 * MB) });
    await client.write(beforeFile(query));
    const { json, headers } = await client.answer;
    expect(json.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(headers.connection).toBe('close');
    await client.closed;
    expect(files.calls).toHaveLength(0);
  });
});

describe('time', () => {
  it('of a call counts anew while its client sends', async () => {
    await using files = await startFiles({ resilience: { timeout: '150ms' } });
    const client = slowRequest(files.url);
    await client.write(beforeFile(PUT));
    for (let index = 0; index < 10; index++) {
      await client.write('x');
      await after(50);
    }
    client.end(lastBoundary);
    expect((await client.answer).json).toMatchObject({ data: { putBlob: { parts: [{ size: 10 }] } } });
  });

  it('is up for a service that reads nothing, or does not answer', async () => {
    await using files = await startFiles({ ...ROOMY, resilience: { timeout: '150ms' } });
    files.answer = () => undefined;
    const [blocked, silent] = [slowRequest(files.url), slowRequest(files.url)];
    await blocked.write(beforeFile(PUT));
    const sending = blocked.write(Buffer.alloc(60 * MB));
    silent.end(`${beforeFile(PUT)}x${lastBoundary}`);
    for (const client of [blocked, silent]) {
      expect((await client.answer).json.errors?.[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    }
    await sending;
  });

  it('is up for a client that sends nothing, or next to nothing', async () => {
    await using files = await startFiles({ server: { uploads: { idle: '200ms' } } });
    const before = slowRequest(files.url);
    await before.write(beforeFile(PUT).slice(0, 50));
    expect(await before.answer).toMatchObject({
      status: 408,
      json: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
    await before.closed;

    const within = slowRequest(files.url);
    await within.write(beforeFile(PUT));
    const dripping = setInterval(() => within.write('x'), 20);
    const { status, json } = await within.answer;
    clearInterval(dripping);
    expect({ status, ...json }).toMatchObject({
      status: 200,
      data: { putBlob: null },
      errors: [{ message: expect.stringContaining('next to nothing'), extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(await files.calls[0]?.ended).toBe(false);
    await within.closed;
  });

  it('is up for an operation that does not come', async () => {
    await using files = await startFiles({ server: { uploads: { deadline: '200ms' } } });
    const client = slowRequest(files.url);
    await client.write(beforeFile(PUT).slice(0, 50));
    expect(await client.answer).toMatchObject({
      status: 408,
      json: { errors: [{ message: 'The operation did not come within 200 ms.' }] },
    });
  });

  it('is up for an operation as a whole', async () => {
    await using files = await startFiles({ server: { uploads: { deadline: '300ms' } }, limits: { deadline: '100ms' } });
    const client = slowRequest(files.url);
    await client.write(beforeFile(PUT));
    const sending = setInterval(() => client.write('x'.repeat(10_000)), 20);
    const { json } = await client.answer;
    clearInterval(sending);
    expect(json.errors?.[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
    expect(await files.calls[0]?.ended).toBe(false);
  });
});

describe('many uploads', () => {
  it('have places of their own', async () => {
    await using files = await startFiles({
      server: { uploads: { concurrency: 1 } },
      limits: { concurrency: 1, queue: 1 },
    });
    const first = slowRequest(files.url);
    const arrived = new Promise<void>((resolve) => {
      files.answer = (request, response) => {
        request.once('data', () => resolve());
        request.on('end', () => answer(response));
      };
    });
    await first.write(`${beforeFile(PUT)}x`);
    await arrived;
    const second = slowRequest(files.url);
    await second.write(`${beforeFile(PUT)}x`);
    expect(await second.answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1', connection: 'close' },
      json: { errors: [{ extensions: { code: 'OVERLOADED' } }] },
    });
    await second.closed;
    const other = await fetch(files.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(await other.json()).toEqual({ data: { __typename: 'Query' } });
    first.end(lastBoundary);
    expect((await first.answer).status).toBe(200);
    const third = slowRequest(files.url);
    third.end(`${beforeFile(PUT)}x${lastBoundary}`);
    expect((await third.answer).status).toBe(200);
  });

  // A thousand of them are seconds of processor time, which other processes may have at the moment: the time says nothing here.
  it('leave nothing behind', { timeout: 120_000 }, async () => {
    await using files = await startFiles();
    files.answer = (request, response) => request.resume().on('end', () => answer(response));
    const send = (content: string, broken: boolean) =>
      upload(files.url, {
        query: broken ? 'mutation ($file: Upload!) { nope(f: $file) }' : PUT,
        variables: { file: null },
        map: { 0: ['variables.file'] },
        files: [['0', new Blob([content])]],
      });
    const resources = (): number => process.getActiveResourcesInfo().length;
    for (let index = 0; index < 20; index++) await send('warm', index % 2 === 0);
    const before = resources();
    for (let index = 0; index < 1000; index++) {
      const { json } = await send('x'.repeat(index), index % 10 === 0);
      expect(json.errors === undefined).toBe(index % 10 !== 0);
    }
    expect(resources()).toBeLessThanOrEqual(before + 5);
  });
});
