import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemKeyText, keyArgument, keyText, readPath } from '../../../src/execution/batching/key-text.ts';
import { canonicalText } from '../../../src/utils/canonical-text.ts';

test('an id is one key as a number, as text and as a big integer', () => {
  expect(new Set([keyText([1]), keyText(['1']), keyText([1n])])).toEqual(new Set(['1']));
});

test('a key with a missing part is no key', () => {
  for (const part of [null, undefined]) {
    expect(keyText([part])).toBeUndefined();
    expect(keyText(['a', part])).toBeUndefined();
  }
  expect(itemKeyText(null, [['id']])).toBeUndefined();
  expect(itemKeyText({ id: { other: 1 } }, [['id', 'value']])).toBeUndefined();
});

test('falsy parts are keys', () => {
  expect([keyText([0]), keyText(['']), keyText([false])]).toEqual(['0', '', 'false']);
});

test('composite keys are equal only part by part', () => {
  const part = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 3 }),
      fc.array(part, { minLength: 2, maxLength: 3 }),
      (a, b) => {
        const equal = a.length === b.length && a.every((value, i) => String(value) === String(b[i]));
        expect(keyText(a) === keyText(b)).toBe(equal);
      },
    ),
  );
});

test('an item has the key text of the parent that asked for it', () => {
  expect(itemKeyText({ tenant: 't', ref: { id: 7 } }, [['tenant'], ['ref', 'id']])).toBe(keyText(['t', '7']));
});

test('a composite key is an input object in the argument, a single key is itself', () => {
  expect(keyArgument(['t', 7], ['tenant', 'id'])).toEqual({ tenant: 't', id: 7 });
  expect(keyArgument([7], undefined)).toBe(7);
});

test('a path ends where an object is missing', () => {
  expect(readPath({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
  expect(readPath({ a: null }, ['a', 'b'])).toBeUndefined();
  expect(readPath('text', ['length'])).toBeUndefined();
});

test('canonical text does not depend on the order of names, and tells different values apart', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const shuffled = JSON.parse(JSON.stringify(a), (_, value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      );
      expect(canonicalText(shuffled)).toBe(canonicalText(a));
      if (canonicalText(a) === canonicalText(b)) expect(normal(a)).toEqual(normal(b));
    }),
  );
});

const normal = (value: unknown) => JSON.parse(JSON.stringify(value));

test('canonical text takes what JSON does not', () => {
  expect(canonicalText(12n)).toBe('12n');
  expect(canonicalText({ at: new Date(0), none: undefined })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  expect(canonicalText(undefined)).toBe('null');
});

test('canonical text of what is more than data is that of nothing else', () => {
  const [a, b] = [new Blob(['a']), new Blob(['b'])];
  expect(canonicalText({ file: a })).toBe(canonicalText({ file: a }));
  expect(canonicalText({ file: a })).not.toBe(canonicalText({ file: b }));
  expect(canonicalText(new Map([[1, 1]]))).not.toBe(canonicalText(new Map([[2, 2]])));
  expect(canonicalText(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
});
