import type { HistogramSample, Labels, Metric, ValueMetric, ValueSample } from './metric.ts';

/** What several processes have measured, as if they were one. */
export function mergeMetrics(lists: readonly (readonly Metric[])[]): readonly Metric[] {
  const merged = new Map<string, Metric>();
  for (const metric of lists.flat()) {
    const known = merged.get(metric.name);
    merged.set(metric.name, known === undefined ? metric : mergePair(known, metric));
  }
  return [...merged.values()];
}

/** What stays true when the process that measured it has ended: what it counted, not how it was. */
export function countsOf(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.filter(({ type }) => type !== 'gauge');
}

function mergePair(first: Metric, second: Metric): Metric {
  if (first.type === 'histogram' && second.type === 'histogram') {
    // Another build, in the midst of a rolling restart, may have other buckets: what is newer stands.
    if (first.bounds.join() !== second.bounds.join()) return second;
    return { ...first, samples: mergeSamples(first.samples, second.samples, addHistograms) };
  }
  if (first.type === 'histogram' || second.type === 'histogram') return second;
  return { ...first, samples: mergeSamples(first.samples, second.samples, adderOf(first)) };
}

function adderOf({ across }: ValueMetric): (a: ValueSample, b: ValueSample) => ValueSample {
  if (across === 'max') return (a, b) => (b.value > a.value ? b : a);
  return (a, b) => ({ labels: a.labels, value: a.value + b.value });
}

function addHistograms(a: HistogramSample, b: HistogramSample): HistogramSample {
  return { labels: a.labels, counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)), sum: a.sum + b.sum };
}

function mergeSamples<Sample extends { readonly labels: Labels }>(
  first: readonly Sample[],
  second: readonly Sample[],
  add: (a: Sample, b: Sample) => Sample,
): readonly Sample[] {
  const byLabels = new Map<string, Sample>();
  for (const sample of [...first, ...second]) {
    const key = JSON.stringify(Object.entries(sample.labels).sort());
    const known = byLabels.get(key);
    byLabels.set(key, known === undefined ? sample : add(known, sample));
  }
  return [...byLabels.values()];
}
