import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/utils/slots.ts';
import { TransientMap } from '../../src/utils/transient-map.ts';

describe('TransientMap', () => {
  it('keeps the last value of each key until it is deleted', () => {
    const map = new TransientMap<number>();
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, 2, undefined]);
    map.delete('a');
    map.delete('c');
    map.set('d', 4);
    expect([map.get('a'), map.get('b'), map.get('d')]).toEqual([undefined, 2, 4]);
  });

  it('is a Map for whatever is set and deleted, in whatever order', () => {
    const keys = fc.constantFrom('', 'a', 'b', 'ab', 'x'.repeat(300), `${'x'.repeat(299)}y`, `y${'x'.repeat(299)}`);
    const steps = fc.array(fc.tuple(fc.oneof(keys, fc.string()), fc.option(fc.nat())), { maxLength: 400 });
    fc.assert(
      fc.property(steps, (list) => {
        const map = new TransientMap<number>();
        const model = new Map<string, number>();
        for (const [key, value] of list) {
          if (value === null) {
            map.delete(key);
            model.delete(key);
          } else {
            map.set(key, value);
            model.set(key, value);
          }
        }
        for (const [key] of list) expect(map.get(key)).toBe(model.get(key));
      }),
    );
  });
});

describe('Slots', () => {
  it('gives each thing a place of its own, and free places again', () => {
    const slots = new Slots<string>();
    const [a, b] = [slots.add('a'), slots.add('b')];
    slots.remove(a);
    expect(slots.items()).toEqual(['b']);
    expect(slots.add('c')).toBe(a);
    expect([slots.at(a), slots.at(b)]).toEqual(['c', 'b']);
    expect(slots.items()).toEqual(['c', 'b']);
  });
});

/** Megabytes that are left after a scavenge of 64 MB that came and went in a map which had become old before. */
function leftBehind(map: string): number {
  const module = new URL('../../dist/utils/transient-map.js', import.meta.url).href;
  const script = `
    const { TransientMap } = await import(${JSON.stringify(module)});
    const map = ${map};
    for (let i = 0; i < 32; i += 1) map.set('old' + i, i);
    gc();
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 8_000; i += 1) {
      map.set('key' + i, Array.from({ length: 1_000 }, () => i));
      if (i >= 32) map.delete('key' + (i - 32));
    }
    gc({ type: 'minor' });
    gc({ type: 'minor' });
    console.log((process.memoryUsage().heapUsed - before) / 2 ** 20);`;
  const args = ['--expose-gc', '--input-type=module', '-e', script];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

it('lets a scavenge collect what has been deleted, which a Map does not', () => {
  expect(leftBehind('new TransientMap()')).toBeLessThan(4);
  // If this fails, the engine has mended it, and a Map will do.
  expect(leftBehind('new Map()')).toBeGreaterThan(10);
});
