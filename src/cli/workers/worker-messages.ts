/** What workers and the process that supervises them tell each other. */
export type WorkerMessage =
  /** To the supervisor, which passes it on to the other workers. */
  | { readonly interlace: 'invalidate'; readonly tags: readonly string[] }
  /** To a worker: others take its place. */
  | { readonly interlace: 'retire' }
  /** To a worker, which answers the same: it is not caught in anything. */
  | { readonly interlace: 'alive' };

/** Undefined for what somebody else sends over the same channel. */
export function readWorkerMessage(message: unknown): WorkerMessage | undefined {
  if (typeof message !== 'object' || message === null || !('interlace' in message)) return undefined;
  if (message.interlace === 'retire' || message.interlace === 'alive') return { interlace: message.interlace };
  if (message.interlace !== 'invalidate' || !('tags' in message) || !Array.isArray(message.tags)) return undefined;
  return { interlace: 'invalidate', tags: message.tags.filter((tag) => typeof tag === 'string') };
}
