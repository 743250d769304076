import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import { createLogger } from '../../src/telemetry/create-logger.ts';
import { redact } from '../../src/telemetry/redact.ts';

function recorded(level?: string) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    ...(level && { level }),
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  return { lines, log };
}

describe('the log', () => {
  test('is JSON lines with level, time, message and fields', () => {
    const { lines, log } = recorded();
    log.debug('not said');
    log.warn('a source is down', { source: 'orders' });
    expect(lines).toEqual([
      { level: 'warn', time: expect.stringMatching(/^\d{4}-/), source: 'orders', msg: 'a source is down' },
    ]);
  });

  test('tells of an error what the client is not told, causes included', () => {
    const { lines, log } = recorded('error');
    const cause = new Error('connect ECONNREFUSED', { cause: new TypeError('deep') });
    log.error('an error was masked', {
      id: '7',
      error: new GatewayError('UPSTREAM_UNAVAILABLE', undefined, {
        source: 'crm',
        cause,
        protocol: { httpStatus: 502, text: 'down' },
      }),
    });
    expect(lines[0]).toMatchObject({
      id: '7',
      error: {
        type: 'GatewayError',
        code: 'UPSTREAM_UNAVAILABLE',
        source: 'crm',
        protocol: { httpStatus: 502, text: 'down' },
        stack: expect.stringContaining('create-logger.test.ts'),
        cause: { message: 'connect ECONNREFUSED', cause: { type: 'TypeError', message: 'deep' } },
      },
    });
  });
});

describe('what is logged has no secrets', () => {
  test.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'X-Api-Key',
    'apiKey',
    'password',
    'client_secret',
    'accessToken',
  ])('a field called %s', (name) => {
    const { lines, log } = recorded();
    log.info('m', {
      headers: [{ [name]: 'CANARY' }],
      [name]: 'CANARY',
      error: Object.assign(new Error('m'), { [name]: 'CANARY' }),
    });
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });

  test.each([
    ['a URL with credentials', 'connect to postgres://user:CANARY@10.0.0.1/db failed'],
    ['a bearer token', 'sent Authorization: Bearer CANARY.abc-1'],
    ['basic credentials', 'sent basic CANARY='],
  ])('%s inside a text', (_, text) => {
    const { lines, log } = recorded();
    log.info('m', { text, error: new Error(text, { cause: text }) });
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });
});

describe('what is logged is bounded', () => {
  test('in text, items and depth, and by cycles', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const error = new Error('cyclic');
    error.cause = error;
    const line = JSON.stringify(
      redact({ text: 'x'.repeat(1e6), many: Array.from({ length: 1e4 }, () => 'y'.repeat(100)), cycle, error }),
    );
    expect(line.length).toBeLessThan(50_000);
  });

  test('of values that JSON does not have', () => {
    expect(
      redact({
        big: 1n,
        fn: () => 1,
        bytes: new Uint8Array(3),
        at: new Date(0),
        bad: new Date('x'),
        map: new Map([['a', 1]]),
      }),
    ).toEqual({
      big: '1',
      fn: undefined,
      bytes: '3 bytes',
      at: '1970-01-01T00:00:00.000Z',
      bad: null,
      map: { a: 1 },
    });
  });
});
