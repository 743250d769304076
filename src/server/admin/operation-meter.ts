import { ERROR_CODES } from '../../errors/error-codes.ts';
import { Histogram, histogram, SECONDS } from '../../telemetry/metrics/histogram.ts';
import { counter, type Metric } from '../../telemetry/metrics/metric.ts';

/**
 * The way that an operation took: over HTTP the fast lane or Apollo Server's pipeline, over server-sent events or WebSocket; `none` for what
 * was refused before it ran.
 */
export type Lane = 'fast' | 'apollo' | 'sse' | 'websocket' | 'none';

const LANES: readonly Lane[] = ['fast', 'apollo', 'sse', 'websocket', 'none'];
/** `errors`: answered, some of it with errors. `OTHER`: a code that is none of ours, as plugins may have. */
const OUTCOMES = ['ok', 'errors', ...Object.keys(ERROR_CODES), 'OTHER'] as const;
const PLACES: ReadonlyMap<string, number> = new Map(OUTCOMES.map((outcome, place) => [outcome, place]));
const OTHER = OUTCOMES.length - 1;
/** No status of HTTP has more digits. */
const STATUSES = 1_000;

/** Counts what operations were answered, by finite sets of words: nothing that a client sends becomes part of a name. */
export class OperationMeter {
  /** By lane, outcome and status in one number: a look into the map allocates nothing. */
  readonly #counts = new Map<number, number>();
  readonly #durations = new Map<Lane, Histogram>(LANES.slice(0, 4).map((lane) => [lane, new Histogram(SECONDS)]));

  constructor() {
    // From the start, so that the first of each shows in a rate.
    for (const [lane, outcome, status] of FORESEEN) this.#add(lane, outcome, status, 0);
  }

  /** `status` of HTTP; 0 where there is none. */
  count(lane: Lane, outcome: string, status: number): void {
    this.#add(lane, outcome, status, 1);
  }

  /** How long an operation took that ran, its wait for a place included. */
  took(lane: Lane, milliseconds: number): void {
    this.#durations.get(lane)?.observe(milliseconds / 1_000);
  }

  metrics(): readonly Metric[] {
    return [
      counter(
        'interlace_operations_total',
        'Operations by lane, outcome (ok, errors beside data, or the code of what was refused) and HTTP status.',
        [...this.#counts].map(([key, count]) => [labelsOf(key), count]),
      ),
      histogram(
        'interlace_operation_duration_seconds',
        'How long operations took from when they were read, their wait for a place included; without subscriptions.',
        SECONDS,
        [...this.#durations].map(([lane, part]) => [{ lane }, part]),
      ),
    ];
  }

  #add(lane: Lane, outcome: string, status: number, count: number): void {
    const key = (LANES.indexOf(lane) * OUTCOMES.length + (PLACES.get(outcome) ?? OTHER)) * STATUSES + status;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}

const FORESEEN: readonly (readonly [lane: Lane, outcome: string, status: number])[] = [
  ['fast', 'ok', 200],
  ['fast', 'errors', 200],
  ['apollo', 'ok', 200],
  ['apollo', 'errors', 200],
  ['none', 'OVERLOADED', 503],
  ['none', 'INTERNAL_SERVER_ERROR', 500],
];

function labelsOf(key: number): Readonly<Record<string, string>> {
  const status = key % STATUSES;
  const rest = Math.floor(key / STATUSES);
  const lane = LANES[Math.floor(rest / OUTCOMES.length)] ?? 'none';
  const outcome = OUTCOMES[rest % OUTCOMES.length] ?? 'OTHER';
  return { lane, outcome, ...(status !== 0 && { status: String(status) }) };
}

const E = 'e'.charCodeAt(0);

/** What an answer in JSON comes to. Errors stand first in it, so that no long one has to be read. */
export function outcomeOf(status: number, body: string | Buffer): string {
  const first = typeof body === 'string' ? body.charCodeAt(2) : body[2];
  if (first !== E) return 'ok';
  if (status < 300) return 'errors';
  const { errors }: { errors?: readonly { extensions?: { code?: unknown } }[] } = JSON.parse(String(body));
  return String(errors?.[0]?.extensions?.code);
}
