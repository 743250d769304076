/** How the reads of one source that have a cache rule went, by key. Only ever grows. */
export class CacheReads {
  /** Answered by the memory tier, fresh. */
  hits = 0;
  /** Answered by it at once, and refreshed behind the caller's back. */
  stale = 0;
  /** Not in memory: fetched, found in the shared store, or waited for with others. */
  misses = 0;
  /** Of the misses: answered by what has expired, because the upstream failed. */
  outlived = 0;
}
