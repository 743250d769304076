import { GatewayError } from '../../errors/gateway-error.ts';

/** Why the signal was aborted: our signals say it with a `GatewayError`; any other reason means that the caller left. */
export function abortReason(signal: AbortSignal): GatewayError {
  const reason: unknown = signal.reason;
  return GatewayError.is(reason) ? reason : new GatewayError('CANCELLED', undefined, { cause: reason });
}
