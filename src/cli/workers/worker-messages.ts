import type { Metric } from '../../telemetry/metrics/metric.ts';

/** What workers and the process that supervises them tell each other. */
export type WorkerMessage =
  /** To the supervisor, which passes it on to the other workers. */
  | { readonly interlace: 'invalidate'; readonly tags: readonly string[] }
  /** To a worker: others take its place. */
  | { readonly interlace: 'retire' }
  /** To a worker, which answers the same: it is not caught in anything. */
  | { readonly interlace: 'alive' }
  /** To the supervisor: it accepts on all its ports. */
  | { readonly interlace: 'ready' }
  /** To the supervisor: somebody asks this worker how the gateway does. To a worker: how this one does. */
  | { readonly interlace: 'measure' }
  /** To the supervisor: how the worker does. To a worker: how all of them do. */
  | { readonly interlace: 'metrics'; readonly metrics: readonly Metric[] };

/** Undefined for what somebody else sends over the same channel. */
export function readWorkerMessage(message: unknown): WorkerMessage | undefined {
  if (typeof message !== 'object' || message === null || !('interlace' in message)) return undefined;
  const { interlace } = message;
  if (interlace === 'retire' || interlace === 'alive' || interlace === 'ready' || interlace === 'measure')
    return { interlace };
  if (interlace === 'metrics' && 'metrics' in message && Array.isArray(message.metrics)) {
    return { interlace, metrics: message.metrics };
  }
  if (interlace !== 'invalidate' || !('tags' in message) || !Array.isArray(message.tags)) return undefined;
  return { interlace, tags: message.tags.filter((tag) => typeof tag === 'string') };
}
