import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Histogram, histogram } from '../../src/telemetry/metrics/histogram.ts';
import { countsOf, mergeMetrics } from '../../src/telemetry/metrics/merge-metrics.ts';
import { counter, gauge } from '../../src/telemetry/metrics/metric.ts';
import { writeMetrics } from '../../src/telemetry/metrics/write-metrics.ts';
import { readMetrics } from '../read-metrics.ts';

test('a histogram counts a value at a bound below it', () => {
  const part = new Histogram([1, 2.5]);
  for (const value of [0, 1, 1.5, 2.5, 3]) part.observe(value);
  expect(writeMetrics([histogram('h', 'Help.', part.bounds, [[{ a: 'b' }, part]])])).toBe(`# HELP h Help.
# TYPE h histogram
h_bucket{a="b",le="1"} 2
h_bucket{a="b",le="2.5"} 4
h_bucket{a="b",le="+Inf"} 5
h_sum{a="b"} 8
h_count{a="b"} 5
`);
});

test('whatever a label holds comes back as one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), (text, value) => {
      const written = writeMetrics([
        gauge('g', `a "help"\n\\ of ${text.replaceAll('\n', '')}x`, [[{ label: text }, value]]),
      ]);
      const { values } = readMetrics(written);
      expect([...values.values()]).toEqual([value === 0 ? 0 : value]);
      const [, escaped = ''] = /"((?:[^"\\]|\\.)*)"/s.exec([...values.keys()].join()) ?? [];
      expect(escaped.replace(/\\(.)/g, (_, sign) => (sign === 'n' ? '\n' : sign))).toBe(text);
    }),
  );
});

describe('the metrics of several processes', () => {
  const part = (...seen: number[]) => {
    const one = new Histogram([1]);
    for (const value of seen) one.observe(value);
    return histogram('h', 'H.', one.bounds, [[{}, one]]);
  };

  test('are sums by labels, whatever their order, or the largest', () => {
    const merged = mergeMetrics([
      [counter('c', 'C.', [[{ a: '1', b: '2' }, 1]]), gauge('m', 'M.', 5, 'max'), part(0, 7)],
      [
        counter('c', 'C.', [
          [{ b: '2', a: '1' }, 2],
          [{ a: '9', b: '9' }, 4],
        ]),
        gauge('m', 'M.', 3, 'max'),
        part(1),
        gauge('alone', 'A.', 1),
      ],
    ]);
    const { values } = readMetrics(writeMetrics(merged));
    expect(Object.fromEntries(values)).toEqual({
      'c{a="1",b="2"}': 3,
      'c{a="9",b="9"}': 4,
      m: 5,
      'h_bucket{le="1"}': 2,
      'h_bucket{le="+Inf"}': 3,
      h_sum: 8,
      h_count: 3,
      alone: 1,
    });
  });

  test('are those of the newer build where both differ in kind', () => {
    const wider = histogram('h', 'H.', [1, 2], [[{}, new Histogram([1, 2])]]);
    expect(mergeMetrics([[part(1)], [wider]])).toEqual([wider]);
    expect(mergeMetrics([[part(1)], [counter('h', 'H.', 1)]])).toEqual([counter('h', 'H.', 1)]);
  });

  test('keep of one that ended what it counted', () => {
    const metrics = [counter('c', 'C.', 1), gauge('g', 'G.', 1), part(1)];
    expect(countsOf(metrics).map(({ name }) => name)).toEqual(['c', 'h']);
  });
});
