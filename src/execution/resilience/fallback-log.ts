import type { Logger } from '../../telemetry/logger.ts';
import type { FallbackNote } from './fallback-note.ts';

const SAY_EVERY_MS = 10_000;

/** Tells the operator which fields are answered by their fallbacks: each at once, then every ten seconds at most, with how many answers it were. */
export function createFallbackLog(logger: Logger): (note: FallbackNote) => void {
  const fields = new Map<string, { saidAt: number; answers: number }>();
  return ({ field, source, code, used }) => {
    const known = fields.get(field) ?? { saidAt: -Infinity, answers: 0 };
    fields.set(field, known);
    known.answers += 1;
    const now = performance.now();
    if (now - known.saidAt < SAY_EVERY_MS) return;
    const { answers } = known;
    logger.warn('a fallback answers for an upstream that fails', { field, source, code, used, answers });
    known.saidAt = now;
    known.answers = 0;
  };
}
