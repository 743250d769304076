import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interlace, type ProcessOptions } from '../running-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interlace-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(args: readonly string[], options: ProcessOptions = {}) {
  const process = interlace(args, { cwd: folder, ...options });
  const code = await process.ended;
  const strip = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { code, out: strip(process.out()), err: strip(process.err()) };
}
const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const OPENAPI = `openapi: 3.0.3
info: { title: Things, version: '1' }
servers: [{ url: http://127.0.0.1:1 }]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: Things.
          content: { application/json: { schema: { type: array, items: { type: object, properties: { id: { type: string } } } } } }
`;

describe('help and version', () => {
  it('explain the commands', async () => {
    const { code, out, err } = await run(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const word of ['dev', 'serve', 'check', 'inspect', 'Examples:', 'Exit codes:']) expect(out).toContain(word);
    expect((await run([])).out).toBe(out);
    const inspect = (await run(['inspect', '--help'])).out;
    expect(inspect).toContain('--include-dir');
    // A default that says nothing to a person.
    expect(inspect).not.toMatch(/default: (?:\[|\{)/);
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what is not understood ends with 2', () => {
  it.each([
    [['inspct'], "unknown command 'inspct'\n(Did you mean inspect?)"],
    [['dev', '--prot', '1'], 'unknown option \'--prot\'\n(Did you mean --port?)\nRun "interlace dev --help"'],
    [['dev', '--port', 'x'], 'It must be a whole number from 0 to 65535.'],
    [['inspect'], "missing required argument 'file-or-url'"],
    [['inspect', 'a', '--kind', 'cobol'], 'Allowed choices are openapi, soap, grpc, graphql, rest.'],
    [['inspect', 'a', '--json', '--sdl'], "option '--json' cannot be used with option '--sdl'"],
  ])('%j', async (args, message) => {
    const { code, err } = await run(args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('a configuration that is wrong ends with 1, everything said and no stack', () => {
  it('missing', async () => {
    const { code, err } = await run(['dev']);
    expect(err).toContain('There is no configuration in');
    expect(code).toBe(1);
    expect((await run(['dev', '--config', 'none.yaml'])).err).toBe(
      'The configuration has one problem:\n  none.yaml: error: There is no such file. Name the configuration by --config, or run `interlace` where it is.\n',
    );
  });

  it('with many faults', async () => {
    await write('things.yaml', OPENAPI);
    await write(
      'bad.yaml',
      'sources:\n  things: { openapi: ./things.yaml, endpiont: http://x }\n  other: { openapi: ./things.yaml, endpoint: "${NOT_SET}" }\nserver: { prot: 1 }\n',
    );
    const { code, out, err } = await run(['serve', '--config', 'bad.yaml']);
    expect(err).toBe(
      [
        'The configuration has 3 problems:',
        "  bad.yaml:3:36: error: \"sources.other.endpoint\" needs the environment variable NOT_SET, which is not set. Set it, or give a fallback: env('NOT_SET', '…') or ${NOT_SET:-…}.",
        '  bad.yaml:2:37: error: Unknown key "endpiont" in "sources.things". Did you mean "endpoint"?',
        '  bad.yaml:4:11: error: Unknown key "prot" in "server". Did you mean "port"?',
        '',
      ].join('\n'),
    );
    expect([code, out]).toEqual([1, '']);
  });

  it('with a graph that does not fit', async () => {
    await write('things.yaml', OPENAPI);
    await write('graph.graphql', 'extend type Thing {\n  other: Thing @link(from: "listThing", args: {})\n}\n');
    await write('graph.yaml', 'sources:\n  things: { openapi: ./things.yaml }\ngraph: ./graph.graphql\n');
    const { code, err } = await run(['serve', '--config', 'graph.yaml']);
    expect(code).toBe(1);
    expect(err).toMatch(/^The graph has (?:one problem|\d+ problems):\n {2}graph\.graphql:\d+:\d+: error: /);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('with descriptions that are not there', async () => {
    await write('gone.yaml', 'sources:\n  a: { openapi: ./none.yaml }\n  b: { soap: ./none.wsdl }\n');
    const { code, err } = await run(['serve', '--config', 'gone.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('gone.yaml:2:3: error: ./none.yaml cannot be read: there is no such file.');
    expect(err).toContain('gone.yaml:3:3: error: none.wsdl cannot be read: there is no such file.');
    expect(err).not.toMatch(/\n\s+at /);
    // Development goes on without a source that is broken, but not without all.
    const dev = await run(['dev', '--config', 'gone.yaml']);
    expect(dev.err).toContain('gone.yaml:2:3: error: ./none.yaml cannot be read: there is no such file.');
    expect([dev.code, dev.out]).toEqual([1, '']);
  });

  it('without telling what only a variable knows', async () => {
    await write('secret.yaml', 'sources: { a: { openapi: "http://u:${PASS}@127.0.0.1:1/api.json?key=${KEY}" } }\n');
    const { code, out, err } = await run(['serve', '--config', 'secret.yaml'], {
      env: { PASS: 'hunter2', KEY: 's3cret' },
    });
    expect(err).toContain(
      '127.0.0.1:1/api.json?key=[redacted] cannot be read: the upstream service refused the connection.',
    );
    expect(err + out).not.toMatch(/hunter2|s3cret/);
    expect(code).toBe(1);
  });

  it('with a port in use', async () => {
    await write('things.yaml', OPENAPI);
    await write('port.yaml', 'sources:\n  things: { openapi: ./things.yaml }\n');
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const { code, err } = await run(['dev', '--config', 'port.yaml'], { env: { PORT: String(port) } });
    blocker.close();
    expect(err).toBe(
      `Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose another by PORT or server.port (0 takes a free one).\n`,
    );
    expect(code).toBe(1);
  });
});

describe('serve', () => {
  it('answers, says so in JSON, and ends cleanly on SIGTERM', async () => {
    await write('things.yaml', OPENAPI);
    await write(
      'serve.yaml',
      'sources:\n  things: { openapi: ./things.yaml }\nserver: { host: 127.0.0.1, drain: { delay: 0s } }\n',
    );
    const process = interlace(['serve', '--config', 'serve.yaml', '--port', '0'], { cwd: folder });
    const [, url = ''] = await process.says(/"url":"([^"]+)"/);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{__typename}"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    expect((await fetch(new URL('/', url))).status).toBe(404);
    process.child.kill('SIGTERM');
    expect(await process.ended).toBe(0);
    const lines = process
      .err()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(lines).toEqual(['listening', 'draining', 'stopped']);
  });
});

describe('check', () => {
  it('says that all is in order, prints the schema, and what has changed since', async () => {
    await write('things.yaml', OPENAPI);
    await write('check.yaml', 'sources:\n  things: { openapi: ./things.yaml }\n');
    expect(await run(['check', '-c', 'check.yaml'])).toEqual({
      code: 0,
      out: 'check.yaml is in order: 1 source, 1 query, 0 mutations, 0 subscriptions, 2 types.\n',
      err: '',
    });
    const { out: sdl } = await run(['check', '-c', 'check.yaml', '--sdl']);
    expect(sdl).toContain('type Query {');
    await write('before.graphql', sdl);
    const same = await run(['check', '-c', 'check.yaml', '--against', 'before.graphql']);
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('Nothing has changed for clients.')]);
    await write('before.graphql', sdl.replace('type Query {', 'type Query {\n  gone: Int'));
    const broken = await run(['check', '-c', 'check.yaml', '--against', 'before.graphql']);
    expect([broken.code, broken.out]).toEqual([
      1,
      expect.stringContaining('Breaks clients (1)\n  Query.gone was removed.'),
    ]);
    expect((await run(['check', '-c', 'check.yaml', '--against', 'none.graphql'])).err).toBe(
      'none.graphql is no schema: there is no such file. Make one by: interlace check --sdl > none.graphql\n',
    );
  });

  it('fails where production would not start, and says why', async () => {
    await write('things.yaml', OPENAPI);
    await write('shut.yaml', 'sources:\n  a: { openapi: ./things.yaml }\n  b: { openapi: ./nowhere.yaml }\n');
    const { code, out, err } = await run(['check', '-c', 'shut.yaml']);
    expect(err).toBe(
      'The graph has one problem:\n  shut.yaml:3:3: error: ./nowhere.yaml cannot be read: there is no such file.\n',
    );
    expect([code, out]).toEqual([1, '']);
    expect((await run(['check', '-c', 'shut.yaml', '--mode', 'development'])).code).toBe(0);
  });
});

describe('inspect', () => {
  it('reports for people, for machines and as SDL', async () => {
    await write('things.yaml', OPENAPI);
    const report = await run(['inspect', 'things.yaml']);
    expect(report).toMatchObject({ code: 0, err: '' });
    expect(report.out).toContain('things.yaml (openapi, 3.0.3)');
    expect(report.out).toContain('operations  1 of 1 translated: 1 query, 0 mutations');
    const json = await run(['inspect', 'things.yaml', '--json']);
    expect(JSON.parse(json.out)).toEqual({
      kind: 'openapi',
      version: '3.0.3',
      operations: { described: 1, translated: 1, skipped: [] },
      types: expect.any(Number),
      // Query.listThings and the one field of its items.
      fields: 2,
      fallbacks: [],
      issues: expect.any(Array),
      sdlBytes: expect.any(Number),
      ms: expect.any(Number),
      peakRssMb: expect.any(Number),
    });
    expect((await run(['inspect', 'things.yaml', '--sdl'])).out).toContain('type Query {');
  });

  it('fails with the reason', async () => {
    await write('what.txt', 'hello');
    expect(await run(['inspect', 'what.txt'])).toEqual({
      code: 1,
      out: '',
      err: 'what.txt: it is not clear what this describes. Say so: --kind openapi, soap, grpc or graphql.\n',
    });
    expect(await run(['inspect', 'none.wsdl'])).toEqual({
      code: 1,
      out: '',
      err: 'none.wsdl cannot be read: there is no such file.\n',
    });
  });

  it.each([
    [
      'page.html',
      '<!doctype html><html></html>',
      [],
      'page.html: it is not clear what this describes. It is a page for people (HTML).',
    ],
    ['empty.txt', ' \n', [], 'empty.txt: it is not clear what this describes. It is empty.'],
    ['foo.xml', '<?xml version="1.0"?><foo/>', [], 'It is XML, and no WSDL: its root element is <foo>.'],
    ['broken.yaml', 'a: [', [], 'broken.yaml:1:5 is no valid YAML'],
    ['other.json', '{"a":1}', [], 'it has neither an "openapi" nor a "swagger" member'],
    ['noise.binpb', '\u0000\u0001\u0002', [], 'noise.binpb: The descriptor is not a well-formed protobuf message.'],
    [
      'things.yaml',
      OPENAPI,
      ['--kind', 'soap'],
      'Its content looks like another kind: leave --kind out, or say --kind openapi.',
    ],
    ['things.yaml', OPENAPI, ['--kind', 'grpc'], 'Expected are .proto files, folders of them, or descriptor sets'],
    ['graph.graphql', 'extend type Order { a: Int }', [], 'it is the "graph" of a configuration'],
  ])('says of %s what it is', async (name, text, args, message) => {
    await write(name, text);
    const { code, out, err } = await run(['inspect', name, ...args]);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, out]).toEqual([1, '']);
  });

  it('names the server that cannot be asked for its description, and why', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => unused.once('listening', resolve));
    const address = `127.0.0.1:${(unused.address() as AddressInfo).port}`;
    await new Promise((resolve) => unused.close(resolve));
    expect(await run(['inspect', address])).toEqual({
      code: 1,
      out: '',
      err: `${address}: The server could not be asked for its description. The upstream service refused the connection.\n`,
    });
  });

  it('reads a folder of protos', async () => {
    await mkdir(join(folder, 'protos'));
    await write(
      'protos/s.proto',
      'syntax = "proto3";\npackage p;\nmessage M {}\nservice S { rpc Get(M) returns (M); }\n',
    );
    expect((await run(['inspect', 'protos'])).out).toContain('operations  1 of 1 translated');
  });

  it('reads a file in place of a URL that is referred to', async () => {
    await write('refers.yaml', OPENAPI.replace('{ type: string }', '{ $ref: "http://schemas.test/id.json#/Id" }'));
    await write('id.json', '{"Id":{"type":"string","format":"uuid"}}');
    const map = ['--map', 'http://schemas.test/id.json=id.json'];
    expect((await run(['inspect', 'refers.yaml', ...map, '--sdl'])).out).toContain('id: UUID');
    expect((await run(['inspect', 'refers.yaml'])).out).toContain('"http://schemas.test/id.json#/Id" is not read');
  });

  it('reads what is behind credentials', async () => {
    const server = createServer(({ headers }, response) => {
      const known = headers.authorization === 'Bearer t';
      response.writeHead(known ? 200 : 401).end(known ? OPENAPI : '<html>Who are you?</html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/things.yaml`;
    try {
      expect(await run(['inspect', url, '-H', 'Authorization: Bearer t', '--sdl'])).toMatchObject({ code: 0 });
      expect(await run(['inspect', url])).toEqual({
        code: 1,
        out: '',
        err: `${url} cannot be read: the server answered 401. Check the URL; if it needs credentials, give them by --header.\n`,
      });
      expect(await run(['inspect', url, '-H', 'Bearer'])).toMatchObject({ code: 2 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('reads SDL and proto by their content', async () => {
    await write('a.txt', 'type Query { a: Int }');
    await write(
      'b.proto',
      'syntax = "proto3";\npackage p;\nmessage M { string id = 1; }\nservice S { rpc Get(M) returns (M); }\n',
    );
    expect(JSON.parse((await run(['inspect', 'a.txt', '--json'])).out)).toMatchObject({ kind: 'graphql' });
    expect(JSON.parse((await run(['inspect', 'b.proto', '--json'])).out)).toMatchObject({
      kind: 'grpc',
      version: 'proto3',
    });
  });
});

describe('inspect starts quickly', () => {
  // Every module that the process resolves is noted on standard error.
  const hook = `export async function resolve(name, context, next) {
    const found = await next(name, context);
    process._rawDebug('module ' + found.url);
    return found;
  }`;
  const register = `import { register } from 'node:module';
    register('./hook.mjs', import.meta.url);`;
  /** Packages, and the parts of the command by their names. */
  const loadedBy = async (args: readonly string[]): Promise<{ packages: string[]; parts: string[] }> => {
    await write('hook.mjs', hook);
    await write('register.mjs', register);
    const { err } = await run(args, { env: { NODE_OPTIONS: `--import ${join(folder, 'register.mjs')}` } });
    const names = (pattern: RegExp): string[] =>
      [...new Set([...err.matchAll(pattern)].map((match) => String(match[1])))].sort();
    return {
      packages: names(/^module .*\/node_modules\/((?:@[^/]+\/)?[^/\n]+)/gm),
      parts: names(/^module .*\/dist\/command\/(.*?)(?:-[\w-]{8})?\.js$/gm),
    };
  };

  it('because it loads neither a server nor what other kinds need', async () => {
    await write('quick.yaml', OPENAPI);
    const { packages, parts } = await loadedBy(['inspect', 'quick.yaml', '--json']);
    expect(packages).toEqual(['graphql']);
    expect(parts).toEqual(expect.arrayContaining(['interlace', 'openapi']));
    for (const other of ['create-server', 'gateway-runtime', 'soap', 'grpc', 'rest', 'read-config'])
      expect(parts).not.toContain(other);
    const help = await loadedBy(['--help']);
    expect(help.packages).toEqual(['graphql']);
    expect(help.parts).not.toContain('openapi');
  });
});

describe('inspect --sample', () => {
  it('prints SDL with @rest for what a URL answers, which the source takes, and says what to check', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.accept}`);
      const orders = [
        { id: 1, placed_at: '2026-01-02T03:04:05Z', note: null },
        { id: 2, placed_at: '2026-01-03T00:00:00Z' },
      ];
      if (request.url === '/users/7') response.end(JSON.stringify({ id: 7, email: 'a@b.c', orders }));
      else response.writeHead(404).end('<p>none</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { code, out, err } = await run(['inspect', `${origin}/users/7`, '--sample']);
      expect([code, asked]).toEqual([0, ['GET /users/7 application/json']]);
      expect(out).toContain('user(id: Int!): User @rest(get: "/users/{args.id}")');
      expect(out).toContain('  placedAt: DateTime! @json(name: "placed_at")\n  note: JSON\n');
      expect(err).toContain('2 types from one answer');
      await write('users.graphql', out);
      expect(await run(['inspect', 'users.graphql', '--kind', 'rest'])).toMatchObject({ code: 0 });
      const missing = await run(['inspect', `${origin}/nothing`, '--sample']);
      expect(missing).toEqual({ code: 1, out: '', err: `${origin}/nothing: it answered 404: <p>none</p>\n` });
      expect(await run(['inspect', 'users.graphql', '--sample'])).toMatchObject({ code: 1, out: '' });
      expect(await run(['inspect', origin, '--sample', '--json'])).toMatchObject({ code: 2 });
    } finally {
      server.close();
    }
  });
});
