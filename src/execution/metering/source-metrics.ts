import { ERROR_CODES } from '../../errors/error-codes.ts';
import { histogram } from '../../telemetry/metrics/histogram.ts';
import { counter, gauge, type Labels, type Metric } from '../../telemetry/metrics/metric.ts';
import type { SourceHealth } from '../resilience/source-health.ts';
import type { SourceMeter } from './source-meter.ts';

/** Where the numbers of one source are. */
export interface SourceFigures {
  readonly meter: SourceMeter;
  /** Calls that wait for a place, now. */
  readonly waiting: () => number;
  /** Places; Infinity where they are not limited. */
  readonly places: number;
  /** Tries beyond the first of a call, so far. */
  readonly retries: () => number;
}

const STATES: readonly SourceHealth['state'][] = ['up', 'degraded', 'down', 'excluded'];
const BREAKERS: readonly SourceHealth['breaker'][] = ['closed', 'half-open', 'open'];
/** How a call may end besides by what its upstream did. */
const ENDS: ReadonlySet<string> = new Set(['OVERLOADED', 'CANCELLED', 'DEADLINE_EXCEEDED']);

/** By source name, what is known of its calls. */
export function sourceMetrics(
  figures: ReadonlyMap<string, SourceFigures>,
  healths: Readonly<Record<string, SourceHealth>>,
): readonly Metric[] {
  const sources = [...figures];
  const each = (value: (figures: SourceFigures) => number) =>
    sources.map(([source, known]) => [{ source }, value(known)] as const);
  const states = <State extends string>(name: string, all: readonly State[], of: (health: SourceHealth) => State) =>
    Object.entries(healths).flatMap(([source, health]) =>
      all.map((state) => [{ source, [name]: state } as Labels, of(health) === state ? 1 : 0] as const),
    );
  return [
    counter(
      'interlace_upstream_calls_total',
      'Calls to a source, by what came of them: ok, or the code of the error. Those that the gateway refused itself are among them.',
      sources.flatMap(([source, { meter }]) => [
        [{ source, outcome: 'ok' }, meter.answered] as const,
        ...meter
          .failures()
          // From the start, where it can be foreseen: of a series that begins with its first failure, no rate shows it.
          .filter(([code, count]) => count > 0 || ERROR_CODES[code].phase === 'upstream' || ENDS.has(code))
          .map(([outcome, count]) => [{ source, outcome }, count] as const),
      ]),
    ),
    counter(
      'interlace_upstream_retries_total',
      'Tries of a call beyond its first.',
      each(({ retries }) => retries()),
    ),
    histogram(
      'interlace_upstream_try_duration_seconds',
      'How long the source was busy with each try, whatever came of it.',
      sources[0]?.[1].meter.tries.bounds ?? [],
      sources.map(([source, { meter }]) => [{ source }, meter.tries]),
    ),
    histogram(
      'interlace_upstream_batch_keys',
      'Keys of each batched call.',
      sources[0]?.[1].meter.keys.bounds ?? [],
      sources.map(([source, { meter }]) => [{ source }, meter.keys]),
    ),
    gauge(
      'interlace_upstream_in_flight',
      'Tries that a source is busy with.',
      each(({ meter }) => meter.inFlight),
    ),
    gauge(
      'interlace_upstream_places',
      'How many calls a source gets at once; without a value where that is not limited.',
      each(({ places }) => places).filter(([, places]) => places < Infinity),
    ),
    gauge(
      'interlace_upstream_waiting',
      'Calls that wait for a place.',
      each(({ waiting }) => waiting()),
    ),
    gauge(
      'interlace_upstream_breaker',
      '1 for the state that the breaker of a source is in; of several workers, how many are.',
      states('state', BREAKERS, ({ breaker }) => breaker),
    ),
    gauge(
      'interlace_source_state',
      '1 for the state that a source is in, as /health/ready tells it; of several workers, how many see it so.',
      states('state', STATES, ({ state }) => state),
    ),
  ];
}
