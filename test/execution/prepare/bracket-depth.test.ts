import { describe, expect, it } from 'vitest';
import { nestsDeeperThan } from '../../../src/execution/prepare/bracket-depth.ts';

describe('nestsDeeperThan', () => {
  it.each([
    ['braces', '{{{', 2, true],
    ['as many as allowed', '{{{', 3, false],
    ['brackets of every kind', '{[(', 2, true],
    ['closed ones', '{}{}{}', 1, false],
    ['brackets in a string', '"{{{" {', 1, false],
    ['an escaped quote in a string', '"\\"{{{" {', 1, false],
    ['brackets in a block string', '"""{{{ " {{ \\""" {{""" {', 1, false],
    ['brackets in a comment', '# {{{ "\n{', 1, false],
    ['a comment that a carriage return ends', '# {{{\r{{', 1, true],
    ['an unclosed string, which its line ends', '"{\n{{', 1, true],
    ['an unclosed block string', '"""{{{', 1, false],
    ['a comment at the end', '{#', 0, true],
  ])('counts %s', (_, text, limit, expected) => {
    expect(nestsDeeperThan(text, limit)).toBe(expected);
  });
});
