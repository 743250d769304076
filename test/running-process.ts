import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface RunningProcess {
  readonly child: ChildProcess;
  /** All that it wrote so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves to the first match in what it writes; rejects with all of it when the process ends without one. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves to the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes it the leader of a process group of its own, as a terminal does. */
  readonly detached?: boolean;
}

/** Starts a process and listens to it. */
export function runProcess(command: string, args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  const { NODE_ENV: _, VITEST: __, PORT: ___, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...inherited, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const heard = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (data) => {
    out += data;
    heard();
  });
  child.stderr.on('data', (data) => {
    err += data;
    heard();
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const match = pattern.exec(out + err);
          if (match === null) return;
          listeners.delete(check);
          resolve(match);
        };
        listeners.add(check);
        check();
        ended.then((code) => reject(new Error(`It ended with ${code} and had said:\n${out}${err}`)), reject);
      }),
  };
}

/** Runs `interlace` as built in this checkout. */
export function interlace(args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  return runProcess(process.execPath, [`${ROOT}/bin/interlace.js`, ...args], options);
}
