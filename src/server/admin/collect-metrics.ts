import type { Logger } from '../../telemetry/logger.ts';
import { counter, type Metric } from '../../telemetry/metrics/metric.ts';

/** Reads one part of what is told. */
type Part = () => readonly Metric[];

/** Reads all parts; one that throws is logged, counted and left out, because the others are needed all the more then. */
export function collectMetrics(parts: readonly Part[], logger: Logger): Part {
  let failures = 0;
  return () => {
    const metrics = parts.flatMap((part) => {
      try {
        return part();
      } catch (error) {
        failures += 1;
        logger.error('a part of the metrics could not be read', { error });
        return [];
      }
    });
    return [
      ...metrics,
      counter('interlace_metrics_failures_total', 'Parts of an answer to /metrics that could not be read.', failures),
    ];
  };
}
