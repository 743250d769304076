import { GatewayError } from '../../errors/gateway-error.ts';

/** True for what can be a value of an object type. */
export function isObjectValue(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error at a field whose value is no object, though its type is one: graphql-js alone would answer nulls in its place. */
export function notAnObject(typeName: string, value: unknown): GatewayError {
  const found = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return new GatewayError(
    'UPSTREAM_MALFORMED',
    `Expected an object of type "${typeName}", but the service answered ${found}.`,
  );
}
