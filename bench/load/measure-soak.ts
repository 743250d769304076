import { setTimeout as delay } from 'node:timers/promises';
import { QUERIES, type QueryName } from '../scene/queries.ts';
import { measureOnce, type RunningContender, usageOf } from './measure.ts';
import { judgeMemory, type MemorySample, type MemoryVerdict } from './measure-flood.ts';

export interface SoakReport {
  readonly minutes: number;
  readonly requests: number;
  readonly memory: readonly MemorySample[];
  readonly verdict: MemoryVerdict;
}

/** Everything that the scene knows, large and small, in turn. */
const MIX: readonly QueryName[] = ['Q1', 'Q2', 'Q4', 'Q5', 'Mutation', 'Q1Fragment', 'Q1Same', 'Q1x5', 'Q1x100'];
const CONNECTIONS = 32;
const ROUND_MS = 2_000;
const SAMPLE_MS = 1_000;

/** Keeps the contender busy for so many minutes, and samples its memory once a second, also in the middle of the load. */
export async function measureSoak(
  contender: RunningContender,
  minutes: number,
  log: (line: string) => void,
): Promise<SoakReport> {
  const began = performance.now();
  const end = began + minutes * 60_000;
  const memory: MemorySample[] = [];
  let requests = 0;
  let done = false;
  const load = async (): Promise<void> => {
    try {
      for (let turn = 0; performance.now() < end; turn += 1) {
        const query = QUERIES[MIX[turn % MIX.length] ?? 'Q1'];
        const figures = await measureOnce({ ...contender, query }, CONNECTIONS, ROUND_MS);
        requests += figures.requests;
      }
    } finally {
      done = true;
    }
  };
  const sample = async (): Promise<void> => {
    while (!done) {
      await delay(SAMPLE_MS);
      const usage = await usageOf(contender);
      const at = (performance.now() - began) / 60_000;
      memory.push({ at, ...usage });
      if (memory.length % 15 === 0) log(`soak: ${at.toFixed(1)} minutes, ${usage.rssMb.toFixed(0)} MB`);
    }
  };
  await Promise.all([load(), sample()]);
  return { minutes, requests, memory, verdict: judgeMemory(memory) };
}
