import { expect, test, vi } from 'vitest';
import { canonicalText } from '../../src/utils/canonical-text.ts';

class Upload {}

test('what is more than data equals only itself', () => {
  const [one, another] = [new Upload(), new Upload()];
  expect(canonicalText({ file: one })).toBe(canonicalText({ file: one }));
  expect(canonicalText({ file: one })).not.toBe(canonicalText({ file: another }));
});

test('and nothing of another process, with which a store may be shared', async () => {
  const texts: string[] = [];
  for (let process = 0; process < 2; process += 1) {
    vi.resetModules();
    const fresh = await import('../../src/utils/canonical-text.ts');
    texts.push(fresh.canonicalText(new Upload()));
  }
  expect(texts[0]).not.toBe(texts[1]);
});
