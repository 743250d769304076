/** One upstream call as `extensions.trace` shows it. */
export interface TraceEntry {
  readonly source: string;
  /** The operation's label: `GET /orders`, `GetCustomers`. */
  readonly operation: string;
  /** Coordinate of the field that asked: `Order.customer`. */
  readonly field: string;
  /** Milliseconds since the operation began. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  /** What the upstream answered, in its own terms (`200`, `OK`), or the error's code. */
  readonly status: string;
  /** Keys batched into this call; 0 when it is not a batched call. */
  readonly keys: number;
  readonly cache: 'hit' | 'miss' | 'stale' | 'none';
  readonly deduplicated: boolean;
  /** Tries made; more than 1 means that it was retried. 0: nothing went upstream. */
  readonly tries: number;
}
