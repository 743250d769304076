import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interlace, type RunningProcess } from '../running-process.ts';

const ITEMS = `type Query { items: [Item!] @rest(get: "/items") }
type Item { id: ID! name: String }
`;

describe('interlace dev, while its files are edited', () => {
  let folder: string;
  let upstream: Server;
  let dev: RunningProcess;
  let url: string;
  /** Answers of the service that wait to be let go, once it holds them. */
  let held: (() => void)[] | undefined;
  let onHeld = (): void => undefined;

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const fieldsOf = async (type: string): Promise<readonly string[]> => {
    const { data } = await ask(`{ __type(name: "${type}") { fields { name } } }`);
    return (data as { __type: { fields: { name: string }[] } }).__type.fields.map(({ name }) => name);
  };
  const ask = async (query: string): Promise<{ data?: unknown; errors?: unknown }> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: unknown; errors?: unknown };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interlace-reload-'));
    held = undefined;
    upstream = createServer((_, response) => {
      const answer = (): void => {
        response.setHeader('content-type', 'application/json').end('[{"id":"1","name":"one","size":3}]');
      };
      if (held === undefined) return answer();
      held.push(answer);
      onHeld();
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    mkdirSync(join(folder, 'parts'));
    write('items.graphql', ITEMS);
    write('graph.graphql', 'extend type Item { self: [Item!] @link(from: "items") }\n');
    write('parts/endpoint.ts', `export const endpoint: string = 'http://127.0.0.1:${port}';\n`);
    write(
      'interlace.config.ts',
      `import { defineConfig, rest } from 'interlace';
import { endpoint } from './parts/endpoint.js';
export default defineConfig({ sources: { items: rest('./items.graphql', { endpoint }) }, graph: './graph.graphql' });
`,
    );
    dev = interlace(['dev', '--port', '0'], { cwd: folder });
    [, url = ''] = await dev.says(/Graph +(http:\S+)/);
  });
  afterEach(async () => {
    dev.child.kill('SIGTERM');
    expect(await dev.ended).toBe(0);
    await new Promise((resolve) => upstream.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  it.runIf(process.platform === 'linux')('watches as many folders after many changes as after none', async () => {
    const watched = watchesOf(dev.child.pid);
    expect(watched).toBe(2);
    for (const name of ['one', 'two', 'three', 'four']) {
      write('graph.graphql', `extend type Item { ${name}: [Item!] @link(from: "items") }\n`);
      await dev.says(new RegExp(`Item\\.${name} was added`));
    }
    expect(watchesOf(dev.child.pid)).toBe(watched);
  });

  it('takes up a description, a graph, and a module that the configuration imports', async () => {
    write('items.graphql', ITEMS.replace('name: String', 'name: String size: Int'));
    await dev.says(/Changed: items\.graphql\nThe new graph answers \(after \d+ ms\)\.[\s\S]*Item\.size/);
    expect((await ask('{ items { size } }')).data).toEqual({ items: [{ size: 3 }] });

    // As editors save: another file takes the place of the one before.
    write('next.graphql', 'extend type Item { others: [Item!] @link(from: "items") }\n');
    renameSync(join(folder, 'next.graphql'), join(folder, 'graph.graphql'));
    await dev.says(/Changed: graph\.graphql\n[\s\S]*Item\.self/);
    expect(await fieldsOf('Item')).toEqual(['id', 'name', 'size', 'others']);

    write('parts/endpoint.ts', `export const endpoint = 'http://127.0.0.1:1';\n`);
    await dev.says(/Changed: parts\/endpoint\.ts\n.*Its schema is the same\./);
    expect((await ask('{ items { id } }')).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    expect(dev.err()).toBe('');
  });

  it('says what is wrong with a change and where, keeps the graph before it, and takes up the repair', async () => {
    const changes = await fetch(new URL('/playground/changes', url));
    const told = changes.body?.pipeThrough(new TextDecoderStream()).getReader();
    write('graph.graphql', 'extend type Item { self: [Item!] @link(from: "itmes") }\n');
    await dev.says(/graph\.graphql:1:\d+.*"itmes"[\s\S]*The graph before this change goes on answering\./);
    expect((await told?.read())?.value).toMatch(
      /^data: {"problems":\["The graph has one problem:",".*graph\.graphql:1:/,
    );
    expect((await ask('{ items { self { name } } }')).data).toEqual({ items: [{ self: [{ name: 'one' }] }] });

    rmSync(join(folder, 'interlace.config.ts'));
    await dev.says(/interlace\.config\.ts: error: There is no such file/);
    write('graph.graphql', '');
    write(
      'interlace.config.ts',
      `import { rest } from 'interlace';\nexport default { sources: { items: rest('./items.graphql', { endpoint: 'http://127.0.0.1:1' }) } };\n`,
    );
    await dev.says(/The new graph answers[\s\S]*Item\.self/);
    expect(await fieldsOf('Item')).toEqual(['id', 'name']);
    let last = '';
    for (let part = await told?.read(); part?.done === false; part = await told?.read()) {
      last = part.value;
      if (last.includes('[]')) break;
    }
    expect(last).toBe('data: {"problems":[]}\n\n');
    await told?.cancel();
  });

  it('says of an imported file in JavaScript that only a restart takes it up', async () => {
    write('parts/names.js', '');
    write(
      'interlace.config.ts',
      `import './parts/names.js';\n${readFileSync(join(folder, 'interlace.config.ts'), 'utf8')}`,
    );
    await dev.says(/Changed: interlace\.config\.ts\nThe new graph answers/);
    write('parts/names.js', 'globalThis.names = 2;');
    await dev.says(/parts\/names\.js: Node keeps what it has loaded of JavaScript\. Restart/);
  });

  it('lets what is in flight end on the graph that it began on', async () => {
    held = [];
    const arrived = new Promise<void>((resolve) => {
      onHeld = resolve;
    });
    const answer = ask('{ items { name } }');
    await arrived;
    write('items.graphql', ITEMS.replace('name: String', 'title: String'));
    await dev.says(/The new graph answers/);
    expect(await fieldsOf('Item')).toEqual(['id', 'title', 'self']);
    for (const release of held) release();
    expect((await answer).data).toEqual({ items: [{ name: 'one' }] });
  });
});

/** How many folders the kernel watches for a process. */
function watchesOf(pid: number | undefined): number {
  const files = `/proc/${pid}/fdinfo`;
  const texts = readdirSync(files).map((name) => readFileSync(join(files, name), 'utf8'));
  return texts.join('').match(/^inotify wd:/gm)?.length ?? 0;
}
