import type { HistogramMetric, Labels, Metric } from './metric.ts';

/** The media type of what `writeMetrics` writes. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The text exposition format of Prometheus, version 0.0.4. */
export function writeMetrics(metrics: readonly Metric[]): string {
  return metrics.map(writeMetric).join('');
}

function writeMetric(metric: Metric): string {
  const { name, help, type } = metric;
  const head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
  if (metric.type === 'histogram') return head + writeHistogram(metric);
  return head + metric.samples.map(({ labels, value }) => line(name, labels, value)).join('');
}

function writeHistogram({ name, bounds, samples }: HistogramMetric): string {
  let text = '';
  for (const { labels, counts, sum } of samples) {
    let count = 0;
    counts.forEach((part, bucket) => {
      count += part;
      text += line(`${name}_bucket`, { ...labels, le: numberText(bounds[bucket] ?? Infinity) }, count);
    });
    text += line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, count);
  }
  return text;
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
