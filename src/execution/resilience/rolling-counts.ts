const BUCKETS = 10;

/** How often two things happened within the last `windowMs`, to a tenth of it. Constant in time and memory, whatever the rate. */
export class RollingCounts {
  readonly #bucketMs: number;
  readonly #first = new Uint32Array(BUCKETS);
  readonly #second = new Uint32Array(BUCKETS);
  #newest = 0;
  first = 0;
  second = 0;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  addFirst(now: number): void {
    const slot = this.#advance(now);
    this.#first[slot] = (this.#first[slot] ?? 0) + 1;
    this.first += 1;
  }

  addSecond(now: number): void {
    const slot = this.#advance(now);
    this.#second[slot] = (this.#second[slot] ?? 0) + 1;
    this.second += 1;
  }

  /** Makes `first` and `second` those of now. */
  read(now: number): this {
    this.#advance(now);
    return this;
  }

  clear(): void {
    this.#first.fill(0);
    this.#second.fill(0);
    this.first = 0;
    this.second = 0;
  }

  /** Forgets what has left the window; the slot of now. */
  #advance(now: number): number {
    const bucket = Math.floor(now / this.#bucketMs);
    if (bucket - this.#newest >= BUCKETS) this.clear();
    else {
      for (let passed = this.#newest + 1; passed <= bucket; passed += 1) {
        const slot = passed % BUCKETS;
        this.first -= this.#first[slot] ?? 0;
        this.second -= this.#second[slot] ?? 0;
        this.#first[slot] = 0;
        this.#second[slot] = 0;
      }
    }
    // The clock is monotonic, but a caller may hold an older reading of it.
    if (bucket > this.#newest) this.#newest = bucket;
    return this.#newest % BUCKETS;
  }
}
