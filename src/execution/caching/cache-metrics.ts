import { counter, gauge, type Metric } from '../../telemetry/metrics/metric.ts';
import type { FieldCache } from './field-cache.ts';

/** How the field cache does; without one, nothing but zeros. */
export function cacheMetrics(cache: FieldCache | undefined): readonly Metric[] {
  const sources = [...(cache?.reads ?? [])];
  const { memory, shared } = cache ?? {};
  return [
    counter(
      'interlace_cache_reads_total',
      'Keys read that have a cache rule, by what memory had: hit, stale (answered at once and refreshed) or miss.',
      sources.flatMap(([source, { hits, stale, misses }]) => [
        [{ source, result: 'hit' }, hits] as const,
        [{ source, result: 'stale' }, stale] as const,
        [{ source, result: 'miss' }, misses] as const,
      ]),
    ),
    counter(
      'interlace_cache_outlived_total',
      'Of the misses: keys answered by what had expired, because the upstream failed.',
      sources.map(([source, { outlived }]) => [{ source }, outlived]),
    ),
    gauge('interlace_cache_entries', 'Entries of the memory tier.', memory?.entries ?? 0),
    gauge('interlace_cache_bytes', 'What they occupy, estimated.', memory?.bytes ?? 0),
    counter(
      'interlace_cache_evictions_total',
      'Entries that left memory because there was no room.',
      memory?.evictions ?? 0,
    ),
    counter(
      'interlace_cache_store_reads_total',
      'Keys that the shared store was asked for, by what it had: hit or miss.',
      shared === undefined
        ? []
        : [
            [{ result: 'hit' }, shared.hits],
            [{ result: 'miss' }, shared.misses],
          ],
    ),
    counter(
      'interlace_cache_store_failures_total',
      'Operations on the shared store that were late or failed; after each it is left alone until it answers again.',
      shared === undefined ? [] : [[{}, shared.failures]],
    ),
    gauge(
      'interlace_cache_store_up',
      '1 while the shared store is used; of several workers, how many use it.',
      shared === undefined ? [] : [[{}, shared.up ? 1 : 0]],
    ),
  ];
}
