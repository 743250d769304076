import type { HistogramMetric, HistogramSample, Labels } from './metric.ts';

/** For everything that one request may wait for: from what memory answers to the default deadline. */
export const SECONDS: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How often a number fell into each of a few ranges. To note one costs a few comparisons and allocates nothing. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#sum += value;
  }

  sample(labels: Labels): HistogramSample {
    return { labels, counts: [...this.#counts], sum: this.#sum };
  }
}

/** Several histograms of the same bounds under one name. */
export function histogram(
  name: string,
  help: string,
  bounds: readonly number[],
  parts: readonly (readonly [labels: Labels, part: Histogram])[],
): HistogramMetric {
  return { name, help, type: 'histogram', bounds, samples: parts.map(([labels, part]) => part.sample(labels)) };
}
