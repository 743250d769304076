import { GatewayError } from '../../errors/gateway-error.ts';

/** What was thrown, as an Error that can stand in the place of a value. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : GatewayError.from(thrown);
}
