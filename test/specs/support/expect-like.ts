import { expect } from 'vitest';

/**
 * Compares a response with what a specification has; its `"<number>"` and `"<text>"` stand for any value of that type. The places in the
 * document that errors name are left out: they change with the layout of the specification.
 */
export function expectLike(actual: unknown, expected: unknown): void {
  // Through JSON: null prototypes and absent entries are no difference to a client.
  const plain = JSON.parse(JSON.stringify(actual)) as { errors?: { locations?: unknown }[] };
  for (const error of plain.errors ?? []) delete error.locations;
  expect(plain).toEqual(withMatchers(expected));
}

function withMatchers(expected: unknown): unknown {
  if (expected === '<number>') return expect.any(Number);
  if (expected === '<text>') return expect.any(String);
  if (Array.isArray(expected)) return expected.map(withMatchers);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, withMatchers(value)]));
}
