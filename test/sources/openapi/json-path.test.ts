import { describe, expect, it } from 'vitest';
import { selectNodes } from '../../../src/sources/openapi/describe/json-path.ts';
import { applyOverlay } from '../../../src/sources/openapi/describe/overlay.ts';

const selected = (root: unknown, path: string): unknown[] | undefined =>
  selectNodes(root, path)?.map(({ value }) => value);

describe('a JSONPath', () => {
  const a = { list: [5, 3, 'x', { b: 'j' }, { b: 'kilo', c: null }], 'o-p': { q: 1, "it's": 2, '☺': 3 }, q: 7 };
  it.each([
    ['$', [a]],
    ['$.q', [7]],
    ["$['o-p'].q", [1]],
    ['$.o-p["it\'s"]', [2]],
    ["$.o-p['it\\'s', 'q']", [2, 1]],
    ['$.o-p.☺', [3]],
    ["$['o-p']['\\u263a']", [3]],
    ['$.list[0]', [5]],
    ['$.list[-1].b', ['kilo']],
    ['$.list[0, 2]', [5, 'x']],
    ['$.list[1:3]', [3, 'x']],
    ['$.list[:2]', [5, 3]],
    ['$.list[-2::-2]', [{ b: 'j' }, 3]],
    ['$.list[::-1][?@.b]', []],
    ['$..b', ['j', 'kilo']],
    ['$..q', [7, 1]],
    ['$.list[*].b', ['j', 'kilo']],
    ['$.list[?@.b]', [{ b: 'j' }, { b: 'kilo', c: null }]],
    ['$.list[?(@.b == "kilo")].b', ['kilo']],
    ["$.list[?@.b != 'j'].b", ['kilo']],
    ['$.list[?@ < 4]', [3]],
    ['$.list[?@ >= 3 && @ <= 5]', [5, 3]],
    ["$.list[?@ == 'x' || @.b == 'j']", ['x', { b: 'j' }]],
    ['$.list[?!@.b]', [5, 3, 'x']],
    ['$.list[?(@.b && !(@.c))].b', ['j']],
    ['$.list[?@.c == null].b', ['kilo']],
    ['$.list[?length(@.b) > 1].b', ['kilo']],
    ['$.list[?count(@.*) == 2].b', ['kilo']],
    ["$.list[?match(@.b, 'k.*')].b", ['kilo']],
    ["$.list[?match(@.b, 'il')].b", []],
    ["$.list[?search(@.b, 'il')].b", ['kilo']],
    ['$.list[?@ == $.q]', []],
    ['$.nothing.at.all', []],
    ['$.toString', []],
  ])('%s selects what RFC 9535 says', (path, values) => {
    expect(selected(a, path)).toEqual(values);
  });

  it('selects the member of an object by a number, which a status often is', () => {
    expect(selected({ responses: { 200: 'ok' } }, '$.responses[200]')).toEqual(['ok']);
  });

  it.each(['', 'q', '$.', '$[', "$['a", '$[?]', '$[?@.a ==]', '$.a b', '$[?match(@.a)]', "$[?match(@, '(')]"])(
    'is not: %s',
    (path) => {
      expect(selectNodes(['x'], path)).toBeUndefined();
    },
  );
});

describe('an overlay', () => {
  const apply = (root: unknown, ...actions: unknown[]): unknown =>
    applyOverlay(structuredClone(root), { overlay: '1.0.0', actions }, 'o');

  it('removes items of several lists, in whatever order they were selected', () => {
    const root = { a: [1, 2, 3], b: [1, 2, 3] };
    expect(apply(root, { target: '$.*[2, 0]', remove: true })).toEqual({ a: [2], b: [2] });
  });

  it('appends to a list that it selects, merges an object, and changes each place alone', () => {
    const root = { a: { list: ['x'] }, b: { list: [] } };
    const update = { tags: [{ name: 't' }] };
    expect(
      apply(
        root,
        { target: '$.a.list', update: 'y' },
        { target: '$.*', update },
        { target: '$.a.tags[0]', update: { name: 'u' } },
      ),
    ).toEqual({
      a: { list: ['x', 'y'], tags: [{ name: 'u' }] },
      b: { list: [], tags: [{ name: 't' }] },
    });
    expect(update.tags[0]?.name).toBe('t');
  });
});
