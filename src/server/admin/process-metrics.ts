import { readdirSync } from 'node:fs';
import {
  constants,
  type EventLoopUtilization,
  monitorEventLoopDelay,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { Histogram, histogram } from '../../telemetry/metrics/histogram.ts';
import { counter, gauge, type Metric } from '../../telemetry/metrics/metric.ts';

/** What the process needs: processor, memory, handles, how long its loop and its garbage collector keep it. */
export interface ProcessMetrics extends Disposable {
  read(): readonly Metric[];
}

const GC_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const GC_KINDS = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);
const LAG_RESOLUTION_MS = 20;
/** Delays are those of at least so long: who reads often sees what the one before has seen too. */
const LAG_WINDOW_MS = 10_000;

/** Measures until it is disposed of. Names are those that other programs on Node have, so that their dashboards fit. */
export function openProcessMetrics(): ProcessMetrics {
  const pauses = new Map([...GC_KINDS.values()].map((kind) => [kind, new Histogram(GC_SECONDS)]));
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) pauses.get(kindOf(entry))?.observe(entry.duration / 1_000);
  });
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  let began = performance.now();

  return {
    read() {
      const { user, system } = process.cpuUsage();
      const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
      const loop: EventLoopUtilization = performance.eventLoopUtilization();
      const lag = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - LAG_RESOLUTION_MS / 1e3) || 0;
      const [p50, p99, longest] = [lag(delay.percentile(50)), lag(delay.percentile(99)), lag(delay.max)];
      if (performance.now() - began >= LAG_WINDOW_MS) {
        delay.reset();
        began = performance.now();
      }
      return [
        counter('process_cpu_seconds_total', 'Processor time, in user and system mode.', (user + system) / 1e6),
        gauge('process_resident_memory_bytes', 'Memory of the process.', rss),
        gauge('nodejs_heap_size_total_bytes', 'Heap of the engine.', heapTotal),
        gauge('nodejs_heap_size_used_bytes', 'What of it is used.', heapUsed),
        gauge('nodejs_external_memory_bytes', 'Memory outside of the heap that objects in it hold.', external),
        gauge('nodejs_array_buffers_bytes', 'What of that is buffers.', arrayBuffers),
        gauge(
          'process_open_fds',
          'Open files and sockets; without a value where the system does not tell.',
          openFiles(),
        ),
        counter('nodejs_eventloop_active_seconds_total', 'Time that the event loop worked.', loop.active / 1e3),
        counter('nodejs_eventloop_idle_seconds_total', 'Time that the event loop waited.', loop.idle / 1e3),
        gauge('nodejs_eventloop_lag_p50_seconds', 'By how much timers were late lately, the median.', p50, 'max'),
        gauge('nodejs_eventloop_lag_p99_seconds', 'The same, the slowest hundredth.', p99, 'max'),
        gauge('nodejs_eventloop_lag_max_seconds', 'The same, the longest.', longest, 'max'),
        histogram(
          'nodejs_gc_duration_seconds',
          'Pauses of the garbage collector, by kind.',
          GC_SECONDS,
          [...pauses].map(([kind, part]) => [{ kind }, part]),
        ),
      ];
    },
    [Symbol.dispose]() {
      observer.disconnect();
      delay.disable();
    },
  };
}

function kindOf(entry: PerformanceEntry): string {
  const { detail } = entry as PerformanceEntry & { readonly detail?: NodeGCPerformanceDetail };
  return GC_KINDS.get(detail?.kind ?? 0) ?? '';
}

function openFiles(): readonly (readonly [Readonly<Record<string, string>>, number])[] {
  try {
    // One of them is that of the folder itself.
    return [[{}, readdirSync('/proc/self/fd').length - 1]];
  } catch {
    return [];
  }
}
