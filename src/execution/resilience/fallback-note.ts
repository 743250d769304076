import { GatewayError } from '../../errors/gateway-error.ts';
import type { PipelineCall } from '../pipeline.ts';
import { OUTAGES } from './outages.ts';

/** That a field was answered though its upstream failed; clients see it as `extensions.fallbacks`. */
export interface FallbackNote {
  /** Coordinate of the field: `Query.products`, `Order.customer`. */
  readonly field: string;
  readonly source: string;
  /** Of the error that it would have had. */
  readonly code: string;
  /** Its message, which is ours. */
  readonly message: string;
  readonly used: 'value' | 'last-good';
}

/** What one operation was answered with in place of upstreams that fail. */
export class FallbackNotes {
  /** One for each field and kind of error, however many of its keys there are. */
  readonly list: FallbackNote[] = [];
  readonly #tell: ((note: FallbackNote) => void) | undefined;

  /** `tell` hears of each note. Must not throw. */
  constructor(tell?: (note: FallbackNote) => void) {
    this.#tell = tell;
  }

  add(note: FallbackNote): void {
    const { field, code, used } = note;
    if (this.list.some((known) => known.field === field && known.code === code && known.used === used)) return;
    this.list.push(note);
    this.#tell?.(note);
  }
}

/** The field that is answered, and the operation that it is answered for. */
export type FallbackPlace = Pick<PipelineCall, 'field' | 'source' | 'context'>;

export function noteFallback(
  { field, source, context }: FallbackPlace,
  { code, message }: GatewayError,
  used: FallbackNote['used'],
): void {
  context.fallbacks?.add({ field, source, code, message, used });
}

/** Whether a field that has a fallback is answered by it, which is noted: where the upstream fails, not where it rejects. */
export function fallsBack(place: FallbackPlace, failure: unknown): boolean {
  const error = GatewayError.from(failure);
  if (!OUTAGES.has(error.code)) return false;
  noteFallback(place, error, 'value');
  return true;
}
