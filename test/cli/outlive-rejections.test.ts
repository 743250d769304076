import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('goes on when a rejection is not waited for, and says so', () => {
  const module = new URL('../../dist/cli/run/outlive-rejections.js', import.meta.url).href;
  const program = `
    const { outliveRejections } = await import(${JSON.stringify(module)});
    const logger = { error: (message, { error }) => console.log(message, error.message) };
    outliveRejections(logger);
    Promise.reject(new Error('upstream'));
    await new Promise((resolve) => setImmediate(resolve));
    console.log('alive');
  `;
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(out).toBe('a rejection was not waited for upstream\nalive\n');
});
