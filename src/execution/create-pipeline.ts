import { GatewayError } from '../errors/gateway-error.ts';
import type { Graph } from '../graph/graph.ts';
import type { CallConnector, CallReport, ResilienceOptions } from '../sources/source.ts';
import type { TraceEntry } from '../telemetry/trace.ts';
import { withBatching } from './batching/with-batching.ts';
import type { FieldCache } from './caching/field-cache.ts';
import { withCache } from './caching/with-cache.ts';
import { withInvalidation } from './caching/with-invalidation.ts';
import { composePipeline, type FreshnessNotes, type Handler, type Interceptor, type PipelineCall } from './pipeline.ts';
import { type ResilienceSettings, resilienceSettings } from './resilience/resilience-settings.ts';
import { withBreaker } from './resilience/with-breaker.ts';
import { withConcurrencyLimit } from './resilience/with-concurrency-limit.ts';
import { withFlights } from './resilience/with-flights.ts';
import { withRateLimit } from './resilience/with-rate-limit.ts';
import { withRetries } from './resilience/with-retries.ts';
import { withTryTimeout } from './resilience/with-try-timeout.ts';
import { withTrace } from './tracing/with-trace.ts';

export interface PipelineSource {
  /** As in the configuration. */
  readonly name: string;
  readonly connector: CallConnector<unknown>;
  /** The caller's headers that it receives, in lower case. Default: none. */
  readonly forward?: readonly string[] | undefined;
  /** The source's own options, which stand before those for all sources. */
  readonly resilience?: ResilienceOptions | undefined;
}

export interface PipelineOptions {
  readonly sources: readonly PipelineSource[];
  /** For every source. */
  readonly resilience?: ResilienceOptions | undefined;
  /** What cache rules keep their values in. Default: nothing is cached, whatever rules say. */
  readonly cache?: FieldCache | undefined;
  /** What mutations make stale. Default: nothing. */
  readonly invalidations?: Graph['invalidations'] | undefined;
  /** Told of every upstream call, once it has ended: metrics. Must not throw. */
  readonly observe?: ((entry: TraceEntry) => void) | undefined;
}

/** The way from a field to its upstream: one pipeline for each source, composed once. */
export function createPipeline(options: PipelineOptions): Handler {
  const handlers = new Map<string, Handler>();
  for (const source of options.sources) {
    const settings = resilienceSettings(source.resilience, options.resilience);
    handlers.set(source.name, composePipeline(stages(settings, source.forward ?? [], options), send(source.connector)));
  }
  return (call) => {
    const handler = handlers.get(call.source);
    return handler === undefined ? Promise.reject(unknownSource(call)) : handler(call);
  };
}

/** Outermost first. A stage that is not configured is not there. */
function stages(
  settings: ResilienceSettings,
  forward: readonly string[],
  { cache, invalidations, observe }: PipelineOptions,
): readonly Interceptor[] {
  return [
    cache !== undefined &&
      invalidations !== undefined &&
      invalidations.size > 0 &&
      withInvalidation(cache, invalidations),
    cache !== undefined && withCache(cache, forward),
    withFlights(settings.timeoutMs),
    withBatching(),
    withTrace(observe),
    settings.concurrency < Infinity && withConcurrencyLimit(settings.concurrency, settings.queue),
    settings.breaker !== undefined && withBreaker(settings.breaker),
    settings.retries > 0 && withRetries(settings.retries, settings.retryWrites),
    // Inside the retries: a provider counts tries, not calls.
    settings.rate !== undefined && withRateLimit(settings.rate.perSecond, settings.rate.burst),
    settings.tryTimeoutMs !== undefined && withTryTimeout(settings.tryTimeoutMs),
  ].filter((stage) => stage !== false);
}

/** The innermost handler: asks the connector, and gives its errors their place. */
function send(connector: CallConnector<unknown>): Handler {
  return async (call) => {
    const { operation, args, selection, forwarded, signal, deadline, source, report } = call;
    if (report !== undefined) report.tries += 1;
    try {
      if (call.freshness !== undefined) return await sendToKeep(connector, call, call.freshness);
      return await connector.call({ operation, args, selection, forwarded, signal, deadline }, report);
    } catch (error) {
      throw GatewayError.from(error).at({ source, coordinate: operation.coordinate });
    }
  };
}

/** Each try has a report of its own: what a failed one said holds for nothing. */
async function sendToKeep(connector: CallConnector<unknown>, call: PipelineCall, notes: FreshnessNotes) {
  const { operation, args, selection, forwarded, signal, deadline, report } = call;
  const own: CallReport = {};
  try {
    return await connector.call({ operation, args, selection, forwarded, signal, deadline, keep: notes.request }, own);
  } finally {
    if (report !== undefined && own.status !== undefined) report.status = own.status;
    if (own.freshness !== undefined) {
      for (const text of call.batch?.keys.keys() ?? ['']) notes.byKey.set(text, own.freshness);
    }
  }
}

function unknownSource(call: PipelineCall): GatewayError {
  return new GatewayError('INTERNAL_SERVER_ERROR', undefined, {
    cause: new Error(`No connector for the source "${call.source}" of ${call.field}; every source needs one.`),
  });
}
