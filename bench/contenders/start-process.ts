import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, talked to over IPC; it ends with this one. */
export interface BenchProcess {
  readonly child: ChildProcess;
  /** Sends anything, and resolves to the answer. */
  ask<Answer>(): Promise<Answer>;
  /** The first message that it sent. */
  readonly hello: unknown;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Pinned to this processor, where there is `taskset` and more than one processor. */
  readonly cpu: number | undefined;
  readonly input: unknown;
}

const START_TIMEOUT_MS = 60_000;

/** Starts `file` (relative to the benchmark's folder) under Node and waits for what it says first. */
export async function startProcess(file: string, { cpu, input }: StartOptions): Promise<BenchProcess> {
  const script = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const command = [process.execPath, '--import', 'tsx', script];
  const pinned = cpu === undefined ? command : ['taskset', '-c', String(cpu), ...command];
  const child = spawn(pinned[0] ?? '', pinned.slice(1), {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'production', BENCH_INPUT: JSON.stringify(input) },
    // What a contender prints must not get into the answer on standard output.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ask = <Answer>(): Promise<Answer> => {
    const answer = nextMessage(child, file);
    child.send({});
    return answer as Promise<Answer>;
  };
  const hello = await nextMessage(child, file);
  return {
    child,
    ask,
    hello,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        if (!child.kill('SIGKILL')) resolve();
      }),
  };
}

function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`${file} ended with exit code ${code}`));
    const timer = setTimeout(() => reject(new Error(`${file} said nothing for a minute`)), START_TIMEOUT_MS);
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
