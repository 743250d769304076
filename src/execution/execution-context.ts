import type { JwtClaims } from '../config/jwt-claims.ts';
import type { TraceEntry } from '../telemetry/trace.ts';
import type { CancelSignal } from '../utils/cancel-signal.ts';
import { hasMembers } from '../utils/has-members.ts';
import type { CachePolicy } from './caching/cache-policy.ts';
import type { FallbackNotes } from './resilience/fallback-note.ts';

/** The body of a request whose operation runs while it still comes in: files are read as they are sent on. */
export interface BodyProgress {
  /** So far. */
  readonly bytes: number;
  readonly complete: boolean;
  /** True while more has been asked for and the client has not sent it. */
  readonly awaitsClient: boolean;
}

/**
 * What one operation carries through execution. Made fresh for every operation (also for every WebSocket operation and every item of a
 * batch): rules and loaders remember things on it, and one viewer must never see another's.
 */
export interface ExecutionContext {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when the client has gone or the request's deadline has passed. */
  readonly signal: CancelSignal;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** When the operation began, on the same clock; the trace counts from here. */
  readonly startedAt?: number;
  /** Present when this request is traced. */
  readonly trace: TraceEntry[] | undefined;
  /** Learns how long what the response is made of stays fresh; present when somebody will ask. */
  readonly cachePolicy?: CachePolicy | undefined;
  /** Learns which fields were answered though their upstream failed; present when some may be. */
  readonly fallbacks?: FallbackNotes | undefined;
  /** Present when the request has files. */
  readonly body?: BodyProgress | undefined;
  /** Verified claims of the caller's token; undefined where it has none, or `authentication` is not configured. */
  readonly jwt: JwtClaims | undefined;
  /** What the user's own `context` function returned; rules and templates read it. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** Whether somebody who executes a schema by himself has given it a context of ours. */
export function isExecutionContext(context: unknown): context is ExecutionContext {
  return hasMembers(context, 'deadline', 'signal', 'headers');
}
