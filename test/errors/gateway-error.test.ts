import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../src/errors/error-codes.ts';
import { GatewayError } from '../../src/errors/gateway-error.ts';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];
const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test.each(codes)('%s is documented, with its transience', (code) => {
  const entry = docs.split('\n### ').find((section) => section.startsWith(`${code}\n`));
  expect(entry, `docs/errors.md has no entry "### ${code}"`).toBeDefined();
  expect(entry).toContain(ERROR_CODES[code].transient ? 'transient)' : 'not transient)');
  expect(entry).toContain('*What to do*');
});

test('the documentation explains no code that does not exist', () => {
  const documented = [...docs.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
  expect(documented).toEqual(codes);
});

test('an error without a message has the public one of its code', () => {
  expect(new GatewayError('UPSTREAM_TIMEOUT').message).toBe(ERROR_CODES.UPSTREAM_TIMEOUT.publicMessage);
});

test('extensions hold the code and what is safe, and nothing that the upstream said', () => {
  const error = new GatewayError('UPSTREAM_FAILED', undefined, {
    source: 'crm',
    cause: new Error('connect ECONNREFUSED 10.0.0.1:80'),
    protocol: { text: 'stack trace of the upstream', httpStatus: 500 },
    retryAfterMs: 10,
    facts: { argument: 'id' },
  });
  expect(error.extensions).toEqual({ code: 'UPSTREAM_FAILED', source: 'crm', retryAfterMs: 10, argument: 'id' });
});

test('the code reaches a response through graphql-js', () => {
  const lifted = new GraphQLError('wrapped', { originalError: new GatewayError('FORBIDDEN') });
  expect(lifted.extensions.code).toBe('FORBIDDEN');
});

test('an error is found below originalError and cause, however they alternate', () => {
  const inner = new GatewayError('UPSTREAM_THROTTLED');
  const wrapped = new GraphQLError('a', {
    originalError: new Error('b', { cause: new GraphQLError('c', { originalError: inner }) }),
  });
  expect(GatewayError.find(wrapped)).toBe(inner);
});

test('a cycle of causes ends the search', () => {
  const error = new Error('a');
  error.cause = error;
  expect(GatewayError.find(error)).toBeUndefined();
});

test('what is not ours becomes a masked internal error that keeps its cause', () => {
  const cause = new TypeError('secret');
  const error = GatewayError.from(cause);
  expect(error.code).toBe('INTERNAL_SERVER_ERROR');
  expect(error.message).not.toContain('secret');
  expect(error.cause).toBe(cause);
});

test('an error gets its place once, and keeps everything else', () => {
  const error = new GatewayError('UPSTREAM_REJECTED', 'No.', {
    cause: 1,
    facts: { a: 1 },
    retryAfterMs: 5,
    protocol: { httpStatus: 404 },
  });
  const placed = error.at({ source: 'orders', coordinate: 'Query.order' });
  expect(placed).toMatchObject({
    code: 'UPSTREAM_REJECTED',
    message: 'No.',
    source: 'orders',
    coordinate: 'Query.order',
    cause: 1,
    facts: { a: 1 },
    retryAfterMs: 5,
    protocol: { httpStatus: 404 },
  });
  expect(placed.at({ source: 'other', coordinate: 'Query.x' })).toBe(placed);
});
