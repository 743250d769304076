import type { Logger } from '../../telemetry/logger.ts';
import type { TokenCheck, TokenRefusal } from './token-refusal.ts';

const SAY_EVERY_MS = 10_000;

/**
 * Tells the operator which check tokens do not pass: each check at once, then every ten seconds at most, with how many tokens it were. Who
 * sends bad tokens must not be able to fill the log.
 */
export function createRefusalLog(logger: Logger): (refusal: TokenRefusal) => void {
  const checks = new Map<TokenCheck, { saidAt: number; refused: number }>();
  return ({ check, logged }) => {
    // To ask for a token is no event.
    if (check === 'present') return;
    const known = checks.get(check) ?? { saidAt: Number.NEGATIVE_INFINITY, refused: 0 };
    checks.set(check, known);
    known.refused += 1;
    const now = performance.now();
    if (now - known.saidAt < SAY_EVERY_MS) return;
    logger.warn('a caller was refused', { check, ...logged, refused: known.refused });
    known.saidAt = now;
    known.refused = 0;
  };
}
