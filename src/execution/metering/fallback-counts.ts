import { counter, type ValueMetric } from '../../telemetry/metrics/metric.ts';
import type { FallbackNote } from '../resilience/fallback-note.ts';

/** How many operations were answered with something in place of a source that fails. */
export class FallbackCounts {
  readonly #counts = new Map<string, { note: Pick<FallbackNote, 'source' | 'used'>; count: number }>();

  add({ source, used }: FallbackNote): void {
    const key = `${used} ${source}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { note: { source, used }, count: 1 });
    else known.count += 1;
  }

  metric(): ValueMetric {
    return counter(
      'interlace_fallbacks_total',
      'Fields answered by their fallback, a value or the last good answer, once for each operation and kind of error.',
      [...this.#counts.values()].map(({ note: { source, used }, count }) => [{ source, used }, count]),
    );
  }
}
