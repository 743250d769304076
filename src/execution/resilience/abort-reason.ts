import { GatewayError } from '../../errors/gateway-error.ts';
import type { CancelSignal } from '../../utils/cancel-signal.ts';

/** Why the signal was aborted: our signals say it with a `GatewayError`; any other reason means that the caller left. */
export function abortReason(signal: CancelSignal): GatewayError {
  const { reason } = signal;
  return GatewayError.is(reason) ? reason : new GatewayError('CANCELLED', undefined, { cause: reason });
}
