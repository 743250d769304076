/** What is measured under one name, as Prometheus knows it. Plain data: it goes from process to process as JSON. */
export type Metric = ValueMetric | HistogramMetric;

export type Labels = Readonly<Record<string, string>>;

export interface ValueMetric {
  readonly name: string;
  /** One line. */
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** What the values of several processes come to. Default: their sum. */
  readonly across?: 'max' | undefined;
  readonly samples: readonly ValueSample[];
}

export interface ValueSample {
  readonly labels: Labels;
  readonly value: number;
}

export interface HistogramMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'histogram';
  /** Upper bounds of the buckets but the last, which has none; ascending. */
  readonly bounds: readonly number[];
  readonly samples: readonly HistogramSample[];
}

export interface HistogramSample {
  readonly labels: Labels;
  /** By bucket, each for itself: one more than there are bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** One value without labels, or several with them. */
type Values = number | readonly (readonly [labels: Labels, value: number])[];

/** Something that only ever grows while its process lives. */
export function counter(name: string, help: string, values: Values): ValueMetric {
  return { name, help, type: 'counter', samples: samplesOf(values) };
}

/** Something that rises and falls. */
export function gauge(name: string, help: string, values: Values, across?: 'max'): ValueMetric {
  return { name, help, type: 'gauge', ...(across && { across }), samples: samplesOf(values) };
}

function samplesOf(values: Values): readonly ValueSample[] {
  if (typeof values === 'number') return [{ labels: {}, value: values }];
  return values.map(([labels, value]) => ({ labels, value }));
}
