import { describe, expect, it } from 'vitest';
import { parseByteSize } from '../../src/config/byte-size.ts';
import { parseDuration } from '../../src/config/duration.ts';
import { expandVariables } from '../../src/config/env.ts';
import { closestNames, didYouMean } from '../../src/utils/did-you-mean.ts';

describe('parseDuration', () => {
  it.each([
    [250, 250],
    ['250ms', 250],
    ['1.5s', 1500],
    [' 10s ', 10_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['0s', 0],
    ['10', undefined],
    ['10 secs', undefined],
    ['-1s', undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['25d', undefined],
    ['', undefined],
  ])('%j is %j', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});

describe('parseByteSize', () => {
  it.each([
    [1024, 1024],
    ['1024', 1024],
    ['1kb', 1024],
    ['1.5 MB', 1_572_864],
    ['2gb', 2_147_483_648],
    ['7b', 7],
    ['1 mib typo', undefined],
    ['1e3', undefined],
    [-1, undefined],
    ['', undefined],
    ['99999999999gb', undefined],
  ])('%j is %j', (text, expected) => {
    expect(parseByteSize(text)).toBe(expected);
  });
});

describe('expandVariables', () => {
  it.each([
    ['a ${X} b', 'a 1 b', []],
    ['${EMPTY:-z}', '', []],
    ['${NONE:-z:y}', 'z:y', []],
    ['${NONE:-}', '', []],
    ['${NONE}/${X}', '${NONE}/1', ['NONE']],
    ['$${X} $X', '${X} $X', []],
    ['${not a name}', '${not a name}', []],
  ])('%s', (text, expected, missing) => {
    expect(expandVariables(text, { X: '1', EMPTY: '' })).toEqual({ text: expected, missing });
  });
});

describe('didYouMean', () => {
  it('orders by closeness and stays silent about what is far', () => {
    expect(closestNames('prot', ['path', 'port', 'host', 'playground'])).toEqual(['port']);
    expect(didYouMean('servr', ['server', 'sources'])).toBe(' Did you mean "server"?');
    expect(didYouMean('zzzz', ['server', 'sources'])).toBe('');
    expect(didYouMean('Prot', ['port', 'porto'])).toBe(' Did you mean "port" or "porto"?');
  });
});
