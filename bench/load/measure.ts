import type { ContenderUsage } from '../contenders/contender.ts';
import type { BenchProcess } from '../contenders/start-process.ts';
import { type LoadResult, median, runLoad } from './run-load.ts';

/** A contender that runs: its process, and where it listens. */
export interface RunningContender {
  readonly name: string;
  readonly process: BenchProcess;
  readonly port: number;
  readonly path: string;
  readonly query: string;
}

/** The medians of some rounds. */
export interface Figures {
  readonly requestsPerSecond: number;
  /** CPU time of the contender's process for one request, user and system. */
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
}

export interface RoundOptions {
  readonly connections: number;
  readonly milliseconds: number;
  readonly rounds: number;
}

/** Rounds A B C A B C …, so that what disturbs the machine disturbs all alike. The first round only warms up. */
export async function measureInterleaved(
  contenders: readonly RunningContender[],
  { connections, milliseconds, rounds }: RoundOptions,
): Promise<Map<string, Figures>> {
  const measured = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const figures = await measureOnce(contender, connections, milliseconds);
      if (round > 0) measured.get(contender.name)?.push(figures);
    }
  }
  return new Map([...measured].map(([name, list]) => [name, medians(list)]));
}

async function measureOnce(contender: RunningContender, connections: number, milliseconds: number): Promise<Figures> {
  const before = await usageOf(contender);
  let load: LoadResult;
  try {
    load = await runLoad({ ...contender, connections, milliseconds });
  } catch (error) {
    throw new Error(`${contender.name} failed under load`, { cause: error });
  }
  const after = await usageOf(contender);
  return {
    requestsPerSecond: load.requests / load.seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / load.requests,
    p50: load.p50,
    p99: load.p99,
    rssMb: after.rssMb,
  };
}

async function usageOf({ process }: RunningContender): Promise<ContenderUsage> {
  return (await process.ask<{ usage: ContenderUsage }>()).usage;
}

function medians(list: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => median(list.map(pick));
  return {
    requestsPerSecond: of((figures) => figures.requestsPerSecond),
    cpuMs: of((figures) => figures.cpuMs),
    p50: of((figures) => figures.p50),
    p99: of((figures) => figures.p99),
    rssMb: of((figures) => figures.rssMb),
  };
}
