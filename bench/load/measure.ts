import type { ContenderUsage } from '../contenders/contender.ts';
import type { BenchProcess } from '../contenders/start-process.ts';
import { median, runLoad } from './run-load.ts';

/** A contender that runs: its process, and where it listens. */
export interface RunningContender {
  readonly name: string;
  readonly process: BenchProcess;
  readonly port: number;
  readonly path: string;
  readonly query: string;
}

/** Of one round. */
export interface RoundFigures {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** CPU time of the contender's process for one request, user and system. */
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
}

/** The medians of some rounds, and the rounds themselves: what is compared is compared within one. */
export interface Figures extends RoundFigures {
  readonly rounds: readonly RoundFigures[];
}

export interface RoundOptions {
  readonly connections: number;
  /** Length of a round. */
  readonly milliseconds: number;
  readonly rounds: number;
  /** A slow contender is warm enough after so long; see `warmUpRequests`. */
  readonly warmUpMs: number;
  /** Ends a warm-up earlier, once there are so many answers. Default: 4,000. */
  readonly warmUpRequests?: number;
  /** No further round begins after so long: on a busy machine there are fewer, and at least three. Default: all are run. */
  readonly budgetMs?: number;
}

/**
 * Load before each round that does not count. While the others have their rounds, an engine that is idle for some seconds gives up its room
 * for new objects and compiled code; what is compared is servers at work.
 */
const LEAD_MS = 500;
/** Enough for the engine to have compiled what is hot; fewer make whoever has more code look worse than it is. */
const WARM_UP_REQUESTS = 4_000;
const MIN_ROUNDS = 3;

/**
 * Warms all up, then rounds A B C A B C …, so that what disturbs the machine disturbs all alike. A contender that fails under load has its
 * error instead of figures, and the others go on.
 */
export async function measureInterleaved(
  contenders: readonly RunningContender[],
  {
    connections,
    milliseconds,
    rounds,
    warmUpMs,
    warmUpRequests = WARM_UP_REQUESTS,
    budgetMs = Number.POSITIVE_INFINITY,
  }: RoundOptions,
): Promise<Map<string, Figures | Error>> {
  const started = performance.now();
  const measured = new Map<string, RoundFigures[]>(contenders.map(({ name }) => [name, []]));
  const failed = new Map<string, Error>();
  const each = async (step: (contender: RunningContender) => Promise<unknown>): Promise<void> => {
    for (const contender of contenders) {
      if (failed.has(contender.name)) continue;
      try {
        await step(contender);
      } catch (error) {
        failed.set(contender.name, error instanceof Error ? error : new Error(String(error)));
      }
    }
  };
  await each((contender) => runLoad({ ...contender, connections, milliseconds: warmUpMs, requests: warmUpRequests }));
  for (let round = 0; round < rounds && (round < MIN_ROUNDS || performance.now() - started < budgetMs); round += 1) {
    await each(async (contender) => {
      await runLoad({ ...contender, connections, milliseconds: LEAD_MS });
      measured.get(contender.name)?.push(await measureOnce(contender, connections, milliseconds));
    });
  }
  return new Map([...measured].map(([name, list]) => [name, failed.get(name) ?? medians(list)]));
}

/** One round of one contender. */
export async function measureOnce(
  contender: RunningContender,
  connections: number,
  milliseconds: number,
): Promise<RoundFigures> {
  const before = await usageOf(contender);
  const { requests, seconds, p50, p99 } = await runLoad({ ...contender, connections, milliseconds });
  const after = await usageOf(contender);
  return {
    requests,
    requestsPerSecond: requests / seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / requests,
    p50,
    p99,
    rssMb: after.rssMb,
  };
}

/** What its process has used so far. */
export async function usageOf({ process }: RunningContender): Promise<ContenderUsage> {
  return (await process.ask<{ usage: ContenderUsage }>()).usage;
}

function medians(rounds: readonly RoundFigures[]): Figures {
  const of = (pick: (figures: RoundFigures) => number): number => median(rounds.map(pick));
  return {
    requests: of((figures) => figures.requests),
    requestsPerSecond: of((figures) => figures.requestsPerSecond),
    cpuMs: of((figures) => figures.cpuMs),
    p50: of((figures) => figures.p50),
    p99: of((figures) => figures.p99),
    rssMb: Math.max(...rounds.map(({ rssMb }) => rssMb)),
    rounds,
  };
}
