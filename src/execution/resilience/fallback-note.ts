import type { GatewayError } from '../../errors/gateway-error.ts';
import type { PipelineCall } from '../pipeline.ts';

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

/** Notes it once for each field and kind of error, however many of its keys there are. */
export function noteFallback(call: PipelineCall, error: GatewayError, used: FallbackNote['used']): void {
  const { fallbacks } = call.context;
  if (fallbacks === undefined) return;
  const { field, source } = call;
  const { code, message } = error;
  if (fallbacks.some((note) => note.field === field && note.code === code && note.used === used)) return;
  fallbacks.push({ field, source, code, message, used });
}
