import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createShopClient } from '../../examples/shop/client/client.ts';
import { runProcess } from '../running-process.ts';

/** Command lines of the processes of a group. */
function processesOf(group: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        const [state, , processGroup] = fields;
        return Number(processGroup) === group && state !== 'Z' ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });
}

describe.runIf(process.platform === 'linux')('npm start', () => {
  it('runs the demo, says what to try, and Ctrl-C ends all of it with 0', { timeout: 60_000 }, async () => {
    const started = runProcess('npm', ['start', '--silent'], { env: { PORT: '0' }, detached: true });
    const group = started.child.pid ?? 0;
    const [, url = ''] = await started.says(/Graph +(http:\S+)/);
    await started.says(/Playground +http:\S+[\s\S]*A query to try:[\s\S]*Stop with Ctrl-C\./);
    const client = await createShopClient(url);
    const { orders } = await client.ordersPage({ limit: 20 });
    expect(orders).toHaveLength(20);
    expect(orders?.[0]?.customer?.name).toEqual(expect.any(String));
    expect(orders?.[0]?.lines[0]?.product?.title).toEqual(expect.any(String));
    // A terminal sends the signal to every process of the group.
    process.kill(-group, 'SIGINT');
    expect(await started.ended).toBe(0);
    expect(processesOf(group)).toEqual([]);
    expect(started.err()).toBe('');
  });
});
