/**
 * How long an answer holds, as its upstream says. No protocol is named: one that has such rules (HTTP's `Cache-Control`, `ETag` …)
 * puts them in these terms, and execution does what they say.
 */
export interface Freshness {
  /** False: the upstream forbids to keep the answer, or to keep it for whom it would be kept for. */
  readonly keep: boolean;
  /** Milliseconds from now. 0: it must be asked about before each use. Undefined: the upstream does not say. */
  readonly freshMs?: number | undefined;
  /** Milliseconds after that in which the answer may be used while it is asked about. Undefined: the upstream does not say. */
  readonly staleWhileRevalidateMs?: number | undefined;
  /** Milliseconds after `freshMs` in which the answer may be used when the upstream fails. Undefined: the upstream does not say. */
  readonly staleIfErrorMs?: number | undefined;
  /** The forwarded headers that the answer depends on, in lower case. */
  readonly vary: readonly string[];
  /** What the connector can later ask "does it still hold?" with; opaque to everybody else, and without secrets. */
  readonly validator?: string | undefined;
  /** The upstream said that what bears `validator` still holds; there is no new value. */
  readonly unchanged?: boolean;
}

/** Asks a connector to say how long the answer holds. */
export interface KeepRequest {
  /** The answer will be shown to callers other than this one. */
  readonly shared: boolean;
  /** Of earlier answers that are still at hand. */
  readonly validators: readonly string[];
}
