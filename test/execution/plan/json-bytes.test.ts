import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedCode,
  JsonBytes,
  writeNumber,
  writeRaw,
  writeText,
  writeValue,
} from '../../../src/execution/plan/json-bytes.ts';

const out = new JsonBytes();

/** What a writer leaves, after other bytes, where there is hardly any room. */
function written(write: (out: JsonBytes, start: number) => number, before = 5): string {
  out.bytes = Buffer.alloc(before + 1, 'x');
  const taken = out.take(write(out, before));
  expect(String(taken.subarray(0, before))).toBe('x'.repeat(before));
  return String(taken.subarray(before));
}

describe('the bytes of JSON', () => {
  it('are those of JSON.stringify for any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(written((out, start) => writeText(out, start, text))).toBe(JSON.stringify(text));
        expect(written((out, start) => writeValue(out, start, text))).toBe(JSON.stringify(text));
        expect(written((out, start) => writeRaw(out, start, text))).toBe(Buffer.from(text).toString());
      }),
      { numRuns: 500 },
    );
  });

  it('are those of JSON.stringify for any finite number', () => {
    const numbers = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(-0, 0, 9, 10, 99, 100, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 1e21, 1e-7),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        expect(written((out, start) => writeNumber(out, start, value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('are those of JSON.stringify for any value, and null for what JSON cannot say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(written((out, start) => writeValue(out, start, value))).toBe(JSON.stringify(value));
      }),
    );
    expect(written((out, start) => writeValue(out, start, undefined))).toBe('null');
  });

  it.each(['{', '{"a":', 'ü€', 'x'.repeat(200)])('of the fixed text %j are written in one go', (text) => {
    const constants: unknown[] = [];
    const code = fixedCode(text, (value) => `k[${constants.push(value) - 1}]`);
    const write = new Function('o', 'p', 'k', `let b; ${code} return p;`) as (
      o: JsonBytes,
      p: number,
      k: unknown,
    ) => number;
    expect(written((out, start) => write(out, start, constants))).toBe(text);
  });

  it('give back the room of a long answer', () => {
    const large = new JsonBytes();
    const end = writeText(large, 0, 'x'.repeat(2_000_000));
    expect(large.bytes.length).toBeGreaterThan(2_000_000);
    expect(large.take(end)).toHaveLength(2_000_002);
    expect(large.bytes.length).toBeLessThan(100_000);
  });
});
