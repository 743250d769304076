import type { Logger } from '../../telemetry/logger.ts';
import type { Metric } from '../../telemetry/metrics/metric.ts';
import type { GatewayHandle } from '../gateway-handle.ts';
import { collectMetrics } from './collect-metrics.ts';
import type { OperationMeter } from './operation-meter.ts';
import { openProcessMetrics } from './process-metrics.ts';
import { type ServerParts, serverMetrics } from './server-metrics.ts';

/** Everything that this process has to tell. */
export interface OpenMetrics extends Disposable {
  readonly read: () => readonly Metric[];
}

export function openMetrics(
  gateway: GatewayHandle,
  meter: OperationMeter,
  parts: ServerParts,
  logger: Logger,
): OpenMetrics {
  const ofProcess = openProcessMetrics();
  return {
    read: collectMetrics(
      [() => gateway.metrics(), () => meter.metrics(), () => serverMetrics(parts), () => ofProcess.read()],
      logger,
    ),
    [Symbol.dispose]: () => ofProcess[Symbol.dispose](),
  };
}
