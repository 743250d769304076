import type { ErrorCode } from '../../errors/error-codes.ts';

/** How the calls of one source went lately, in this process. */
export interface SourceHealth {
  /**
   * `up`: it answers, or was not asked yet. `degraded`: at least a tenth of the calls in the window failed, or not all probes of the
   * breaker have succeeded yet. `down`: the breaker is open, or the last call failed and none in the window succeeded. `excluded`: it was
   * left out at start.
   */
  readonly state: 'up' | 'degraded' | 'down' | 'excluded';
  /** `off`: the source has none. */
  readonly breaker: 'closed' | 'open' | 'half-open' | 'off';
  /** Within the breaker's window; while it is not closed, those that opened it. Calls that were refused or cancelled are none. */
  readonly calls: number;
  /** Of these: unavailable, timed out, 5xx. */
  readonly failures: number;
  /** What the source's last error was, of any kind, and how long ago. */
  readonly lastError?: { readonly code: ErrorCode; readonly agoMs: number };
}

const DEGRADED_SHARE = 0.1;

/** What the numbers come to. `failedLast`: the last call that counted. */
export function stateOf(
  { breaker, calls, failures }: Omit<SourceHealth, 'state'>,
  failedLast: boolean,
): SourceHealth['state'] {
  const isProbed = breaker === 'half-open';
  if (breaker === 'open' || (failedLast && (isProbed || failures === calls))) return 'down';
  return isProbed || (failures > 0 && failures >= calls * DEGRADED_SHARE) ? 'degraded' : 'up';
}

export const EXCLUDED: SourceHealth = { state: 'excluded', breaker: 'off', calls: 0, failures: 0 };
