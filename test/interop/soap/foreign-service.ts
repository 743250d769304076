import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('.', import.meta.url));

export const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

export interface ForeignService extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server program and waits for the line of its output that says where it listens. */
async function start(process: ChildProcess, pattern: RegExp, stream: 'stdout' | 'stderr'): Promise<string> {
  const output = process[stream];
  if (output === null) throw new Error('no output');
  const lines = createInterface({ input: output });
  for await (const line of lines) {
    const match = pattern.exec(line);
    if (match === null) continue;
    // Whatever it writes afterwards must not fill the pipe.
    output.resume();
    return match[1] ?? '';
  }
  throw new Error('the server ended before it was ready');
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill();
  await once(process, 'exit');
}

/** PHP's server takes no port 0, so that a free one is looked for. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function startPhp(): Promise<ForeignService> {
  const port = await freePort();
  const child = spawn('php', ['-S', `127.0.0.1:${port}`, `${here}php/server.php`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await start(child, /\((http:[^)]+)\) started/, 'stderr');
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) };
}

export async function startPerl(): Promise<ForeignService> {
  const child = spawn('perl', [`${here}perl/server.pl`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await start(child, /^(http\S+)/, 'stdout');
  return { url: url.replace(/\/$/, ''), [Symbol.asyncDispose]: () => stop(child) };
}

/** Generates gSOAP's code for its description and one version of SOAP, compiles it in a folder of its own, and starts it. */
export async function startGsoap(version: 1 | 2): Promise<ForeignService> {
  const folder = await mkdtemp(join(tmpdir(), 'soap-gsoap-'));
  const run = (command: string, ...args: string[]): void => {
    const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command}: ${stderr}`);
  };
  const share = '/usr/share/gsoap';
  run('wsdl2h', '-t', `${share}/WS/typemap.dat`, '-o', 'bank.h', `${here}gsoap/bank.wsdl`);
  run('soapcpp2', `-${version}`, '-S', '-j', '-L', '-x', '-w', `-I${share}/import`, 'bank.h');
  const sources = [`${here}gsoap/server.cpp`, 'soapC.cpp', 'soapBank11Service.cpp'];
  run('g++', '-std=c++17', '-w', '-DWITH_PURE_VIRTUAL', '-I.', ...sources, '-lgsoap++', '-o', 'server');
  const child = spawn(join(folder, 'server'), { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await start(child, /^(http\S+)/, 'stdout');
  return {
    url,
    async [Symbol.asyncDispose]() {
      await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's own Python has Spyne, whatever other one comes first in the path. */
export const python = '/usr/bin/python3';

export async function startSpyne(): Promise<ForeignService> {
  const child = spawn(python, [`${here}spyne/server.py`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await start(child, /^(http\S+)/, 'stdout');
  return { url, [Symbol.asyncDispose]: () => stop(child) };
}
