/** How replicas hear of each other's invalidations. */
export interface InvalidationBus extends AsyncDisposable {
  /** Rejects where the others could not be told. */
  publish(tags: readonly string[]): Promise<void>;
  /** `onGap`: messages may have been missed. */
  subscribe(onTags: (tags: readonly string[]) => void, onGap: () => void): void;
}
