import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const MODULE = new URL('../../dist/cli/run/tune-engine.js', import.meta.url).href;

/**
 * Megabytes of the largest heap while 20 MB live and everything in them is replaced again and again, after it has become old. The start
 * does not count: the engine has not yet seen how much lives. Without threads, whose pace would depend on what else the machine does.
 */
function largestHeap(before: string): number {
  const script = `
    ${before}
    const kept = [];
    let largest = 0;
    for (let turn = 0; turn < 8_000; turn += 1) {
      kept[turn % 200] = Array.from({ length: 1_600 }, (_, index) => ({ turn, index }));
      if (turn > 4_000 && turn % 20 === 0) largest = Math.max(largest, process.memoryUsage().heapUsed);
    }
    console.log(largest / 2 ** 20);`;
  return Number(
    execFileSync(process.execPath, ['--single-threaded-gc', '--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
}

it('lets a heap in which everything is replaced grow less than the engine would by itself', () => {
  const unbounded = largestHeap('');
  const bounded = largestHeap(`const { tuneEngine } = await import(${JSON.stringify(MODULE)}); tuneEngine();`);
  expect(bounded).toBeLessThan(0.92 * unbounded);
});

it('leaves a flag of the command line alone', () => {
  const script = `
    const { tuneEngine } = await import(${JSON.stringify(MODULE)});
    const v8 = await import('node:v8');
    const set = [];
    v8.default.setFlagsFromString = (flag) => { set.push(flag); };
    (await import('node:module')).syncBuiltinESMExports();
    tuneEngine();
    console.log(set.join(' '));`;
  const run = (...flags: string[]): string =>
    execFileSync(process.execPath, [...flags, '--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
  expect(run()).toMatch(/^--heap-growing-percent=\d+ --liftoff-only$/);
  expect(run('--heap-growing-percent=300')).toBe('--liftoff-only');
  expect(run('--no-liftoff-only')).toMatch(/^--heap-growing-percent=\d+$/);
});
