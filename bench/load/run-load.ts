import { variablesFor } from '../scene/queries.ts';
import { KeepAliveSocket, postRequest } from './keep-alive-socket.ts';

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly query: string;
  readonly connections: number;
  readonly milliseconds: number;
  /** Ends earlier, once there are so many answers. Default: not. */
  readonly requests?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

/** How long after its end a round may wait for the answers under way. */
const GRACE_MS = 20_000;

/**
 * A closed loop: each connection sends its next request when it has its answer. Bounded by time and by connections. Rejects when
 * an answer is not 200 or has another length than the first one of its connection, so that no contender is timed while it fails.
 */
export async function runLoad({
  port,
  path,
  query,
  connections,
  milliseconds,
  requests = Number.POSITIVE_INFINITY,
}: LoadOptions): Promise<LoadResult> {
  const sockets = Array.from({ length: connections }, () => new KeepAliveSocket(port));
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + milliseconds;

  const loop = async (socket: KeepAliveSocket, index: number): Promise<void> => {
    const request = postRequest(path, query, variablesFor(query, index));
    let expectedLength: number | undefined;
    for (let before = performance.now(); before < end && latencies.length < requests; ) {
      const { status, body } = await socket.send(request);
      expectedLength ??= body.length;
      if (status !== 200 || body.length !== expectedLength) {
        throw new Error(`answered ${status} with ${body.length} bytes: ${body.subarray(0, 300)}`);
      }
      const after = performance.now();
      latencies.push(after - before);
      before = after;
    }
  };

  const closeAll = (): void => {
    for (const socket of sockets) socket.close();
  };
  const guard = setTimeout(closeAll, milliseconds + GRACE_MS);
  try {
    await Promise.all(sockets.map(loop));
  } finally {
    clearTimeout(guard);
    closeAll();
  }
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((left, right) => left - right);
  return {
    requests: latencies.length,
    seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

/** Of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
