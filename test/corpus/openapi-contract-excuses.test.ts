import { describe, expect, it } from 'vitest';
import { excuseFor } from './openapi-contract-excuses.ts';

describe('what excuses a refused answer', () => {
  const structure = (what: string): { message: string; path: string[] } => ({
    message: `The upstream service answered with something its description does not allow: ${what}.`,
    path: ['orders'],
  });
  const leaf = (...path: (string | number)[]): { message: string; path: (string | number)[] } => ({
    message: 'Expected a value of type "Int", but the service answered a string that is none.',
    path: ['orders', ...path],
  });

  it.each([
    [structure('the body is a list instead of an object'), 'body Response body must be object', 'type'],
    [leaf('lines', 0, 'unitPrice'), 'body.lines.7.unit_price must be number', 'type'],
    [leaf('lines', 0, 'Line_unitPrice'), 'body.lines.7.unit_price must be number', 'type'],
    [leaf('prices', 0, 'value'), 'body.prices.EUR must be number', 'type'],
    [leaf('lines', 0, 'sku'), "body.lines.0 must have required property 'sku'", 'required'],
  ])('is a violation at the same place: %j', (refusal, violation, kind) => {
    expect(excuseFor(refusal, ['body.other must be string', violation])).toBe(kind);
  });

  it.each([
    [structure('the body is a list instead of an object'), "body must have required property 'id'"],
    [leaf('lines', 0, 'sku'), "body must have required property 'id'"],
    [leaf('lines', 0, 'sku'), 'body.lines.0.name must be string'],
  ])('is no violation elsewhere: %j, %s', (refusal, violation) => {
    expect(excuseFor(refusal, [violation])).toBe(undefined);
  });
});
