import { isDeepStrictEqual } from 'node:util';
import type { BenchProcess } from '../contenders/start-process.ts';
import { variablesFor } from '../scene/queries.ts';
import type { UpstreamCalls } from '../scene/upstream.ts';
import { KeepAliveSocket, postRequest } from './keep-alive-socket.ts';
import type { RunningContender } from './measure.ts';

export interface Checked {
  /** The answer's `data`. */
  readonly data: unknown;
  readonly upstreamCalls: number;
}

/** How long the first answer may take. */
const PATIENCE_MS = 20_000;

/** Asks once, and counts what that cost upstream. A cached contender is asked twice, and the second answer counts. */
export async function askOnce(contender: RunningContender, upstream: BenchProcess, cached: boolean): Promise<Checked> {
  const socket = new KeepAliveSocket(contender.port);
  const guard = setTimeout(() => socket.close(), PATIENCE_MS);
  try {
    const request = postRequest(contender.path, contender.query, variablesFor(contender.query, 3));
    if (cached) await socket.send(request);
    const before = await countCalls(upstream);
    const { status, body } = await socket.send(request);
    const after = await countCalls(upstream);
    const answer = JSON.parse(body.toString()) as { data?: unknown; errors?: unknown };
    if (status !== 200 || answer.errors !== undefined || answer.data === undefined) {
      throw new Error(`${contender.name} answered ${status}: ${body.toString().slice(0, 500)}`);
    }
    return { data: answer.data, upstreamCalls: after - before };
  } finally {
    clearTimeout(guard);
    socket.close();
  }
}

async function countCalls(upstream: BenchProcess): Promise<number> {
  const { calls } = await upstream.ask<{ calls: UpstreamCalls }>();
  return calls.rest + calls.soap + calls.grpc;
}

/** Says where two answers differ. `units` counts as equal whether a 64-bit integer is a number or text. */
export function assertSameData(name: string, expected: unknown, actual: unknown): void {
  if (isDeepStrictEqual(unitsAsText(expected), unitsAsText(actual))) return;
  throw new Error(
    `${name} answers something else than the limit:\n${JSON.stringify(actual).slice(0, 600)}\ninstead of\n${JSON.stringify(expected).slice(0, 600)}`,
  );
}

const unitsAsText = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, item: unknown) => (key === 'units' ? String(item) : item)) as unknown;
