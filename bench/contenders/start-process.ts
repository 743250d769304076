import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, talked to over IPC; it ends with this one. */
export interface BenchProcess {
  /** Sends anything, and resolves to the answer. Rejects when the process has ended or says nothing for a minute. */
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

const PATIENCE_MS = 60_000;

/** Starts what `bench.mjs` built of this name, and waits for what it says first. */
export async function startProcess(name: string, { cpu, input }: StartOptions): Promise<BenchProcess> {
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const command = [process.execPath, script];
  const pinned = cpu === undefined ? command : ['taskset', '-c', String(cpu), ...command];
  const child = spawn(pinned[0] ?? '', pinned.slice(1), {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'production', BENCH_INPUT: JSON.stringify(input) },
    // What a contender prints must not get into the answer on standard output.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? `exit code ${code}`}`)));
  });
  // Whoever waits for a message hears of it; that nobody does is no failure.
  ended.catch(() => {});
  const message = (): Promise<unknown> => Promise.race([nextMessage(child, name), ended]);
  try {
    const hello = await message();
    return {
      hello,
      async ask<Answer>(): Promise<Answer> {
        const answer = message();
        // One that has ended is told of by `ended`.
        child.send({}, () => {});
        return (await answer) as Answer;
      },
      async stop() {
        child.kill('SIGKILL');
        await ended.catch(() => {});
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${name} said nothing for ${PATIENCE_MS / 1_000} seconds`)),
      PATIENCE_MS,
    );
    timer.unref();
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
  });
}
