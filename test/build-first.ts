import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tests of real processes run what is built, so what is built has to be what is written. Type errors are for the type check to report. */
export function setup(): void {
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.js', import.meta.url)), '--despite-errors'], {
    stdio: 'ignore',
  });
}
