import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { Histogram, SECONDS } from '../../telemetry/metrics/histogram.ts';

const CODES = Object.keys(ERROR_CODES) as readonly ErrorCode[];
const PLACES = new Map<ErrorCode, number>(CODES.map((code, place) => [code, place]));

const KEYS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** What is counted of the calls of one source. */
export class SourceMeter {
  /** Calls that were answered. */
  answered = 0;
  /** Tries that the connector is busy with. */
  inFlight = 0;
  /** Seconds of each try, whatever came of it. */
  readonly tries = new Histogram(SECONDS);
  /** Keys of each batched call. */
  readonly keys = new Histogram(KEYS);
  readonly #failures = new Float64Array(CODES.length);

  failed(error: unknown): void {
    const place = PLACES.get(GatewayError.from(error).code) ?? 0;
    this.#failures[place] = (this.#failures[place] as number) + 1;
  }

  /** Calls that failed with each code. */
  failures(): readonly (readonly [code: ErrorCode, count: number])[] {
    return CODES.map((code, place) => [code, this.#failures[place] as number]);
  }
}
