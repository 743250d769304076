import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { ERROR_CODES } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';

/**
 * What a rule came to: true allows; false, or an error of `FORBIDDEN` or `UNAUTHENTICATED`, denies; any other error means that the rule
 * could not decide, which denies too, and which no `not` turns into leave.
 */
export type RuleOutcome = boolean | GatewayError;

/** Denies, and knows that it does. */
export function isDenial(outcome: RuleOutcome): boolean {
  return outcome === false || (outcome !== true && isDenialCode(outcome.code));
}

/** What a rule returned. An error or a text that it returns is its reason, meant for the caller; all but `true` denies. */
export function outcomeOfReturn(value: unknown): RuleOutcome {
  if (value === true) return true;
  if (typeof value === 'string') return new GatewayError('FORBIDDEN', value);
  if (!(value instanceof Error)) return false;
  return (
    GatewayError.find(value) ?? new GatewayError(denialCode(value) ?? 'FORBIDDEN', value.message, { cause: value })
  );
}

/** What a rule threw. Unless it says that it denies, it is an accident, and its text is nobody's business. */
export function outcomeOfThrow(thrown: unknown): GatewayError {
  const found = GatewayError.find(thrown);
  if (found !== undefined) return found;
  const code = denialCode(thrown);
  if (code === undefined || !(thrown instanceof Error)) return GatewayError.from(thrown);
  return new GatewayError(code, thrown.message, { cause: thrown });
}

function denialCode(value: unknown): ErrorCode | undefined {
  const code = value instanceof GraphQLError ? value.extensions.code : undefined;
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) && isDenialCode(code as ErrorCode)
    ? (code as ErrorCode)
    : undefined;
}

function isDenialCode(code: ErrorCode): boolean {
  return code === 'FORBIDDEN' || code === 'UNAUTHENTICATED';
}
