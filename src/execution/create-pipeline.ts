import { GatewayError } from '../errors/gateway-error.ts';
import type { CallRule, Graph } from '../graph/graph.ts';
import type { CallConnector, CallReport, ResilienceOptions } from '../sources/source.ts';
import { withBatching } from './batching/with-batching.ts';
import type { CacheReads } from './caching/cache-reads.ts';
import type { FieldCache } from './caching/field-cache.ts';
import { withCache } from './caching/with-cache.ts';
import { withInvalidation } from './caching/with-invalidation.ts';
import { SourceMeter } from './metering/source-meter.ts';
import type { SourceFigures } from './metering/source-metrics.ts';
import { withCallMetering, withTryMetering } from './metering/with-metering.ts';
import { composePipeline, type FreshnessNotes, type Handler, type Interceptor, type PipelineCall } from './pipeline.ts';
import { type ResilienceSettings, resilienceSettings, shareOf } from './resilience/resilience-settings.ts';
import type { SourceHealth } from './resilience/source-health.ts';
import { withBreaker } from './resilience/with-breaker.ts';
import { withConcurrencyLimit } from './resilience/with-concurrency-limit.ts';
import { withFallback } from './resilience/with-fallback.ts';
import { withFlights } from './resilience/with-flights.ts';
import { withRateLimit } from './resilience/with-rate-limit.ts';
import { RetryBudget, withRetries } from './resilience/with-retries.ts';
import { withTryTimeout } from './resilience/with-try-timeout.ts';
import { withTrace } from './tracing/with-trace.ts';

export interface PipelineSource {
  /** As in the configuration. */
  readonly name: string;
  readonly connector: CallConnector<unknown>;
  /** A call of it is a document, which several fields may share: whoever takes its answer apart gives their fallbacks. Default: false. */
  readonly documents?: boolean | undefined;
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
  /** By coordinate: what the calls of single fields have of their own. Default: nothing. */
  readonly rules?: Graph['callRules'] | undefined;
  /** How many processes share the sources with this one, itself included: each has its part of their limits. Default 1. */
  readonly processes?: number | undefined;
  /** Told when a source that fails is asked no more for a while, and when it is asked as before. Must not throw. */
  readonly onBreaker?: ((source: string, isOpen: boolean) => void) | undefined;
  /** Given, for each source, what says how its calls went lately. */
  readonly onHealth?: ((source: string, health: () => SourceHealth) => void) | undefined;
  /** Given, for each source, where the numbers of its calls are. Without it nothing is counted that only they need. */
  readonly onFigures?: ((source: string, figures: SourceFigures) => void) | undefined;
}

/** The way from a field to its upstream: one pipeline for each source, composed once. */
export function createPipeline(options: PipelineOptions): Handler {
  const handlers = new Map<string, Handler>();
  for (const source of options.sources) handlers.set(source.name, sourceHandler(source, options));
  return (call) => {
    const handler = handlers.get(call.source);
    return handler === undefined ? Promise.reject(unknownSource(call)) : handler(call);
  };
}

/** One pipeline for the source, and one for each field whose calls have something of their own. */
function sourceHandler(source: PipelineSource, options: PipelineOptions): Handler {
  const { name, connector, documents = false, resilience = {}, forward = [] } = source;
  const innermost = send(connector);
  const { onBreaker, onHealth, onFigures, processes } = options;
  const all = shareOf(resilienceSettings(resilience, options.resilience), processes);
  const shared = sharedStages(
    all,
    onBreaker && ((isOpen) => onBreaker(name, isOpen)),
    onFigures && new SourceMeter(),
    options.cache?.readsOf(name),
  );
  const { breaker, concurrency, budget, meter } = shared;
  onHealth?.(name, breaker.health);
  if (meter !== undefined) {
    const waiting = concurrency === undefined ? () => 0 : concurrency.waiting;
    onFigures?.(name, { meter, waiting, places: all.concurrency, retries: () => budget.retries });
  }
  const compose = (own: Partial<CallRule> = {}): Handler => {
    const settings = resilienceSettings({ ...resilience, ...own.resilience }, options.resilience);
    return composePipeline(stages(settings, shared, forward, options, documents ? undefined : own.fallback), innermost);
  };
  const rest = compose();
  const fields = new Map(
    [...(options.rules ?? [])].flatMap(([field, rule]) =>
      rule.source === name ? [[field, compose(rule)] as const] : [],
    ),
  );
  return fields.size === 0 ? rest : (call) => (fields.get(call.field) ?? rest)(call);
}

/** What protects the source itself: it counts all of its calls, whatever field they are for. */
function sharedStages(
  settings: ResilienceSettings,
  onBreaker: ((isOpen: boolean) => void) | undefined,
  meter: SourceMeter | undefined,
  reads: CacheReads | undefined,
) {
  return {
    meter,
    reads,
    concurrency:
      settings.concurrency < Infinity ? withConcurrencyLimit(settings.concurrency, settings.queue) : undefined,
    breaker: withBreaker(settings.breaker, settings.timeoutMs, onBreaker),
    budget: new RetryBudget(),
    rate: settings.rate !== undefined && withRateLimit(settings.rate),
  };
}

/** Outermost first. A stage that is not configured is not there. */
function stages(
  settings: ResilienceSettings,
  shared: ReturnType<typeof sharedStages>,
  forward: readonly string[],
  { cache, invalidations }: PipelineOptions,
  fallback: CallRule['fallback'],
): readonly Interceptor[] {
  return [
    fallback !== undefined && withFallback(fallback.value),
    cache !== undefined &&
      invalidations !== undefined &&
      invalidations.size > 0 &&
      withInvalidation(cache, invalidations),
    cache !== undefined && withCache(cache, forward, shared.reads),
    withFlights(settings.timeoutMs),
    withBatching(),
    withTrace(),
    shared.meter !== undefined && withCallMetering(shared.meter),
    shared.concurrency?.stage,
    shared.breaker.stage,
    settings.retries > 0 && withRetries(settings.retries, settings.retryWrites, shared.budget),
    // Inside the retries: a provider counts tries, not calls.
    shared.rate,
    settings.tryTimeoutMs !== undefined && withTryTimeout(settings.tryTimeoutMs),
    shared.meter !== undefined && withTryMetering(shared.meter),
  ].filter((stage) => typeof stage === 'function');
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
